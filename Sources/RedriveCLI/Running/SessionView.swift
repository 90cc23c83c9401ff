import RedriveCore
import RedriveEngine

/// The summary of a run after a process has worked on it.
struct SessionView: ResultView {
    private let result: SessionResult
    private var state: RunState { result.state }

    /// A view of how the work ended.
    init(_ result: SessionResult) { self.result = result }

    func lines(on canvas: Canvas) -> [Line] {
        RunSummary(state, statePath: result.statePath, width: canvas.columns).lines(
            headline: headline,
            isOver: true,
            rows: canvas.rows
        )
    }

    private var headline: Line {
        switch result.ending {
        case .left: "\(state.title): \("stopped at once", .caution). \(doubt)"
        case .ended: "\(state.title): \(state.endingWords ?? "ended")"
        }
    }

    /// What was in flight when somebody left at once.
    private var doubt: String {
        let requests = state.chunks.values.filter { $0.status == .inFlight || $0.status == .lost }
        guard !requests.isEmpty else { return "nothing was in flight" }
        let jobs = requests.reduce(0) { $0 + state.openJobs($1).count }
        let were = requests.count == 1 ? "was" : "were"
        return
            "\(Wording.count(requests.count, "request")) (\(Wording.count(jobs, "job"))) \(were) in flight; a resume asks the API about them before it sends anything"
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
