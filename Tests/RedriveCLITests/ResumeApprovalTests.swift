import RedriveCLI
import RedriveCore
import RedriveEngine
import RedriveTestSupport
import Testing

/// A state file is not an approval: who has approved a plan stands in the machine's own directory.
@Suite struct ResumeApprovalTests {
    /// A run that was interrupted after its first requests, with its state file in `s.state.jsonl`.
    private func interrupted() throws -> Bench {
        let bench = try Bench(Scenarios.outage)
        bench.put(Scenarios.runbook, at: "crm.yaml")
        let run = try bench.run(
            ["run", "crm.yaml", "--yes", "--state", "s.state.jsonl"],
            interrupts: [.milliseconds(1900)]
        )
        #expect(run.status == .interrupted, "\(run.error)")
        return bench
    }

    private func planID(_ bench: Bench) throws -> String {
        let text = try bench.text("s.state.jsonl")
        let begin = try #require(text.firstRange(of: "\"plan_id\":\"")).upperBound
        return String(text[begin...].prefix { $0 != "\"" })
    }

    /// Where a machine is that has never seen the run.
    private let elsewhere = ["WORKATO_API_TOKEN": Bench.token, "XDG_STATE_HOME": "/other"]

    @Test func `whoever approved a run resumes it without being asked`() throws {
        let bench = try interrupted()
        let resumed = try bench.run(["resume", "s.state.jsonl"])
        #expect(resumed.status == .done, "\(resumed.error)")
    }

    @Test func `without an approval on this machine nothing is sent, and the message says what would be sent where`()
        throws
    {
        let bench = try interrupted()
        let before = bench.workspace.writes.count
        let refused = try bench.run(["resume", "s.state.jsonl"], variables: elsewhere)
        #expect(refused.status == .refused)
        #expect(refused.error.contains("this user has not approved it on this machine"))
        #expect(refused.error.contains("https://workato.example.com"))
        #expect(refused.error.contains("WORKATO_API_TOKEN"))
        #expect(refused.error.contains("redrive resume s.state.jsonl --approve \(try planID(bench))"))
        let other = try bench.run(["resume", "s.state.jsonl", "--approve", "000000000000"], variables: elsewhere)
        #expect(other.status == .refused)
        #expect(bench.workspace.writes.count == before)
        let id = try planID(bench)
        let approved = try bench.run(["resume", "s.state.jsonl", "--approve", id], variables: elsewhere)
        #expect(approved.status == .done, "\(approved.error)")
        #expect(try bench.text("s.state.jsonl").contains("\"approval\":\"--approve\""))
    }

    @Test func `a person sees the preview, the address and the token's source, and is asked once`() throws {
        let bench = try interrupted()
        let before = bench.workspace.writes.count
        let no = try bench.run(["resume", "s.state.jsonl"], terminal: .person(), answers: ["n"], variables: elsewhere)
        #expect(no.status == .refused)
        #expect(no.error.contains("This plan was not approved by you on this machine."))
        #expect(no.error.contains("address  https://workato.example.com"))
        #expect(no.error.contains("token    the variable WORKATO_API_TOKEN"))
        #expect(bench.workspace.writes.count == before)
        let yes = try bench.run(
            ["resume", "s.state.jsonl"],
            terminal: .person(),
            answers: ["y"],
            variables: elsewhere,
            interrupts: [.seconds(1)]
        )
        #expect(yes.status == .interrupted || yes.status == .done, "\(yes.error)")
        #expect(try bench.run(["resume", "s.state.jsonl"], variables: elsewhere).status == .done)
    }

    @Test func `an approval is of one plan with all its jobs, whatever its id says`() throws {
        let bench = try interrupted()
        let path = try bench.path(ending: "approvals/0/\(try planID(bench)).json")
        let text = try bench.text(path)
        let begin = try #require(text.firstRange(of: "\"sha256\":\"")).upperBound
        let digest = String(text[begin...].prefix { $0 != "\"" })
        #expect(digest.count == 64)
        let forged = String(digest.reversed())
        bench.put(text.replacing(digest, with: forged), at: path)
        #expect(try bench.run(["resume", "s.state.jsonl"]).status == .refused)
    }

    @Test func `an older copy of a run's state is refused, with the name of the newer one`() throws {
        let bench = try interrupted()
        bench.put(try bench.text("s.state.jsonl"), at: "backup.state.jsonl")
        #expect(try bench.run(["resume", "s.state.jsonl"]).status == .done)
        let writes = bench.workspace.writes.count
        let refused = try bench.run(["resume", "backup.state.jsonl"])
        #expect(refused.status == .refused)
        #expect(refused.error.contains("is an older copy of the run's state"))
        #expect(refused.error.contains("s.state.jsonl"))
        #expect(bench.workspace.writes.count == writes)
    }

    @Test func `a backup that was put in the place of the run's state is refused`() throws {
        let bench = try interrupted()
        let backup = try bench.text("s.state.jsonl")
        let second = try bench.run(["resume", "s.state.jsonl"], interrupts: [.milliseconds(300)])
        #expect(second.status == .interrupted || second.status == .done)
        bench.put(backup, at: "s.state.jsonl")
        let refused = try bench.run(["resume", "s.state.jsonl"])
        #expect(refused.status == .refused, "\(refused.error)")
    }
}
