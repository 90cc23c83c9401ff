import RedriveCore
import RedriveEngine
import WorkatoJobs

/// Reads where a run stands: once, or again and again until no process works on it.
struct StatusOperation {
    /// The time between two looks on a terminal.
    private static let watchEvery: Duration = .seconds(1)
    /// The time between two looks if nothing can be drawn over, as in a log.
    private static let logEvery: Duration = .seconds(10)

    let context: CommandContext
    /// The path of the state file.
    let path: String
    /// Whether it looks until no process works on the run.
    let watches: Bool

    /// Looks, and hands each look to a closure.
    ///
    /// - Parameter show: called for each look, including the last.
    /// - Returns: the last look, and whether watching was interrupted.
    /// - Throws: with exit status 65 if the file is not a valid state file, 74 if it cannot be read.
    func run(
        showing show: (RunStanding) -> Void
    ) async throws(ToolError) -> (last: RunStanding, isInterrupted: Bool) {
        try context.refuseStream(path, "the state of a run", "whether a process works on it shows in its lock")
        while true {
            let standing = try look()
            show(standing)
            guard watches, standing.isLive ?? (standing.state.ending == nil) else { return (standing, false) }
            do {
                try await context.environment.clock.sleep(
                    for: context.console.terminal.outputIsTerminal ? Self.watchEvery : Self.logEvery
                )
            } catch {
                return (standing, true)
            }
        }
    }

    private func look() throws(ToolError) -> RunStanding {
        let isLive = try isHeld()
        let state = try context.journal(path).state
        return RunStanding(path: path, state: state, isLive: isLive, at: context.environment.clock.now().wall)
    }

    /// Whether a process works on the run; nil if the file system has no locks, so that this is unknown.
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
}

/// Where a run stands at one moment.
struct RunStanding: Sendable {
    /// The path of its state file.
    let path: String
    /// The fold of its records.
    let state: RunState
    /// Whether a process works on it; nil if the file system has no locks, so that this is unknown.
    let isLive: Bool?
    /// The moment, by this machine's clock.
    let at: Timestamp
}
