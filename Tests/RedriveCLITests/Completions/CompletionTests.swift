@testable import RedriveCLI
import Testing

/// What a shell is offered while somebody types a command, asked for in the way that the generated scripts ask.
@Suite struct CompletionTests {
    private static let runbook = """
        redrive: 1
        name: test
        inputs: { since: { type: time } }
        steps:
          - name: orders
            repeat_jobs: { recipes: [28904], since: $since }
          - list_jobs: { recipes: [28904], since: 2026-11-20T08:00:00Z }
          - name: late invoices
            repeat_jobs: { recipes: [51325710], since: 2026-11-20T08:00:00Z }
        """

    /// What is offered for the last word of a command line.
    private static func offered(
        _ bench: Bench,
        _ argument: String,
        of command: String,
        _ words: [String]
    ) throws -> [String] {
        let last = words.last ?? ""
        let place = [String(words.count - 1), String(last.count)]
        let result = try bench.run(["---completion", command, "--", argument] + place + words)
        #expect(result.status == .done, "\(result.error)")
        return result.lines
    }

    @Test(arguments: ["--only", "--from"])
    func `steps of a runbook are offered by name, though its inputs are missing`(option: String) throws {
        let bench = try Bench()
        bench.put(Self.runbook, at: "outage.yaml")
        for words in [
            ["redrive", "plan", "outage.yaml", option, ""], ["redrive", "plan", option, "", "'outage.yaml'"],
        ] {
            let steps = try Self.offered(bench, option, of: "plan", words)
            #expect(steps == ["orders", "step-2", "late invoices"])
        }
    }

    @Test func `steps and recipes of a plan and of a state file are offered`() throws {
        let bench = try Bench()
        bench.put(
            """
            redrive: 1
            name: test
            max_jobs: 5000
            steps:
              - { name: orders, repeat_jobs: { recipes: [28904], since: 2026-11-20T08:00:00Z } }
            """,
            at: "runbook.yaml"
        )
        _ = try bench.run(["plan", "runbook.yaml", "-o", "test.plan.jsonl"])
        _ = try bench.run(["run", "runbook.yaml", "--yes", "--state", "test.state.jsonl"])
        #expect(
            try Self.offered(bench, "--only", of: "run", ["redrive", "run", "test.plan.jsonl", "--only", ""]) == [
                "orders"
            ]
        )
        for (command, option) in [("pace", "--step"), ("resume", "--only")] {
            let words = ["redrive", command, "test.state.jsonl", option, ""]
            #expect(try Self.offered(bench, option, of: command, words) == ["orders"], "\(command)")
        }
        for command in ["skip", "show"] {
            let words = ["redrive", command, "test.state.jsonl", "--recipe", ""]
            #expect(try Self.offered(bench, "--recipe", of: command, words) == ["28904"], "\(command)")
        }
    }

    @Test(arguments: ["", "missing.yaml", "broken.yaml", "list.yaml", "broken.plan.jsonl", "empty.state.jsonl"])
    func `a file that says nothing offers nothing, and is no error`(file: String) throws {
        let bench = try Bench()
        bench.put("steps: [", at: "broken.yaml")
        bench.put("- 1", at: "list.yaml")
        bench.put("{\"steps\":", at: "broken.plan.jsonl")
        bench.put("", at: "empty.state.jsonl")
        #expect(try Self.offered(bench, "--only", of: "run", ["redrive", "run", file, "--only", ""]) == [])
    }

    @Test func `classes are offered one after the other, each once`() throws {
        let bench = try Bench()
        for (command, known) in [("plan", LeftoverClasses.known), ("show", JobFilter.known)] {
            let all = try Self.offered(bench, "--class", of: command, ["redrive", command, "--class", ""])
            #expect(all == known && all.contains("held"))
            let more = try Self.offered(bench, "--class", of: command, ["redrive", command, "--class", "held,"])
            #expect(more == known.filter { $0 != "held" }.map { "held,\($0)" })
        }
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func `the scripts know kinds of files and formats`(shell: String) throws {
        let script = try Bench().run(["--generate-completion-script", shell]).output
        for word in ["yaml", "plan.jsonl", "state.jsonl", "markdown", "resend", "---completion"] {
            #expect(script.contains(word), "\(word)")
        }
    }
}
