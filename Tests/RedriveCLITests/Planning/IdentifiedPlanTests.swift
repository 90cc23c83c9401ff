@testable import RedriveCLI
import RedriveCore
import RedriveEngine
import Testing
import WorkatoJobs

@Suite struct IdentifiedPlanTests {
    /// A plan whose steps all name the same 5,000 recipes, as its header does for each of them.
    private func plan(steps: Int) -> Plan {
        let now = Timestamp(milliseconds: 1_800_000_000_000)
        let recipes = (0..<5_000).compactMap { RecipeID(9_000_000_000_000_000_000 + $0) }
        return Plan(
            header: PlanHeader(
                name: "many",
                createdAt: now,
                version: "test",
                workspace: Workspace(url: "https://example.invalid"),
                steps: (1...steps).map { number in
                    let repeats = PlannedRepeats(recipes: recipes, window: TimeWindow(until: now))
                    return PlannedStep(name: "s\(number)", kind: .repeatJobs(repeats))
                }
            )
        )
    }

    @Test func `a plan that could not be read again is refused before it is written`() throws {
        #expect(try IdentifiedPlan(plan(steps: 40)).planID.isEmpty == false)
        let failure = try #require(throws: ToolError.self) { try IdentifiedPlan(plan(steps: 45)) }
        #expect(failure.status == .invalidData)
        #expect(failure.message.hasSuffix("at most 4194304 are allowed"), "\(failure.message)")
    }

    @Test func `the id and the digest are those of the file that is written`() throws {
        let bench = try Bench()
        bench.put(Scenarios.runbook, at: "crm.yaml")
        _ = try bench.run(["plan", "crm.yaml", "-o", "p.plan.jsonl"])
        let read = try PlanFile.read("p.plan.jsonl", fileSystem: bench.files)
        let identified = try IdentifiedPlan(read.plan)
        let written = try PlanFile.write(read.plan, to: "q.plan.jsonl", fileSystem: bench.files)
        #expect(read.plan.jobs.count == 35)
        #expect(identified.planID == read.planID)
        #expect(identified.planID == written.planID)
        #expect(identified.digest == read.digest)
        #expect(identified.digest.hasPrefix(identified.planID))
    }
}
