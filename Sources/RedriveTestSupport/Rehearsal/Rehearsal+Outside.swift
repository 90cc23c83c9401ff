package import RedriveCore

/// What reaches a rehearsed process from outside.
extension Rehearsal {
    /// The date of the machine is set; the monotonic clock and the server's are not.
    package struct ClockJump: Sendable, Hashable {
        /// When, counted from the start of the process.
        package var after: Duration
        /// By how much; back where it is negative.
        package var by: Duration

        /// A jump from its parts.
        package init(after: Duration, by: Duration) {
            self.after = after
            self.by = by
        }
    }

    /// What a person tells a live run, and when, counted from the start of the process.
    package struct TimedCommand: Sendable, Hashable {
        /// When.
        package var after: Duration
        /// What.
        package var given: GivenCommand

        /// A command from its parts.
        package init(after: Duration, _ command: ControlCommand) {
            self.after = after
            given = GivenCommand(
                command,
                by: CommandAuthor(user: "test", host: "rehearsal", pid: 1),
                reason: "rehearsed"
            )
        }
    }
}
