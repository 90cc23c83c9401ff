import RedriveCLI
import Testing

@Suite struct PlanCommandTests {
    @Test func `plan writes a file and shows the preview`() throws {
        let bench = try Bench()
        bench.put(Scenarios.runbook, at: "crm.yaml")
        let result = try bench.run(["plan", "crm.yaml"])
        print(result.output, result.error)
        #expect(result.status == .done)
        #expect(bench.workspace.writes.isEmpty)
        let path = try bench.path(ending: ".plan.jsonl")
        #expect(result.lines.last?.contains("redrive run \(path)") == true)
    }
}
