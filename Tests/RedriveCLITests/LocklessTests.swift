import RedriveCLI
import RedriveCore
import RedriveEngine
import RedriveTestSupport
import Testing
import WorkatoSimulator

/// File systems without locks.
@Suite struct LocklessTests {
    private func bench() throws -> Bench {
        let bench = try Bench()
        bench.put(Scenarios.runbook, at: "crm.yaml")
        return bench
    }

    @Test(arguments: [0, 1, 4]) func `a plan warns once and paces by itself`(locks: Int) throws {
        let bench = try bench()
        let result = try bench.run(
            ["plan", "crm.yaml"],
            files: { LocklessFileSystem($0, after: locks) { path in path.hasPrefix("/state/") } }
        )
        #expect(result.status == .done, "\(result.error)")
        #expect(
            result.error.hasPrefix(
                "warning: the limits of the workspace are not shared with other processes: cannot lock"
            )
        )
        #expect(result.error.contains("No locks available; set REDRIVE_STATE_HOME to a directory on a local disk\n"))
        #expect(result.error.split(separator: "\n").count == 1, "\(result.error)")
        #expect(try bench.path(ending: ".plan.jsonl").hasSuffix(".plan.jsonl"))
    }

    @Test func `what was read before the locks went away still counts`() throws {
        // 62 recipes need more requests than a minute allows; the locks go away after 50.
        let recipes = (1...31).map { "  - { id: \($0), failed: { count: 1, between: [-5h, -2h] } }" }
        let bench = try Bench("scenario: 1\nrecipes:\n" + recipes.joined(separator: "\n"))
        let ids = (1...31).map(String.init).joined(separator: ", ")
        bench.put(Scenarios.runbook.replacing("28904, 51325710", with: ids), at: "crm.yaml")
        let begun = bench.time.now().instant
        let result = try bench.run(
            ["plan", "crm.yaml"],
            files: { LocklessFileSystem($0, after: 50) { path in path.hasPrefix("/state/") } }
        )
        #expect(result.status == .done, "\(result.error)")
        #expect(bench.workspace.sent.count > 60)
        #expect(bench.time.now().instant - begun >= .seconds(60))
        #expect(!bench.workspace.ledger.jsonLines().contains("violation"))
    }

    @Test func `a run is refused before anything is sent, and says what to set`() throws {
        let bench = try bench()
        for runbook in [["run", "crm.yaml", "--yes"], ["run", "p.plan.jsonl", "--approve"]] {
            var arguments = runbook
            if arguments.last == "--approve" {
                _ = try bench.run(["plan", "crm.yaml", "-o", "p.plan.jsonl"])
                arguments.append(try #require(Events(bench.run(["show", "p.plan.jsonl", "--json"])).last.planID))
            }
            let sent = bench.workspace.sent.count
            let result = try bench.run(
                arguments,
                files: { LocklessFileSystem($0) { path in path.hasPrefix("/state/") } }
            )
            #expect(result.status == .fileFailure)
            #expect(result.error.contains("nothing was sent"))
            #expect(result.error.contains("set REDRIVE_STATE_HOME to a directory on a local disk"), "\(result.error)")
            #expect(bench.workspace.sent.count == sent)
            #expect(!bench.files.paths.contains { $0.hasSuffix(".state.jsonl") })
        }
    }

    @Test func `a run whose locks go away stops, and says what to set before it is resumed`() throws {
        let bench = try bench()
        let result = try bench.run(
            ["run", "crm.yaml", "--yes", "--state", "s"],
            files: { LocklessFileSystem($0, after: 12) { path in path.hasSuffix("pacing.json") } }
        )
        #expect(result.status == .fileFailure, "\(result.output)")
        #expect(result.error.contains("set REDRIVE_STATE_HOME to a directory on a local disk, then resume the run:"))
        #expect(try bench.run(["resume", "s"]).status == .done)
        #expect(bench.workspace.ledger.repeatedTwice.isEmpty)
    }

    @Test func `no run is started if its state file cannot be locked, and status says what is unknown`() throws {
        let bench = try bench()
        let nowhere: @Sendable (any FileSystem) -> any FileSystem = { files in
            LocklessFileSystem(files) { !$0.hasPrefix("/state/") }
        }
        let refused = try bench.run(["run", "crm.yaml", "--yes", "--state", "s"], files: nowhere)
        #expect(refused.status == .fileFailure)
        #expect(refused.error.contains("the state file must be on a file system that has locks"), "\(refused.error)")
        #expect(!bench.files.paths.contains("s"))
        _ = try bench.run(["run", "crm.yaml", "--yes", "--state", "s"])
        let status = try bench.run(["status", "s"], files: nowhere)
        #expect(status.status == .done)
        #expect(status.output.contains("finished"))
        #expect(try bench.run(["status", "s", "--json"], files: nowhere).output.contains(#""live":null"#))
        let text = try bench.text("s")
        let cut = try #require(text.firstRange(of: #""type":"answered""#)?.lowerBound)
        bench.put(String(text[..<cut].split(separator: "\n").dropLast().joined(separator: "\n")) + "\n", at: "b")
        let open = try bench.run(["status", "b"], files: nowhere)
        let words = open.output.replacing(/\s+/, with: " ")
        #expect(words.contains("running or broken off, process 4711 on ops-1 worked on it last"), "\(open.output)")
        #expect(try bench.run(["resume", "b"], files: nowhere).status == .fileFailure)
    }
}
