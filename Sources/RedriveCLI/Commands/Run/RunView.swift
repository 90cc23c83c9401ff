import RedriveCore

/// The requests of a dry run, or the summary of a run.
struct RunView: ResultView {
    private let result: RunResult

    /// A view of the result of `redrive run`.
    init(_ result: RunResult) { self.result = result }

    func lines(on canvas: Canvas) -> AnySequence<Line> {
        switch result {
        case .dryRun(let planned, let writes):
            return AnySequence(DryRunView(writes, to: planned.plan.header.workspace).lines(on: canvas))
        case .nothingToDo(let planned):
            let unproven = planned.plan.isComplete ? "" : "; the lists are not proven complete, so there may be some"
            return AnySequence(["nothing to do: no job was selected\(unproven)"])
        case .ended(let session): return AnySequence(SessionView(session).lines(on: canvas))
        }
    }

    var events: AnySequence<Event> {
        switch result {
        case .dryRun(let planned, let writes):
            AnySequence(DryRunView(writes, to: planned.plan.header.workspace).events)
        case .nothingToDo: AnySequence([])
        case .ended(let session): AnySequence(SessionView(session).events)
        }
    }

    var completion: Completion {
        switch result {
        case .dryRun(let planned, _), .nothingToDo(let planned):
            Completion(
                planID: planned.planID,
                totals: JSONObject(RunState(plan: planned.plan, planID: planned.planID))
            )
        case .ended(let session): SessionView(session).completion
        }
    }
}
