import RedriveCore
import WorkatoJobs

/// What a resume would do as things stand.
struct ResumeForecast: Sendable {
    /// Where the run stands.
    let state: RunState
    /// How many bytes of a last line that was cut short would be dropped; 0 for none.
    let tornBytes: Int
    /// The names of the steps that may run; nil for all.
    let names: [String]?
    /// Whether held jobs would be sent again.
    let releasesHeld: Bool

    /// The requests that a resume would send: those that were not applied, unchanged, then the remaining jobs in full
    /// requests.
    var writes: [PlannedWrite] {
        var open = state.plan
        var writes: [PlannedWrite] = []
        var taken: Set<Int> = []
        for chunk in state.chunks.values.sorted(by: { $0.number < $1.number }) {
            guard case .notApplied = chunk.status else { continue }
            let jobs = chunk.jobs.filter { state.jobs[$0].jobClass == .notSent }
            let name = state.plan.header.steps[chunk.step].name
            guard !jobs.isEmpty, names?.contains(name) ?? true else { continue }
            taken.formUnion(jobs)
            let masters = jobs.map { state.plan.jobs[$0].master }
            writes.append(.init(step: name, recipe: chunk.recipe, masters: masters, chunk: chunk.number))
        }
        open.jobs = state.jobs.indices.filter { position in
            guard !taken.contains(position) else { return false }
            switch state.jobs[position].jobClass {
            case .notSent: return true
            case .held: return releasesHeld
            case .enqueued, .refused, .dropped, .unknown: return false
            }
        }.map { state.plan.jobs[$0] }
        return writes + PlannedWrite.all(of: open, steps: names)
    }
}
