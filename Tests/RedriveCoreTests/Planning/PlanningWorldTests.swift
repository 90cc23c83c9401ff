import RedriveCore
import Testing
import WorkatoJobs

/// Thousands of made-up workspaces, each planned by the machine and by the slow reference.
struct PlanningWorldTests {
    static let batches: [UInt64] = Array(0..<8)
    static let worldsPerBatch: UInt64 = 250

    @Test(arguments: batches) func `a plan that claims to be complete is the reference's, whatever the server's habits`(
        batch: UInt64
    ) {
        var compared = 0
        var unproven = 0
        var assumed = 0
        for seed in batch * Self.worldsPerBatch..<(batch + 1) * Self.worldsPerBatch {
            let world = RandomWorld(seed: seed)
            var driver = PlanningDriver(servers: world.servers)
            guard case .plan(let plan) = driver.plan(world.runbook) else {
                Issue.record("world \(seed) has no plan")
                continue
            }
            let habits = world.servers[11]?.habits ?? ListHabits()
            let complete = plan.listings.map(\.completeness)
            if complete.contains(.unproven)
                || plan.warnings.contains(where: { $0.contains("not known") || $0.contains("may be more") })
            {
                unproven += 1
                // Jobs that come in may fill the page that would have shown the end.
                #expect(!habits.isKind || world.hasArrivals, "world \(seed) should be proven: \(habits)")
                continue
            }
            // Where a job ran longer than 'lookback', what rests on 'lookback' may be wrong.
            if complete.contains(.lookback), world.longestRun > 5_400_000 {
                assumed += 1
                continue
            }
            compared += 1
            let differences = Self.differences(plan, from: world)
            #expect(differences.isEmpty, "world \(seed), \(habits)")
        }
        print("planning worlds: batch \(batch), \(compared) compared, \(unproven) unproven, \(assumed) assumed")
        #expect(compared > Int(Self.worldsPerBatch) / 2)
    }
}

extension PlanningWorldTests {
    /// A master without the handle that some servers give it.
    private static func plain(_ master: JobID) -> String { master.text.replacing("-B1", with: "") }

    /// What a plan says otherwise than the reference.
    ///
    /// Repeats are not counted: a walk that ends early sees only those that matter.
    static func differences(_ plan: Plan, from world: RandomWorld) -> [String] {
        let selection = ReferenceSelection(world)
        let reference = selection.evaluate()
        let vague = selection.mastersOfVagueAge.union(selection.childrenOfVagueStart)
            .union(selection.canceledOfVaguePlace)
        let taken = plan.jobs.map { "\($0.step) \(plain($0.master)) \($0.newestAttempt)" }
        let expected = reference.taken.map { "\($0.step) \($0.master) \($0.newest)" }
        // What is outside of the window is left out by a walk that ends early without being mentioned.
        let left = plan.leftOut.filter { $0.reason != .outsideWindow }.map {
            "\($0.step) \(plain($0.master)) \($0.reason)"
        }
        let expectedLeft = reference.left.filter { $0.reason != .outsideWindow }.map {
            "\($0.step) \($0.master) \($0.reason)"
        }
        var differences = Set(taken + left).subtracting(expected + expectedLeft).sorted().map { "+ \($0)" }
        differences += Set(expected + expectedLeft).subtracting(taken + left).sorted().map { "- \($0)" }
        differences.removeAll { vague.contains($0.split(separator: " ")[2].description) }
        if differences.isEmpty, vague.isEmpty, taken != expected { differences.append("another order") }
        if Set(left).count != left.count { differences.append("left out twice") }
        return differences
    }
}
