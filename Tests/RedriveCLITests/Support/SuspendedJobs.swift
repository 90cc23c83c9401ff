@testable import RedriveCLI
import RedriveCore

/// Suspended jobs and the files of their tokens, for tests of commands that show them.
enum SuspendedJobs {
    /// The tokens: three that are good, and one that nobody knows.
    static let tokens = (1...4).map { "rt-\($0)-Qx7Lm2vB" }
    /// What the workspace shows in place of the second token's answer: nothing.
    static let scenario = """
        \(Scenarios.outage)
        resume_tokens:
        \(tokens.prefix(3).map { "  - { token: \($0) }" }.joined(separator: "\n"))
        faults: [{ on: resume, nth: 2, effect: close, applied: all }]
        """
    static let file = """
        token,data,recipe_id,job_id,note
        \(tokens[0]),"{""ok"":true}",28904,j-aaaa-1,first
        \(tokens[1]),,28904,j-aaaa-2,"second \u{1B}[31m"
        \(tokens[2]),,,,
        \(tokens[3]),,51325710,j-bbbb-1,nobody

        """
    static let runbook = """
        redrive: 1
        name: waiting
        max_jobs: 500
        workspace: { url: "https://workato.example.com", server_timeout: 1s }
        steps:
          - name: approvals
            resume_jobs: { tokens_file: /waiting.csv }
            stop_when: off

        """

    /// A machine with the files, and the plan `p.plan.jsonl`.
    static func bench() throws -> Bench {
        let bench = try Bench(scenario)
        bench.put(file, at: "/waiting.csv")
        bench.put(runbook, at: "waiting.yaml")
        _ = try bench.run(["plan", "waiting.yaml", "-o", "p.plan.jsonl"])
        return bench
    }

    /// The same machine after the plan was run, with the state file `s`: the first and third were resumed, the second is in doubt, and the
    /// fourth was refused.
    static func runBench() throws -> Bench {
        let bench = try bench()
        let id = try bench.plan("p.plan.jsonl").planID
        _ = try bench.run(["run", "p.plan.jsonl", "--approve", "\(id)", "--state", "s"])
        return bench
    }

    /// The fingerprint of each token.
    static var fingerprints: [String] { tokens.map { TokenFingerprint.of($0, runbook: "waiting") } }
}
