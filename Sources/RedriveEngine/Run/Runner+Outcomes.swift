package import RedriveCore
import WorkatoJobs

extension Runner {
    /// Looks again at the repeats of a run whose outcome is open, and records what has changed.
    ///
    /// Only lists are read; nothing is written to the workspace.
    ///
    /// - Parameters:
    ///   - journal: the run's state file, locked.
    ///   - state: the fold of its records.
    ///   - progress: told before each page is read.
    /// - Returns: what was found, and the state with it.
    /// - Throws: `EngineError.olderCopy` before anything was read; `.file` where something could not be made durable or the shared
    ///   pacing cannot be used; `.cancelled` if the task was.
    package func lookAgain(
        _ journal: inout JournalFile,
        state: RunState,
        progress: (OutcomesProgress) -> Void = { _ in }
    ) async throws(EngineError) -> (found: OutcomesFound, state: RunState) {
        let register = try openRegister(of: state, journal)
        defer { register?.close() }
        var machine = OutcomesStateMachine(state: state)
        var effects = machine.begin()
        while true {
            var wanted: ListQuery?
            for effect in effects {
                switch effect {
                case .append(let record):
                    do throws(FileError) {
                        try journal.append(record, at: clock.now().wall)
                        try register?.note(lines: journal.lines)
                    } catch {
                        throw .file(error)
                    }
                case .list(let query): wanted = query
                case .finish(let found): return (found, machine.state)
                }
            }
            guard let query = wanted else { preconditionFailure("a look at outcomes wants nothing and has not ended") }
            progress(machine.progress)
            let reply: ReadReply
            do throws(SharedPacing.PacingError) {
                reply = try await client.list(query, priority: .verifying)
            } catch {
                switch error {
                case .cancelled: throw .cancelled
                case .file(let failure): throw .file(failure)
                }
            }
            effects = machine.read(reply, at: clock.now())
        }
    }
}
