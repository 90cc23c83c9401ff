import RedriveCore
import RedriveEngine

/// The summary of a run after a process has worked on it.
struct SessionView: ResultView {
    private let result: SessionResult
    private var state: RunState { result.state }

    init(_ result: SessionResult) { self.result = result }

    func lines(width: Int) -> [Line] {
        RunSummary(state, statePath: result.statePath, width: width).lines(headline: headline, isOver: true)
    }

    private var headline: Line {
        switch result.ending {
        case .left: "\(state.title): \("left at once", .caution); what was in flight is in doubt"
        case .ended(let ending): "\(state.title): \(ending.words)"
        }
    }

    var completion: Completion {
        let status =
            switch result.ending {
            case .left: ExitStatus.interrupted
            case .ended(let ending): ExitStatus(of: state, ending)
            }
        var completion = Completion(status, planID: state.planID, totals: JSONObject(state))
        if Remaining(of: state, scope: state.scope).isAny, state.plan.header.simulated == nil {
            completion.resume = ["redrive", "resume", Shell.file(result.statePath)]
        }
        return completion
    }
}
