import RedriveCore
import WorkatoJobs

/// What has become of the open repeats of a run.
struct OutcomesView: ResultView {
    /// The text lists at most this many jobs.
    private static let mostJobs = 20

    private let result: OutcomesResult
    private let path: String
    private var state: RunState { result.state }
    private var found: OutcomesFound { result.found }

    /// A view of what was found.
    ///
    /// - Parameter path: the path of the state file, as it was typed.
    init(_ result: OutcomesResult, path: String) {
        self.result = result
        self.path = path
    }

    /// The status that the run would end with now.
    var completion: Completion {
        let status = state.ending.map { ExitStatus(of: state, $0) } ?? .interrupted
        return Completion(status, planID: state.planID, totals: JSONObject(state))
    }

    var warnings: [String] {
        found.unreadable.compactMap { unreadable in
            guard case .notFound(let why) = unreadable.error else { return nil }
            return "recipe \(unreadable.recipe) is no longer found: \(why)"
        }
    }

    // MARK: text

    func lines(on canvas: Canvas) -> [Line] {
        let summary = RunSummary(state, statePath: path, width: canvas.columns).lines(
            headline: "\(state.title): \(headline)",
            isOver: true
        )
        return (changes + jobs).map { $0.cut(to: canvas.columns) } + (found.changes.isEmpty ? [] : [.empty]) + summary
    }

    private var headline: Line {
        guard found.open > 0 else { return "no outcome was open" }
        let open = Wording.count(found.open, "open repeat")
        guard !found.changes.isEmpty else { return "nothing has changed, of \(open)" }
        return
            "\(Wording.count(found.changes.count)) of \(open) \(found.changes.count == 1 ? "has" : "have") another outcome now"
    }

    /// `3 still running -> recovered`, the most frequent first.
    private var changes: [Line] {
        var counts: [[String]: Int] = [:]
        for change in found.changes {
            counts[[change.before?.rawValue ?? "not followed", change.after.rawValue], default: 0] += 1
        }
        let lines = counts.sorted { ($1.value, $0.key[0], $0.key[1]) < ($0.value, $1.key[0], $1.key[1]) }.map {
            let style = Outcome(rawValue: $0.key[1])?.style ?? .plain
            return "\(Wording.count($0.value))  \($0.key[0]) -> \(Line($0.key[1], style))" as Line
        }
        var rest: [Line] = []
        if found.pending > 0 { rest.append("\(Wording.count(found.pending))  still running") }
        if found.notShown > 0 { rest.append("\(Wording.count(found.notShown))  shown by no list") }
        return lines + rest
    }

    private var jobs: [Line] {
        let ended = found.changes.filter { $0.after != .stillPending }
        let lines = ended.prefix(Self.mostJobs).map { change -> Line in
            let job = state.plan.jobs[change.position]
            let standing = JobStanding(included: change.position, of: state.plan, in: state)
            let why = standing.outcome == .recovered ? "" : standing.why ?? ""
            return
                "    \(job.recipe)  \(job.master)  \(change.after.rawValue, change.after.style)  \(standing.newJob?.text ?? "")  \(why)"
        }
        let more = ended.count - Self.mostJobs
        return lines + (more > 0 ? ["    and \(Wording.count(more)) more; '--json' lists all"] : [])
    }

    // MARK: events

    var events: [Event] {
        found.changes.map { change in
            let standing = JobStanding(included: change.position, of: state.plan, in: state)
            return Event(
                .job,
                standing.event.members + [JSONMember(.before, .optional(change.before?.rawValue))]
            )
        }
    }
}
