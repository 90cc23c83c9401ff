import RedriveCore

/// What a resume would do, or the summary of the run.
struct ResumeView: ResultView {
    private let result: ResumeResult
    private let statePath: String

    /// - Parameter statePath: the path of the state file, as a person would type it.
    init(_ result: ResumeResult, statePath: String) {
        self.result = result
        self.statePath = statePath
    }

    func lines(on canvas: Canvas) -> AnySequence<Line> {
        switch result {
        case .dryRun(let forecast): ResumeForecastView(forecast).lines(on: canvas)
        case .told(let view): AnySequence(view.lines(on: canvas))
        case .nothingLeft(let state):
            AnySequence(
                RunSummary(state, statePath: statePath, width: canvas.columns)
                    .lines(headline: "\(state.title): there is nothing left to do", isOver: true)
            )
        case .ended(let session): AnySequence(SessionView(session).lines(on: canvas))
        }
    }

    var events: AnySequence<Event> {
        switch result {
        case .dryRun(let forecast): AnySequence(ResumeForecastView(forecast).events)
        case .told(let view): AnySequence(view.events)
        case .nothingLeft: AnySequence([])
        case .ended(let session): AnySequence(SessionView(session).events)
        }
    }

    var completion: Completion {
        switch result {
        case .dryRun(let forecast): ResumeForecastView(forecast).completion
        case .told(let view): view.completion
        case .nothingLeft(let state):
            Completion(ExitStatus(of: state, .finished), planID: state.planID, totals: JSONObject(state))
        case .ended(let session): SessionView(session).completion
        }
    }
}
