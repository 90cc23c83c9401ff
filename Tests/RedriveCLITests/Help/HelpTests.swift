@testable import RedriveCLI
import Testing

@Suite struct HelpTests {
    @Test(arguments: [
        ("stauts", "did you mean 'status'?"), ("paln", "did you mean 'plan'?"),
        ("apply", "'redrive help' lists the commands"),
        ("puase", "did you mean 'pause'?"), ("reprot", "did you mean 'report'?"),
        ("doctor", "is not in this version of Redrive"),
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
        #expect(result.output == "redrive \(RedriveVersion.current)\n")
    }

    @Test func `each command has an example and completes its files`() throws {
        for name in RedriveCommand.names where name != "help" {
            #expect(try Bench().run(["help", name]).output.contains(/Examples?: redrive \S+/), "\(name)")
        }
        let script = try Bench().run(["--generate-completion-script", "bash"]).output
        for pattern in ["yaml", "jsonl", "'resend'"] { #expect(script.contains(pattern), "\(pattern)") }
    }
}
