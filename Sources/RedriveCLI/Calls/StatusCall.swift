import WorkatoJobs
import RedriveCore
import RedriveEngine

/// What `redrive status` does.
struct StatusCall: Sendable {
    private static let watchEvery: Duration = .seconds(1)
    /// Where nothing can be drawn over, a showing is added less often.
    private static let logEvery: Duration = .seconds(10)

    let context: CommandContext
    let path: String
    let watches: Bool

    func call() async throws(ToolError) -> Completion {
        try context.refuseStream(path, "the state of a run", "whether a process works on it shows in its lock")
        var drawn = 0
        while true {
            let isLive = try isHeld()
            let state = try context.journal(path).state
            let lines = lines(state, isLive: isLive)
            if context.console.settings.json {
                context.console.event("progress", members(state, isLive: isLive))
            } else {
                drawn = context.console.redraw(
                    watches ? lines.map { $0.cut(to: context.console.width) } : lines,
                    over: drawn
                )
            }
            guard watches, isLive ?? (state.ending == nil) else {
                return Completion(planID: state.planID, totals: JSONObject(state))
            }
            do {
                try await context.environment.clock.sleep(
                    for: context.console.terminal.outputIsTerminal ? Self.watchEvery : Self.logEvery
                )
            } catch {
                return Completion(.interrupted, planID: state.planID, totals: JSONObject(state))
            }
        }
    }

    /// Whether a process works on the run; nil where the file system has no locks and so nobody can tell.
    ///
    /// The lock is the kernel's, so it cannot go stale; it is given back at once.
    private func isHeld() throws(ToolError) -> Bool? {
        do {
            let file = try context.environment.fileSystem.open(path, for: .reading)
            defer { file.close() }
            return try !file.tryLock()
        } catch {
            if error.operation == .lock { return nil }
            throw ToolError(error)
        }
    }

    private func lines(_ state: RunState, isLive: Bool?) -> [Line] {
        let summary = RunSummary(state, statePath: path, width: context.console.width)
        var lines = summary.lines(
            headline: "\(state.title): \(standing(state, isLive: isLive))",
            isOver: isLive == false
        )
        if let at = state.lastRecordAt {
            let age = Age(of: at, at: context.environment.clock.now().wall)
            lines.append("last record at \(at.formatted(.seconds)), \(age.words)")
        }
        return lines
    }

    private func standing(_ state: RunState, isLive: Bool?) -> Line {
        let session = state.sessions.last?.record
        let who = session.map { "process \($0.pid) on \($0.host)" } ?? "a process"
        if isLive == true { return "\("running", .good), \(who) works on it" }
        if isLive == nil, state.ending == nil {
            return
                "\("running or broken off", .caution), \(who) worked on it last; this file system has no locks to tell by"
        }
        guard session != nil else { return "\("not begun", .caution), no process works on it" }
        return state.ending?.words ?? "\("broken off", .bad), \(who) ended without a word; no process works on it"
    }

    private func members(_ state: RunState, isLive: Bool?) -> JSONObject {
        var members: JSONObject = [
            JSONMember("plan_id", .string(state.planID)), JSONMember("name", .string(state.plan.header.name)),
            JSONMember("live", isLive.map { .bool($0) } ?? .null),
        ]
        if let session = state.sessions.last?.record {
            members += [JSONMember("host", .string(session.host)), JSONMember("pid", .int(session.pid))]
        }
        members.append(JSONMember("ending", .optional(state.ending?.name)))
        members.append(JSONMember("can_go_on", .bool(Remaining(of: state, scope: state.scope).isAny)))
        members.append(JSONMember("last_record_at", .optional(state.lastRecordAt?.description)))
        return members + JSONObject(state)
    }
}

extension RunEnding {
    /// The name in events.
    fileprivate var name: String {
        switch self {
        case .finished: "finished"
        case .guardTripped: "guard_tripped"
        case .interrupted: "interrupted"
        case .unreachable: "unreachable"
        case .unauthorized: "unauthorized"
        }
    }
}
