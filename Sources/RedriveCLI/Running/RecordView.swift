import RedriveCore

/// What a record of a run means to people and scripts while the run goes on.
struct RecordView {
    private let record: Record
    private let state: RunState

    /// - Parameter state: the state after the record.
    init(_ record: Record, _ state: RunState) {
        self.record = record
        self.state = state
    }

    /// The events; they are made on each access, so this is only for `--json`.
    var events: [Event] { RecordEvents(record, state).all }

    /// What a person must know: jobs that were not sent or were sent twice, a step that was stopped.
    var warning: String? {
        switch record {
        case .guardTripped(let record):
            let step = state.plan.header.steps[record.step].name
            return "step '\(step)' was stopped by its guard \(record.guardName): \(record.message)"
        case .dropped(let record):
            return
                "somebody else is at work: \(Wording.count(record.jobs.count, "job")) of recipe \(record.recipe) changed since the plan; not sent"
        case .others(let record):
            return
                "somebody else is at work: they also repeated \(Wording.count(record.jobs.count, "job")) of recipe \(record.recipe) that this run had repeated"
        case .wholeList(let record):
            let why =
                switch record.cause {
                case .cursor: "the page behind a repeat does not show the repeats before it"
                case .order: "repeats are not listed by their own start"
                }
            return
                "the repeats of recipe \(record.recipe) have to be read from the first to the last each time: \(why); this takes longer"
        case .session, .stepStarted, .intent, .answered, .lost, .notApplied, .refused, .settled, .held, .released,
            .witnessed, .outcomes, .throttled, .commanded, .stepFinished, .ended:
            return nil
        }
    }

    /// What a person may want to know: a request whose answer was lost, or that has to wait.
    var note: Line? {
        switch record {
        case .lost(let record):
            return
                "request \(record.chunk) (try \(record.tryNumber)): \(record.why); its jobs are unknown until the API has been asked"
        case .notApplied(let record) where record.reason == .throttled:
            return
                "request \(record.chunk) (try \(record.tryNumber)): the server answered \(record.message); it is sent again in its time"
        case .session, .stepStarted, .intent, .answered, .notApplied, .refused, .settled, .held, .released, .witnessed,
            .outcomes, .throttled, .wholeList, .commanded, .guardTripped, .dropped, .others, .stepFinished, .ended:
            return nil
        }
    }
}
