@testable import RedriveCLI
import RedriveCore
import RedriveEngine
import RedriveTestSupport
import Testing
import WorkatoJobs
import WorkatoSimulator

/// Runs that resume suspended jobs: where their tokens come from, and who may send them.
@Suite struct ResumeRunTests {
    private static let inputs = "approvals:\n" + SuspendedJobs.tokens.map { "  - \($0)\n" }.joined()
    private static let withInput = SuspendedJobs.runbook
        .replacing("tokens_file: /waiting.csv", with: "tokens: $approvals")
        .replacing("steps:", with: "inputs: { approvals: { type: list } }\nsteps:")
        .replacing("stop_when: off", with: "stop_when: off\n    pace: 60 jobs/min")

    private static func inputBench() throws -> Bench {
        let bench = try SuspendedJobs.bench()
        bench.put(inputs, at: "/inputs.yaml")
        bench.put(withInput, at: "input.yaml")
        return bench
    }

    /// Expects that no file but those of the tokens, and no output, holds a token.
    private static func expectSecrecy(_ bench: Bench, _ transcripts: Bench.Transcript...) {
        let own = ["/waiting.csv", "/inputs.yaml", "scenario.yaml"]
        let files = bench.files.paths.filter { !own.contains($0) }.compactMap { bench.files.contents(of: $0) }
        let texts = files.map { String(decoding: $0, as: UTF8.self) } + transcripts.map { $0.output + $0.error }
        for token in SuspendedJobs.tokens { #expect(!texts.contains { $0.contains(token) }) }
    }

    // MARK: tokens of an input

    @Test func `tokens of an input are sent once each, and a resume reads them again`() throws {
        let bench = try Self.inputBench()
        let first = try bench.run(
            ["run", "input.yaml", "--inputs", "/inputs.yaml", "--yes", "--state", "s"],
            interrupts: [.milliseconds(150)]
        )
        #expect(first.status == .interrupted, "\(first.error)")
        let sent = bench.workspace.writes.count
        #expect(sent >= 1 && sent < 4)
        let second = try bench.run(["resume", "s"])
        #expect(second.status == .undecided, "\(second.error)")
        #expect(bench.workspace.writes.count == 4, "each token once")
        #expect(bench.workspace.ledger.timesResumed == [0: 1, 1: 1, 2: 1])
        let rows = try bench.state("s").plan.tokens.map(\.row)
        #expect(rows.map(\.fingerprint) == SuspendedJobs.fingerprints && rows.map(\.line) == [2, 3, 4, 5])
        Self.expectSecrecy(bench, first, second)
    }

    @Test(arguments: ["run", "resume"])
    func `an input's file that has changed since the plan is refused before anything is sent`(_ command: String) throws
    {
        let bench = try Self.inputBench()
        let plan = try bench.run(["plan", "input.yaml", "--inputs", "/inputs.yaml", "-o", "q.plan.jsonl"])
        #expect(plan.status == .done, "\(plan.error)")
        let id = try bench.plan("q.plan.jsonl").planID
        var arguments = ["run", "q.plan.jsonl", "--approve", id, "--state", "s"]
        if command == "resume" {
            _ = try bench.run(arguments, interrupts: [.milliseconds(150)])
            arguments = ["resume", "s"]
        }
        let sent = bench.workspace.writes.count
        // Not even the tokens themselves need to be others.
        bench.put(Self.inputs + "# checked by ada\n", at: "/inputs.yaml")
        let refused = try bench.run(arguments)
        #expect(refused.status == .refused, "\(refused.error)")
        #expect(refused.error.contains("'/inputs.yaml': it has changed since the plan was made"), "\(refused.error)")
        #expect(bench.workspace.writes.count == sent)
        bench.put(Self.inputs, at: "/inputs.yaml")
        #expect(try bench.run(arguments).status == .undecided)
        Self.expectSecrecy(bench, plan, refused)
    }

    @Test func `tokens in the runbook, in a default or set on the command line are refused, and not shown`() throws {
        let bench = try Self.inputBench()
        let token = SuspendedJobs.tokens[0]
        let texts = [
            SuspendedJobs.runbook.replacing("tokens_file: /waiting.csv", with: "tokens: [\(token)]"),
            Self.withInput.replacing("{ type: list }", with: "{ type: list, default: [\(token)] }"), Self.withInput,
        ]
        for (number, text) in texts.enumerated() {
            bench.put(text, at: "mine.yaml")
            let set = number == 2 ? ["--set", "approvals=\(token)"] : []
            let refused = try bench.run(["run", "mine.yaml", "--yes"] + set)
            #expect(refused.status == .invalidData, "\(refused.error)")
            #expect(refused.error.contains("--inputs"), "\(refused.error)")
            #expect(!refused.error.contains(token), "\(refused.error)")
        }
        #expect(bench.workspace.writes.isEmpty)
    }

    // MARK: two runs at once

    /// Another run of this machine that sends the tokens of a file.
    private static func other(_ bench: Bench, _ path: String) throws -> RecipeLocks {
        let directory = try StateDirectory(
            environment: ["XDG_STATE_HOME": "/state"],
            machine: MachineIdentity(host: "ops-1", pid: 815, bootID: "boot"),
            fileSystem: bench.files
        )
        return try directory.lock(
            [],
            tokens: [try bench.files.pin(path)],
            of: Workspace(url: "https://workato.example.com"),
            statePath: "/work/other.state.jsonl"
        )
    }

    @Test func `tokens that another run sends are refused before a state file is made, also in a copy`() throws {
        let bench = try SuspendedJobs.bench()
        bench.put(SuspendedJobs.file, at: "/copy.csv")
        for path in ["/waiting.csv", "/copy.csv"] {
            let locks = try Self.other(bench, path)
            let refused = try bench.run(["run", "waiting.yaml", "--yes", "--state", "s"])
            #expect(refused.status == .refused)
            let words = "another run on this machine sends the tokens of '/waiting.csv', or of a copy of it"
            #expect(refused.error.contains(words), "\(refused.error)")
            #expect(refused.error.contains("process 815") && refused.error.contains("/work/other.state.jsonl"))
            #expect(refused.error.contains("then begin this one again"), "\(refused.error)")
            #expect(bench.workspace.writes.isEmpty && !bench.files.paths.contains("s"))
            locks.release()
        }
        #expect(try bench.run(["run", "waiting.yaml", "--yes", "--state", "s"]).status == .undecided)
        #expect(bench.workspace.writes.count == 4)
    }

    @Test func `a resume waits for another run of its tokens as well`() throws {
        let bench = try SuspendedJobs.bench()
        _ = try bench.run(["run", "waiting.yaml", "--yes", "--state", "s"], interrupts: [.milliseconds(150)])
        let sent = bench.workspace.writes.count
        let locks = try Self.other(bench, "/waiting.csv")
        let refused = try bench.run(["resume", "s"])
        #expect(refused.status == .refused && bench.workspace.writes.count == sent)
        #expect(refused.error.contains("then resume this one"), "\(refused.error)")
        locks.release()
        #expect(try bench.run(["resume", "s"]).status == .undecided)
        #expect(bench.workspace.ledger.timesResumed.values.allSatisfy { $0 == 1 })
    }

    @Test func `a token in two steps is refused by validate, with both places`() throws {
        let bench = try SuspendedJobs.bench()
        bench.put("token\n\(SuspendedJobs.tokens[2])\n", at: "/more.csv")
        bench.put(SuspendedJobs.runbook + "  - resume_jobs: { tokens_file: /more.csv }\n", at: "two.yaml")
        let refused = try bench.run(["validate", "two.yaml"])
        #expect(refused.status == .invalidData)
        let text = refused.output + refused.error
        #expect(text.contains("the token is the same as in /waiting.csv:4, which an earlier step resumes"), "\(text)")
        #expect(text.contains("/more.csv:2") && !text.contains(SuspendedJobs.tokens[2]))
    }
}
