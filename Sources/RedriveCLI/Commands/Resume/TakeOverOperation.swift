import RedriveCore
import RedriveEngine
import WorkatoJobs

/// Finds out whether a run may be continued on this machine although another machine worked on it last.
///
/// The kernel's lock does not reach another machine, so a process there may still be at work.
struct TakeOverOperation: Sendable {
    /// What the command works with.
    let context: CommandContext
    /// The arguments.
    let command: ResumeCommand

    /// Asks if the last record was written on another machine.
    ///
    /// - Returns: who said that the run may continue; nil if nobody had to.
    /// - Throws: with exit status 6 if nobody said so.
    func run(_ state: RunState) async throws(ToolError) -> String? {
        let host = context.environment.machine.host
        guard let last = state.lastSession, last.record.host != host else { return nil }
        if command.takeOver { return "--take-over" }
        let who = "process \(last.record.pid) on \(last.record.host)"
        let when = last.lastRecordAt.formatted(.seconds)
        guard context.console.terminal.canAsk else {
            throw ToolError(
                .refused,
                "the last record was written on another machine: by \(who), at \(when)",
                meaning: "nothing was sent; whether that process is still at work cannot be seen from here",
                advice: "once it is certain that it has ended:",
                commands: [
                    Shell.command(
                        ["redrive", "resume", Shell.file(command.state), "--take-over"]
                            + (command.approve.map { ["--approve", $0] } ?? [])
                    )
                ],
                page: .otherMachines
            )
        }
        let console = context.console
        let answer = try await context.untilInterrupted { () async throws(ToolError) -> String? in
            await console.ask(
                ("The last record was written on another machine: by \(who), at \(when)." as Line)
                    .wrapped(to: console.errorCanvas.columns),
                "Is it certain that it has ended? [y/N] "
            )
        }
        guard let answer, ["y", "yes"].contains(answer.lowercased()) else {
            throw ToolError(.refused, "not taken over", meaning: "nothing was sent", page: .otherMachines)
        }
        return "terminal"
    }
}
