import RedriveCore
import RedriveEngine
import WorkatoJobs

/// Reads where a run stands: once, or again and again until no process works on it.
struct StatusOperation {
    /// The time between two looks on a terminal.
    private static let watchEvery: Duration = .seconds(1)
    /// The time between two looks if nothing can be drawn over, as in a log.
    private static let logEvery: Duration = .seconds(10)

    /// What the command works with.
    let context: CommandContext
    /// The path of the state file.
    let path: String
    /// Whether it looks until no process works on the run.
    let watches: Bool

    /// Looks, and hands each look to a closure.
    ///
    /// - Parameter show: called for each look with whether it is the last.
    /// - Returns: the last look, and whether watching was interrupted.
    /// - Throws: with exit status 65 if the file is not a valid state file, 74 if it cannot be read.
    func run(
        showing show: (_ standing: RunStanding, _ isLast: Bool) -> Void
    ) async throws(ToolError) -> (last: RunStanding, isInterrupted: Bool) {
        try context.refuseStream(path, "the state of a run", "whether a process works on it shows in its lock")
        guard watches else {
            let standing = await asked(try context.standing(ofRun: path))
            show(standing, true)
            return (standing, false)
        }
        var tail = JournalTail()
        while true {
            let standing = await asked(try look(&tail))
            let goesOn = standing.isLive ?? (standing.state.ending == nil)
            show(standing, !goesOn)
            guard goesOn else { return (standing, false) }
            do {
                try await context.environment.clock.sleep(
                    for: context.console.terminal.outputIsTerminal ? Self.watchEvery : Self.logEvery
                )
            } catch {
                return (standing, true)
            }
        }
    }

    /// Asks the run's process about its work: limits, 429 and its rate are known to nobody else.
    private func asked(_ standing: RunStanding) async -> RunStanding {
        guard standing.isLive == true else { return standing }
        var standing = standing
        standing.work = try? await context.tell(ControlRequest(command: .waiting), theRun: path).work
        return standing
    }

    /// Reads only what was appended since the last look.
    private func look(_ tail: inout JournalTail) throws(ToolError) -> RunStanding {
        let isLive = try context.isHeld(path)
        do {
            let state = try tail.read(path, fileSystem: context.environment.fileSystem).state
            return RunStanding(path: path, state: state, isLive: isLive, moment: context.environment.clock.now())
        } catch {
            // Says it in the words of the first look, which also tell a file of another kind.
            let state = try context.journal(path).state
            return RunStanding(path: path, state: state, isLive: isLive, moment: context.environment.clock.now())
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
    /// The moment, by this machine's clocks.
    let moment: Moment
    /// What its process says of its work; nil if none was asked or none answered.
    var work: LiveWork?
}

extension CommandContext {
    /// Looks once where a run stands.
    ///
    /// - Throws: with exit status 65 if the file is not a valid state file, 74 if it cannot be read.
    func standing(ofRun path: String) throws(ToolError) -> RunStanding {
        let isLive = try isHeld(path)
        return RunStanding(path: path, state: try journal(path).state, isLive: isLive, moment: environment.clock.now())
    }

    /// Whether a process works on the run; nil if the file system has no locks, so that this is unknown.
    ///
    /// The lock is the kernel's, so it cannot go stale; it is given back at once.
    func isHeld(_ path: String) throws(ToolError) -> Bool? {
        do {
            let file = try environment.fileSystem.open(path, for: .reading)
            defer { file.close() }
            return try !file.tryLock()
        } catch {
            if error.operation == .lock { return nil }
            throw ToolError(error)
        }
    }
}
