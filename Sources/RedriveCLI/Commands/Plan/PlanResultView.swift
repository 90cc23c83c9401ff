import RedriveCore

/// The preview of a plan that was made, where the plan was written, and what to do next.
struct PlanResultView: ResultView {
    private let result: PlanResult
    private let command: PlanCommand

    /// - Parameter command: the arguments, which commands to use next repeat.
    init(_ result: PlanResult, _ command: PlanCommand) {
        self.result = result
        self.command = command
    }

    var completion: Completion {
        let isReported = command.detailedExitcode && result.planned.plan.items > 0
        return Completion(
            isReported ? .planNotEmpty : .done,
            planID: result.planned.planID,
            totals: JSONObject(result.summary)
        )
    }

    func lines(on canvas: Canvas) -> [Line] { view.lines(on: canvas) }

    var events: [Event] { view.events }

    private var view: PlanView {
        switch result.place {
        case .file(let path):
            PlanView(result.planned, result.summary, path: path, next: next("'\(path)'", else: .run(path)))
        case .output:
            PlanView(
                result.planned,
                result.summary,
                next: next(
                    "standard output",
                    else: .note("written to standard output; 'redrive run' takes it from a file, or as '-'", nil)
                )
            )
        case .refused: PlanView(result.planned, result.summary)
        }
    }

    /// What to do next: `standard` for a plan that can be run.
    private func next(_ place: String, else standard: PlanPreview.Next) -> PlanPreview.Next {
        if let scenario = result.planned.plan.header.simulated {
            return .note(
                "written to \(place); it is a plan of a simulated workspace and cannot be run\(command.runbook == nil ? "" : "; to rehearse:")",
                command.runbook.map { ["redrive", "run", "--simulate", scenario, Shell.file($0)] }
            )
        }
        return !result.planned.plan.hasWork(inSteps: nil)
            ? .note("there is nothing to run; written to \(place)", nil) : standard
    }
}
