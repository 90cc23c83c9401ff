import WorkatoJobs
import RedriveCore

/// Where a run stands: its summary with who works on it, or a `progress` event.
struct StatusView: ResultView {
    private let standing: RunStanding
    private var state: RunState { standing.state }

    /// A view of where a run stands.
    init(_ standing: RunStanding) { self.standing = standing }

    /// Nothing but the look itself can fail; who watches a run to its end gets the run's status from the command.
    var completion: Completion { Completion(planID: state.planID, totals: JSONObject(state)) }

    /// The exit status that the last process ended with; nil while a process works on the run, and after one that recorded no end.
    var runExit: ExitStatus? {
        standing.isLive == true ? nil : state.ending.map { ExitStatus(of: state, $0) }
    }

    // MARK: text

    func lines(on canvas: Canvas) -> [Line] {
        var lines = RunSummary(state, statePath: standing.path, width: canvas.columns).lines(
            headline: "\(state.title): \(words)",
            isOver: standing.isLive == false
        )
        if standing.isLive == true { lines.insert(progress(columns: canvas.columns), at: 1) }
        if standing.isLive == true {
            if let rate = work.words { lines += Line("  sending: \(rate)").wrapped(to: canvas.columns, indent: 4) }
            for reason in work.waiting { lines += Line("  waiting: \(reason)").wrapped(to: canvas.columns, indent: 4) }
        }
        if let at = state.lastRecordAt {
            let last: Line =
                "last record at \(at.formatted(at: state.plan.header.timeZone)), \(Age(of: at, at: standing.moment.wall).words)"
            lines += last.wrapped(to: canvas.columns, indent: 2)
        }
        return lines
    }

    /// The same line as the run's own, except that it does not know what the process waits for.
    private func progress(columns: Int) -> Line {
        let progress = RunProgress(state, at: standing.moment)
        return progress.snapshot(at: standing.moment.instant).line.fitted(to: columns)
    }

    /// The work of the run's process: as it says, or else as the records show.
    private var work: LiveWork {
        standing.work ?? RunProgress(state, at: standing.moment).work(at: standing.moment.instant)
    }

    /// How the last process ended, or that one works on the run.
    var words: Line {
        let session = state.sessions.last?.record
        let who = session.map { "process \($0.pid) on \($0.host)" } ?? "a process"
        if standing.isLive == true { return "\("running", .good) (\(who))" }
        if standing.isLive == nil, state.ending == nil {
            return
                "\("running or broken off", .caution), \(who) worked on it last; this file system has no locks to tell by"
        }
        guard session != nil else { return "\("not begun", .caution); nothing is running" }
        if let words = state.endingWords { return words }
        if state.settings.stop?.given.command == .leave {
            return "\("stopped at once", .caution) by a second Ctrl-C or signal; nothing is running now"
        }
        return "\("stopped unexpectedly", .bad): \(who) is gone; nothing is running now"
    }

    // MARK: events

    var events: [Event] {
        var members: JSONObject = [
            JSONMember(.planID, .string(state.planID)), JSONMember(.name, .string(state.plan.header.name)),
            JSONMember(.live, standing.isLive.map { .bool($0) } ?? .null),
        ]
        if let session = state.sessions.last?.record {
            members += [JSONMember(.host, .string(session.host)), JSONMember(.pid, .int(session.pid))]
        }
        members.append(JSONMember(.ending, .optional(state.ending?.name)))
        members.append(JSONMember(.canGoOn, .bool(Remaining(of: state, scope: state.scope).isAny)))
        members.append(JSONMember(.lastRecordAt, .optional(state.lastRecordAt?.description)))
        members.append(JSONMember(.runExit, .optional(runExit.map { Int($0.rawValue) })))
        members.append(JSONMember(.path, .string(standing.path)))
        if standing.isLive == true {
            members += work.members
            members.append(JSONMember(.waitsFor, .array(Waiting.all(of: state).map { .string($0.name) })))
        }
        members.append(JSONMember(.steps, .array(JSONValue.steps(of: state))))
        members.append(JSONMember(.signatures, .array(SignatureOutcomes.all(of: state).map { .signature($0) })))
        return [Event(.progress, members + JSONObject(state))]
    }
}

extension RunEnding {
    /// The name in events.
    var name: String {
        switch self {
        case .finished: "finished"
        case .guardTripped: "guard_tripped"
        case .interrupted: "interrupted"
        case .unreachable: "unreachable"
        case .unauthorized: "unauthorized"
        }
    }
}
