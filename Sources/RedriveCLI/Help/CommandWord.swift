import TerminalText

/// What the words of a command line mean that no command parses: other spellings, pages of help, and commands that do not exist.
enum CommandWord: Sendable {
    /// Parse these arguments.
    case command([String])
    /// Print this page of help.
    case topic(HelpTopic)
    /// There is no such command or page.
    case unknown(ToolError)

    /// What a command line means.
    ///
    /// - Parameter arguments: without the program's own name.
    init(_ arguments: [String]) {
        let commands = RedriveCommand.names
        guard let first = arguments.first else {
            self = .command(arguments)
            return
        }
        switch first {
        case "version", "-V": self = .command(["--version"] + arguments.dropFirst())
        case "help":
            guard let asked = arguments.dropFirst().first, !asked.hasPrefix("-"), !commands.contains(asked) else {
                self = .command(arguments)
                return
            }
            self = HelpTopic(rawValue: asked).map { .topic($0) } ?? .unknown(Self.noHelp(asked))
        case _ where first.hasPrefix("-") || commands.contains(first): self = .command(arguments)
        default: self = .unknown(Self.noCommand(first))
        }
    }

    private static func noCommand(_ name: String) -> ToolError {
        let meant = closestMatch(to: name, among: RedriveCommand.names)
        return ToolError(
            .usage,
            "there is no command '\(name)'",
            advice: meant.map { "did you mean '\($0)'?" } ?? "'redrive help' lists the commands"
        )
    }

    private static func noHelp(_ name: String) -> ToolError {
        let topics = HelpTopic.allCases.map(\.rawValue)
        let meant = closestMatch(to: name, among: RedriveCommand.names + topics)
        return ToolError(
            .usage,
            "there is no help about '\(name)'",
            advice: meant.map { "did you mean '\($0)'?" }
                ?? "'redrive help' lists the commands; other pages: \(topics.joined(separator: ", "))"
        )
    }
}
