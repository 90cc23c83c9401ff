import RedriveCore

/// The preview of a plan that was read, and what can be done with it.
struct ShowView: ResultView {
    private let shown: ShownPlan
    private let isListOnly: Bool

    /// A view of a plan that was read.
    ///
    /// - Parameter isListOnly: whether only a list is asked for, so that the text has no preview above it.
    init(_ shown: ShownPlan, isListOnly: Bool = false) {
        self.shown = shown
        self.isListOnly = isListOnly
    }

    var completion: Completion { Completion(planID: shown.planned.planID, totals: JSONObject(shown.summary)) }

    var events: [Event] { view.events }

    func lines(on canvas: Canvas) -> [Line] {
        guard isListOnly else { return view.lines(on: canvas) }
        let header = shown.planned.plan.header
        return [
            WorkspaceWords(header).line(columns: canvas.columns), "\(header.name, .bold)  plan \(shown.planned.planID)",
        ]
    }

    private var view: PlanView { PlanView(shown.planned, shown.summary, path: shown.path, next: next) }

    private var next: PlanPreview.Next {
        if let run = shown.run { return .note(words(run), ["redrive", "status", Shell.file(shown.path)]) }
        if shown.planned.plan.header.simulated != nil {
            return .note("this is a plan of a simulated workspace and cannot be run", nil)
        }
        return !shown.planned.plan.hasWork(inSteps: nil) ? .note("there is nothing to run", nil) : .run(shown.path)
    }

    private func words(_ run: RunState) -> String {
        let allowed = run.sessions.lazy.compactMap(\.record.allowedIncomplete).first.map { word in
            ", which was approved although its lists are not proven complete (\(word))"
        }
        return "this is the plan of a run\(allowed ?? ""); to see where it stands:"
    }
}
