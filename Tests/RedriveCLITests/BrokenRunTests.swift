import RedriveCLI
import RedriveEngine
import RedriveTestSupport
import Testing
import WorkatoSimulator

/// What an operator reads when a run breaks off, cannot start, or must not be resumed.
@Suite struct BrokenRunTests {
    private func bench(_ scenario: String = Scenarios.outage) throws -> Bench {
        let bench = try Bench(scenario)
        bench.put(Scenarios.runbook, at: "crm.yaml")
        return bench
    }

    private let interrupted = ["run", "crm.yaml", "--yes", "--state", "s.state.jsonl"]

    @Test func `a run that breaks off says how much the state file holds, in words and in numbers`() async throws {
        // Wherever the disk fails, the totals are those of the file.
        var broken = 0
        for operation in 50..<90 {
            await Task.yield()
            let bench = try bench()
            let result = try bench.run(interrupted + ["--json"], failAt: operation)
            guard result.status == .fileFailure, bench.files.paths.contains("s.state.jsonl") else { continue }
            broken += 1
            let reported = try #require(Events(result).last.totals)
            let status = try bench.run(["status", "s.state.jsonl", "--json"])
            let inFile = try #require(Events(status).last.totals)
            #expect(
                reported.enqueued == inFile.enqueued && reported.requests == inFile.requests,
                "operation \(operation)"
            )
            #expect(reported.planned == 35)
            #expect(try bench.run(["resume", "s.state.jsonl"]).status == .done, "operation \(operation)")
            #expect(bench.workspace.ledger.repeatedTwice.isEmpty, "operation \(operation)")
        }
        #expect(broken > 20)
    }

    @Test func `a resume that is refused leaves the file as it was, torn line and all`() throws {
        let bench = try bench()
        _ = try bench.run(interrupted, interrupts: [.milliseconds(1400)])
        let torn = (bench.files.contents(of: "s.state.jsonl") ?? []) + Array(#"{"seq":9"#.utf8)
        bench.files.put(torn, at: "s.state.jsonl")
        let refusals: [(arguments: [String], host: String, variables: [String: String])] = [
            ([], "ops-2", ["WORKATO_API_TOKEN": Bench.token]),
            (["--only", "nowhere"], "ops-1", ["WORKATO_API_TOKEN": Bench.token]),
            ([], "ops-1", [:]),
            (["--dry-run"], "ops-1", [:]),
        ]
        for refusal in refusals {
            _ = try bench.run(
                ["resume", "s.state.jsonl"] + refusal.arguments,
                variables: refusal.variables,
                host: refusal.host
            )
            #expect(bench.files.contents(of: "s.state.jsonl") == torn, "\(refusal.arguments) on \(refusal.host)")
        }
        let resumed = try bench.run(["resume", "s.state.jsonl"])
        #expect(resumed.status == .done)
        #expect(resumed.error.contains("was cut short (8 bytes)"))
    }

    @Test func `a state file that cannot be used is reported with its line and with what to do`() throws {
        let bench = try bench()
        _ = try bench.run(interrupted)
        let whole = try bench.text("s.state.jsonl")
        let lines = whole.split(separator: "\n").map(String.init)
        let damages: [(text: String, says: [String])] = [
            (lines.prefix(20).joined(separator: "\n") + "\n", ["after line 20", "incomplete copy"]),
            (whole.replacing("\"crm-outage\"", with: "\"crm-outrage\"", maxReplacements: 1), ["line 1 is damaged"]),
            ((lines.prefix(45) + lines.dropFirst(46)).joined(separator: "\n") + "\n", ["line 46 is damaged"]),
            (whole.replacing("\"format\":1", with: "\"format\":7", maxReplacements: 1), ["format 7", "newer one"]),
            ("redrive: 1\n", ["'d.state.jsonl' is a runbook, not the state file of a run"]),
            ("Dear diary\n", ["not a state file"]),
            (whole.replacing("\n", with: "\r\n"), ["line 1 is damaged", "carriage return", "Windows line ends"]),
            ("\u{FEFF}" + whole, ["line 1 is damaged", "byte order mark"]),
            (String(whole.prefix(40)), ["before its first line", "incomplete copy"]),
            (String(whole.prefix(40)) + "\n", ["line 1 is damaged"]),
        ]
        for damage in damages {
            bench.put(damage.text, at: "d.state.jsonl")
            let result = try bench.run(["resume", "d.state.jsonl"])
            #expect(result.status == .invalidData, "\(damage.says)")
            for words in damage.says { #expect(result.error.contains(words), "\(result.error)") }
            #expect(result.error.contains("nothing was sent"), "\(result.error)")
            #expect(try bench.text("d.state.jsonl") == damage.text)
        }
    }

    @Test func `the commands that are printed work for a file whose name begins with a dash`() throws {
        let bench = try bench()
        let run = try bench.run(
            ["run", "crm.yaml", "--yes", "--state=-s.state.jsonl"],
            interrupts: [.milliseconds(1400)]
        )
        #expect(run.output.contains("redrive resume ./-s.state.jsonl"), "\(run.output)")
        let plan = try bench.run(["plan", "crm.yaml", "--output=-p.jsonl"])
        #expect(plan.output.contains("redrive run ./-p.jsonl"), "\(plan.output)")
        let refused = try bench.run(["run", "crm.yaml", "--state=-t.jsonl", "--reason=-"])
        #expect(refused.status == .refused)
        #expect(refused.error.contains("redrive run crm.yaml --reason=- --state=-t.jsonl --yes"), "\(refused.error)")
    }

    @Test func `nothing is locked, and no file of the run is there, while a person is being asked`() throws {
        let bench = try bench()
        let asked = Log<[String]>()
        let files = bench.files
        let run = try bench.run(
            ["run", "crm.yaml", "--state", "s.state.jsonl"],
            terminal: .person(),
            answers: ["no"],
            whileAsked: { asked.add(files.paths) }
        )
        #expect(run.status == .refused)
        #expect(asked.all.count == 1)
        let during = asked.all.first ?? []
        #expect(!during.contains { $0.hasSuffix(".lock") || $0.hasSuffix(".state.jsonl") }, "\(during)")
        let other = ["run", "crm.yaml", "--yes", "--state", "other.state.jsonl"]
        #expect(try bench.run(other).status == .done)
    }

    @Test(arguments: [400, 401, 404, 502])
    func `a server that repeats the token in what it says does not bring it into any file or output`(status: Int) throws
    {
        let says = "message: \"no rights for \(Bench.token)\""
        let faults = "\nfaults: [{ on: repeat, effect: status, status: \(status), \(says), times: 40 }]"
        let bench = try bench(Scenarios.outage + faults)
        let run = try bench.run(interrupted + ["--verbose"])
        #expect(run.status != .done)
        let json = try bench.run(["status", "s.state.jsonl", "--json"])
        for text in [run.output, run.error, json.output, json.error, try bench.text("s.state.jsonl")] {
            #expect(!text.contains(Bench.token))
        }
        #expect(try bench.text("s.state.jsonl").contains("no rights for"), "the message itself is kept")
    }

    @Test(arguments: ["pa:ss-word", "pa%3Ass-word", "b3BAeDpwYTpzcy13b3Jk", #"pa\\u003ass-word"#])
    func `what a server says of the proxy's credentials does not come into any file or output`(echo: String) throws {
        let faults = "\nfaults: [{ on: repeat, effect: status, status: 401, message: \"via \(echo)\", times: 40 }]"
        let bench = try bench(Scenarios.outage + faults)
        let variables = ["WORKATO_API_TOKEN": Bench.token, "https_proxy": "http://op%40x:pa%3Ass-word@proxy:3128"]
        let run = try bench.run(interrupted + ["--verbose"], variables: variables)
        #expect(run.status == .noToken, "\(run.error)")
        let state = try bench.text("s.state.jsonl")
        for text in [run.output, run.error, state] {
            #expect(!text.contains("ss-word") && !text.contains("b3BAeDpwYTpzcy13b3Jk"), "\(text)")
        }
        #expect(state.contains("via ****"))
    }

    @Test func `a token in what a person gives as the reason is not written down`() throws {
        let bench = try bench()
        let plan = try bench.run(["plan", "crm.yaml", "-o", "p.jsonl", "--reason", "tried \(Bench.token)", "--json"])
        #expect(plan.status == .done)
        let id = try #require(Events(plan).last.planID)
        let run = try bench.run([
            "run", "p.jsonl", "--approve", id, "--state", "s.state.jsonl", "--reason", "again \(Bench.token)",
        ])
        #expect(run.status == .done, "\(run.error)")
        #expect(try bench.text("p.jsonl").contains("tried ***"))
        #expect(try bench.text("s.state.jsonl").contains("again ***"))
        for text in [plan.output, run.output, run.error, try bench.text("p.jsonl"), try bench.text("s.state.jsonl")] {
            #expect(!text.contains(Bench.token))
        }
        #expect(try bench.run(["status", "s.state.jsonl"]).status == .done)
    }

    @Test func `a longer pause than ten minutes is not cut short, it ends the run`() throws {
        let scenario = Scenarios.outage + "\nfaults: [{ on: repeat, nth: 2, effect: throttle, retry_after: 2h }]"
        let bench = try bench(scenario)
        let result = try bench.run(interrupted)
        #expect(result.status == .unreachable)
        #expect(result.output.replacing("\n", with: " ").contains("asks for a pause of 7200 s"), "\(result.output)")
        #expect(bench.workspace.writes.count == 2)
        #expect(try bench.run(["resume", "s.state.jsonl"]).status == .done)
        #expect(bench.workspace.ledger.repeatedTwice.isEmpty)
    }

    @Test func `the bound on drift stays in force for the run, until it has stopped it`() throws {
        let others = Scenarios.outage + "\nhappenings: [{ at: +3s, repeat_random: { recipe: 28904, count: 6 } }]"
        let bench = try bench(others)
        let begin = interrupted + ["--max-drift", "10%"]
        let run = try bench.run(begin, interrupts: [.milliseconds(700)])
        #expect(run.status == .interrupted, "\(run.output)")
        try bench.pass(.seconds(30))
        #expect(try bench.run(["resume", "s.state.jsonl"]).status == .guardTripped)
        #expect(try bench.run(["resume", "s.state.jsonl"]).status == .done)
        #expect(bench.workspace.ledger.repeatedTwice.isEmpty)
    }
}
