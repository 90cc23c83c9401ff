package import WorkatoJobs

/// What a person, or a signal, tells a run while it goes on.
///
/// Source: docs/guards.md, "Commands to a live run".
package enum ControlCommand: Sendable, Hashable {
    /// Finish what is in flight, then end; can be resumed.
    case stop
    /// Leave at once, whatever is in flight; the state file says so.
    ///
    /// It is recorded if that can be done, and then the shell leaves.
    case leave
    /// Send nothing from the next request on; looks go on.
    case pause
    /// Go on after a pause.
    case resume
    /// Send a step, or every step if nil, at this pace in place of the runbook's, from the next request on; a nil rate is as fast as
    /// the limits allow.
    case pace(step: Int?, Rate?)
    /// Leave the rest of a recipe's jobs unsent.
    case skip(RecipeID)
}

/// A command with who gave it and why.
package struct GivenCommand: Sendable, Hashable {
    /// The command.
    package var command: ControlCommand
    /// Who gave it; nil for a signal.
    package var author: CommandAuthor?
    /// Why, in the author's words; nil if nothing was said.
    package var reason: String?

    /// A command from its parts.
    package init(_ command: ControlCommand, by author: CommandAuthor? = nil, reason: String? = nil) {
        self.command = command
        self.author = author
        self.reason = reason
    }
}

/// Who gave a command.
package struct CommandAuthor: Sendable, Hashable, Codable {
    /// The user's name.
    package var user: String
    /// The name of the machine.
    package var host: String
    /// The process that passed the command on.
    package var pid: Int

    /// An author from its parts.
    package init(user: String, host: String, pid: Int) {
        self.user = user
        self.host = host
        self.pid = pid
    }
}
