@testable import RedriveCLI
import Testing

@Suite struct HelpTests {
    @Test(arguments: [
        ("stauts", "did you mean 'status'?"), ("paln", "did you mean 'plan'?"),
        ("apply", "'redrive help' lists the commands"),
        ("puase", "did you mean 'pause'?"), ("reprot", "did you mean 'report'?"),
    ])
    func `a command that does not exist is answered in words`(command: String, words: String) throws {
        for arguments in [[command], [command, "x"], ["help", command]] {
            let result = try Bench().run(arguments)
            #expect(result.status == .usage)
            #expect(result.error.contains(words), "\(result.error)")
            #expect(result.output.isEmpty)
        }
        let events = try Events(Bench().run([command, "--json"]))
        #expect(try events.last.exit == 64)
    }

    @Test func `the page of exit statuses has each of them`() throws {
        let result = try Bench().run(["help", "exit-status"])
        #expect(result.status == .done)
        for status in RedriveCLI.ExitStatus.allCases {
            #expect(result.lines.contains { $0.hasPrefix("  \(status.rawValue) ") }, "\(status)")
        }
    }

    @Test func `the page of variables is wrapped on a terminal`() throws {
        let result = try Bench().run(["help", "environment"], terminal: .person(width: 60))
        #expect(result.status == .done)
        #expect(result.lines.allSatisfy { $0.count <= 60 })
        for name in ["WORKATO_API_TOKEN", "REDRIVE_STATE_HOME", "NO_COLOR", "COLUMNS", "TERM"] {
            #expect(result.output.contains("  \(name) "))
        }
    }

    @Test(arguments: [["version"], ["-V"], ["--version"]])
    func `the version has three spellings`(arguments: [String]) throws {
        let result = try Bench().run(arguments)
        #expect(result.status == .done)
        #expect(result.output == "redrive \(RedriveVersion.described)\n")
    }

    /// The examples of a command's help: the words behind `redrive`, as a shell would take them apart.
    private static func examples(in help: String) -> [[String]] {
        help.split(separator: "\n").compactMap { line in
            let text = line.drop { $0 == " " }
            let example = ["Example: ", "Examples: "].compactMap { text.hasPrefix($0) ? text.dropFirst($0.count) : nil }
            guard let command = example.first ?? (text.hasPrefix("redrive ") ? text : nil),
                command.hasPrefix("redrive ")
            else { return nil }
            var words: [String] = []
            var isQuoted = false
            for part in command.prefix(while: { $0 != ">" && $0 != "|" }).split(separator: " ") {
                if isQuoted { words[words.count - 1] += " " + part } else { words.append(String(part)) }
                if part.count(where: { $0 == "'" }) == 1 { isQuoted.toggle() }
            }
            return words.dropFirst().map { $0.replacing("'", with: "") }
        }
    }

    @Test(arguments: RedriveCommand.names.filter { $0 != "help" })
    func `each command has an example, which is a command line of it`(_ name: String) throws {
        let help = try Bench().run(["help", name]).output
        let examples = Self.examples(in: help)
        #expect(!examples.isEmpty, "\(help)")
        for example in examples {
            #expect(try RedriveCommand.name(of: example) == name, "\(example)")
        }
    }

    @Test func `an example that no command takes is noticed`() {
        let found = Self.examples(in: "Example: redrive plan --no-such-option")
        #expect(found == [["plan", "--no-such-option"]])
        #expect(throws: (any Error).self) { try RedriveCommand.name(of: found[0]) }
    }
}
