import RedriveCore

/// What a resume would do as things stand.
struct ResumeForecast: Sendable {
    /// Where the run stands.
    let state: RunState
    /// Whether a process works on the run, which a resume would refuse.
    var isLive = false
    /// How many bytes of a last line that was cut short would be dropped; 0 for none.
    let tornBytes: Int
    /// The names of the steps that may run; nil for all.
    let names: [String]?
    /// The held jobs that would be sent after all; only those of which there are any.
    let releases: HeldRelease

    /// The requests that a resume would send: those that were not applied, unchanged, then the remaining jobs in full
    /// requests.
    var writes: [PlannedWrite] {
        let remaining = Remaining(of: state, scope: names)
        let repeats = remaining.requests(releasing: releases).map { request in
            PlannedWrite(
                step: state.plan.header.steps[request.step].name,
                write: state.plan.write(request.batch),
                chunk: request.chunk
            )
        }
        return repeats + PlannedWrite.resumes(remaining.rows(releasing: releases), of: state.plan)
    }
}
