package import WorkatoJobs

/// Finds the jobs of a run by any of their ids: the master's, an attempt's, or that of a repeat.
///
/// A fold over the records; ids that only records name, such as those of repeats, are found while it is told them.
package struct JobSearch: Sendable {
    /// The id that is looked for.
    package let id: JobID
    /// Planned jobs of which a record has named the id, by their indices in the plan.
    private var told: Set<Int> = []

    /// A search for an id; no record was told yet.
    package init(_ id: JobID) { self.id = id }

    /// Takes one record in.
    ///
    /// - Parameter state: the state after the record.
    package mutating func note(_ record: Record, after state: RunState) {
        switch record {
        case .dropped(let record):
            for job in record.jobs where job.newest == id { note(record.recipe, job.master, state) }
        case .intent(let intent):
            for (master, known) in intent.known where known.contains(id) { note(intent.recipe, master, state) }
        case .answered, .settled, .outcomes, .others, .witnessed:
            if let position = state.repeats.owner[id] ?? state.repeats.madeByOthers[id] { told.insert(position) }
        case .session, .stepStarted, .lost, .notApplied, .refused, .held, .released, .throttled, .wholeList, .commanded,
            .token, .guardTripped, .stageEnded, .listed, .stepFinished, .ended:
            break
        }
    }

    /// The planned jobs with the id, by their indices in the plan, ascending.
    ///
    /// - Parameter state: the state after the last record.
    package func planned(in state: RunState) -> [Int] {
        var found = told
        for (position, job) in state.plan.jobs.enumerated() where job.master == id || job.newestAttempt == id {
            found.insert(position)
        }
        return found.sorted()
    }

    /// The jobs with the id that the plan leaves out, by their indices among those, ascending.
    package func leftOut(of plan: Plan) -> [Int] {
        plan.leftOut.indices.filter { plan.leftOut[$0].master == id || plan.leftOut[$0].newestAttempt == id }
    }

    /// Every id by which a job of the run can be asked for, in no order; ids may repeat.
    package static func ids(in state: RunState) -> some Sequence<JobID> {
        let planned = state.plan.jobs.lazy.flatMap { [$0.master, $0.newestAttempt] }
        let leftOut = state.plan.leftOut.lazy.flatMap { [$0.master, $0.newestAttempt] }
        let repeats = state.repeats.owner.keys.lazy.map { $0 }
        return [AnySequence(planned), AnySequence(leftOut), AnySequence(repeats)].lazy.joined()
    }

    private mutating func note(_ recipe: RecipeID, _ master: JobID, _ state: RunState) {
        if let position = state.position(recipe: recipe, master: master) { told.insert(position) }
    }
}
