package import RedriveCore

extension Rehearsal {
    /// How a process came to its end.
    package enum End: Sendable, Hashable {
        /// By itself.
        case ended(RunEnding)
        /// It was killed, as asked.
        case killed
        /// Neither within the bound on events: it goes round in circles.
        case endless
    }

    /// What is counted, so that a kill can be put after each single operation.
    package struct Kill: Sendable, Hashable {
        /// The number of appends, sendings and answers after which it happens.
        package var afterOperations: Int
        /// Whether the append at that point is lost, as if the power went before it was synced.
        package var losesAppend: Bool

        /// A kill from its parts.
        package init(afterOperations: Int, losesAppend: Bool) {
            self.afterOperations = afterOperations
            self.losesAppend = losesAppend
        }
    }

    /// What one process is asked for.
    package struct Process: Sendable, Hashable {
        /// Where its chance begins.
        package var seed: UInt64
        /// Where it is killed; nil for nowhere.
        package var kill: Kill?
        /// When a person presses Ctrl-C; nil for never.
        package var interruptAfter: Duration?
        /// `--on-unknown resend`.
        package var releases: HeldRelease = []
        /// Replaces the plan's `on_unknown`.
        package var onUnknown: OnUnknown?
        /// The steps that may run; nil for all.
        package var only: [String]?
        /// `--max-drift`, in percent.
        package var maxDrift: Int?
        /// `--max-duration`.
        package var maxDuration: Duration?
        /// When somebody sets the date of the machine, counted from the start, and by how much; nil for never.
        package var clockJump: ClockJump?

        /// What persons tell the live run, and when, counted from the start of the process.
        package var commands: [TimedCommand] = []

        /// A process that goes on to the end of the run.
        package init(seed: UInt64) { self.seed = seed }
    }
}
