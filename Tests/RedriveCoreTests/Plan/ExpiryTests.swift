import RedriveCore
import Testing

@Suite struct ExpiryTests {
    /// Job n ends at second n + 1, the plan is made at second 90,000, and request k goes out k seconds later.
    private func expiring(retention: Duration?, pace: Rate? = nil) throws -> Int {
        var plan = try makePlan(jobs: [7: 60], pace: pace)
        plan.header.workspace.retention = retention
        return PlanSummary(plan).expiringBeforeTurn
    }

    @Test func `jobs whose data is gone before their turn are counted`() throws {
        #expect(try expiring(retention: .seconds(89_990)) == 9)
        #expect(try expiring(retention: .seconds(90_000)) == 0)
        #expect(try expiring(retention: .seconds(60)) == 60)
    }

    @Test func `a slower pace lets more of them expire`() throws {
        let slow = Rate(count: 1, per: .seconds(60))
        // The second request waits for 25 minutes, and jobs 25 to 49 with it.
        #expect(try expiring(retention: .seconds(89_990), pace: slow) == 9 + 35)
    }

    @Test func `without a known retention nothing is said to expire`() throws {
        #expect(try expiring(retention: nil) == 0)
    }
}
