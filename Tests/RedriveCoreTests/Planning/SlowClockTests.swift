import RedriveCore
import Testing
import WorkatoJobs

/// A clock of this machine that is behind the server's.
struct SlowClockTests {
    private typealias Rules = PlanningRulesTests

    private func warnings(minutesAgo: Int64) throws -> [String] {
        let attempts = [Rules.failed("m"), Rules.failed("late", minutesAgo: minutesAgo)]
        return try #require(Rules.plan(attempts, [Rules.selection()])).warnings
    }

    @Test func `jobs that ended long after now show that the clock is slow`() throws {
        let warnings = try warnings(minutesAgo: -61)
        #expect(warnings.count == 1)
        #expect(
            warnings[0].hasPrefix("job 'j-late' of recipe 11 ended at 2027-01-15T09:01:00Z, and this machine's clock")
        )
        #expect(warnings[0].contains("said 2027-01-15T08:00:00Z when planning began"))
    }

    @Test func `jobs that end while lists are read show nothing`() throws {
        #expect(try warnings(minutesAgo: -60).isEmpty)
        #expect(try warnings(minutesAgo: 0).isEmpty)
    }
}
