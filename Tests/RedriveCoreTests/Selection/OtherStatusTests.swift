import RedriveCore
import Testing
import WorkatoJobs

/// Jobs whose newest attempt ended in a status that is neither succeeded nor failed.
struct OtherStatusTests {
    private typealias Rules = PlanningRulesTests

    @Test func `a job that was canceled or aborted is counted as such, and can be brought back`() throws {
        let master = Rules.failed("m")
        for status in ["canceled", "aborted"] {
            let attempts = [master, Rules.attempt(of: master, "r", status)]
            #expect(Rules.reason(attempts) == .otherStatus)
            #expect(Rules.reason(attempts) { $0.query.predicate = .field(.error, .contains("yes")) } == .filtered)
            #expect(Rules.reason(attempts) { $0.excludeJobs = [JobID(text: "j-m")] } == .excludeJobs)
            let included = try #require(Rules.plan(attempts, [Rules.selection { $0.include = [.otherStatus] }]))
            #expect(included.jobs.map(\.newestAttempt.text) == ["j-r"])
            #expect(included.jobs[0].signature == nil)
        }
    }

    @Test func `a first attempt that was aborted is counted where the list of failed jobs shows it`() throws {
        var aborted = Rules.failed("a")
        (aborted.status, aborted.error) = ("aborted", nil)
        var early = aborted
        (early.id, early.master, early.start, early.end) = ("j-e", "j-e", 1, 2)
        let recovered = [
            WorldAttempt(id: "j-s", master: "j-s", status: "aborted", start: 1, end: 2, error: nil, title: "t"),
            Rules.attempt(of: Rules.failed("s"), "s2", "succeeded"),
        ]
        var habits = ListHabits()
        habits.ignoresStatus = true
        let attempts = [Rules.failed("m"), aborted, early] + recovered
        let plan = try #require(Rules.plan(attempts, [Rules.selection()], habits: habits))
        #expect(plan.jobs.map(\.master.text) == ["j-m"])
        #expect(plan.leftOut.map { "\($0.master.text) \($0.reason)" } == ["j-a otherStatus", "j-e outsideWindow"])
        let back = try #require(Rules.plan(attempts, [Rules.selection { $0.include = [.otherStatus] }], habits: habits))
        #expect(Set(back.jobs.map(\.master.text)) == ["j-m", "j-a"])
    }

    @Test func `an aborted attempt in the window does not bring in a job that failed outside of it`() {
        let until = Timestamp(milliseconds: Rules.now - 7 * 60_000)
        let master = Rules.failed("m", minutesAgo: 600)
        let attempts = [master, Rules.attempt(of: master, "r", "aborted", minutesAgo: 10)]
        #expect(Rules.reason(attempts) { $0.query.window.until = until } == .otherStatus)
        let again = attempts + [Rules.attempt(of: master, "s", "failed", minutesAgo: 5)]
        #expect(Rules.reason(again) { $0.query.window.until = until } == .outsideWindow)
    }
}
