import Testing
import WorkatoJobs

@testable import RedriveCore

@Suite struct JobQueryTests {
    private static let noon = Timestamp(milliseconds: 1_790_000_000_000)

    struct Attempt: Sendable {
        /// Seconds after noon; nil for no such time.
        var start: Int?
        var end: Int?
        var isIn: Bool
    }

    /// The window is from noon to a minute later.
    @Test(arguments: [
        Attempt(start: -10, end: 0, isIn: true), Attempt(start: 10, end: 59, isIn: true),
        Attempt(start: 10, end: 60, isIn: false), Attempt(start: -10, end: -1, isIn: false),
        Attempt(start: 10, end: nil, isIn: true), Attempt(start: nil, end: nil, isIn: false),
    ])
    func `a window includes its start and excludes its end`(_ attempt: Attempt) {
        let window = TimeWindow(since: Self.noon, until: Self.noon + .seconds(60))
        let time: (Int?) -> Timestamp? = { seconds in seconds.map { Self.noon + .seconds($0) } }
        #expect(window.contains(startedAt: time(attempt.start), completedAt: time(attempt.end)) == attempt.isIn)
    }

    @Test func `a window compares the time that it names`() {
        let window = TimeWindow(since: Self.noon, until: Self.noon + .seconds(60), clock: .startedAt)
        #expect(window.contains(startedAt: Self.noon, completedAt: Self.noon + .seconds(600)))
        #expect(!window.contains(startedAt: Self.noon - .seconds(1), completedAt: Self.noon))
    }

    @Test func `only a window without a lower bound contains an attempt without times`() {
        #expect(TimeWindow(until: Self.noon).contains(startedAt: nil, completedAt: nil))
        #expect(!TimeWindow(since: Self.noon, until: Self.noon).contains(startedAt: nil, completedAt: nil))
    }

    @Test func `the recipes of listed jobs are named once each, in the order written`() {
        let jobs = [(22, "a"), (11, "b"), (22, "c")].compactMap { recipe, job in
            RecipeID(recipe).map { JobQuery.ListedJob(recipe: $0, job: JobID(text: job), place: "") }
        }
        #expect(JobQuery(source: .jobs(jobs), window: TimeWindow(until: Self.noon)).recipes == [22, 11])
    }

    @Test func `a query asks for one status`() {
        let query = JobQuery(source: .recipes([11]), status: .succeeded, window: TimeWindow(until: Self.noon))
        #expect(query.asks(for: .succeeded))
        #expect(!query.asks(for: .failed))
        #expect(!query.asks(for: .pending))
    }
}
