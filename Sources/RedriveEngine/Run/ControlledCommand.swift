package import RedriveCore

/// A command whose giver waits for an answer.
package struct ControlledCommand: Sendable {
    /// The command.
    package var given: GivenCommand
    /// Called at most once: when the command is durable, or was refused.
    ///
    /// Not called if the run ends before.
    package var answer: @Sendable (ControlAnswer) -> Void

    /// A command from its parts.
    package init(_ given: GivenCommand, answer: @escaping @Sendable (ControlAnswer) -> Void) {
        self.given = given
        self.answer = answer
    }
}
