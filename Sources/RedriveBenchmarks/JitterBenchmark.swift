import RedriveCore
import RedriveTestSupport

/// How long 400 writes take against what the limit of one a second allows, if they do not all take the same time on the way there.
///
/// The server refuses whatever arrives less than a second after the last write that it took. Even with perfect knowledge of when each
/// request has arrived, the next one must leave as much later as that one was late: on average half of the jitter on the way there.
enum JitterBenchmark {
    /// Latency and jitter, in milliseconds.
    struct Row: Sendable {
        var latency: Int
        /// The most that a request takes longer on the way there.
        var there: Int
        /// The same of its answer.
        var back: Int
        var namesRetryAfter = true
        /// The most that the time of sending may be, as a ratio, and the most that `--check` lets pass.
        var bound: Double

        static let all = [
            Row(latency: 150, there: 0, back: 0, bound: 1.006), Row(latency: 1_000, there: 0, back: 0, bound: 1.006),
            Row(latency: 150, there: 0, back: 150, bound: 1.006), Row(latency: 150, there: 10, back: 10, bound: 1.02),
            Row(latency: 150, there: 50, back: 50, bound: 1.06), Row(latency: 150, there: 150, back: 150, bound: 1.16),
            Row(latency: 150, there: 50, back: 0, bound: 1.045), Row(latency: 150, there: 150, back: 0, bound: 1.105),
            Row(latency: 300, there: 50, back: 50, bound: 1.06), Row(latency: 1_000, there: 50, back: 50, bound: 1.08),
            Row(latency: 1_500, there: 50, back: 50, bound: 1.085),
            Row(latency: 150, there: 50, back: 50, namesRetryAfter: false, bound: 1.06),
        ]
    }

    static func measure() throws -> [Benchmarks.Figure] { try Row.all.flatMap(measure) + [rate()] }

    /// The mean of two seeds, and how many of them had an answer with 429 after the second minute.
    private static func measure(_ row: Row) throws -> [Benchmarks.Figure] {
        let seeds: [UInt64] = row.there + row.back > 0 ? [1, 2] : [1]
        var span = 0.0
        var throttled = 0
        var late = 0
        for seed in seeds {
            var behavior = ModelWorkspace.Behavior()
            behavior.latency = .milliseconds(row.latency)
            behavior.jitterThere = .milliseconds(row.there)
            behavior.jitterBack = .milliseconds(row.back)
            behavior.namesRetryAfter = row.namesRetryAfter
            behavior.seed = seed
            let course = try run(behavior)
            let tally = course.tally
            span += course.sending / Double(tally.writes - 1) / Double(seeds.count)
            throttled += tally.throttled
            if let first = tally.firstWrite, let last = tally.lastEarlyWrite, last - first > .seconds(120) { late += 1 }
        }
        let name = "\(row.latency) ms, jitter \(row.there) + \(row.back)\(row.namesRetryAfter ? "" : ", no time")"
        let least = Benchmarks.rounded(1 + Double(row.there) / 2_000, to: 3)
        return [
            .init(
                name: "\(name): sending / limit",
                value: span,
                bound: row.bound,
                limit: row.bound,
                detail: "at least \(least); \(throttled) with 429 in \(seeds.count) runs"
            ),
            .init(
                name: "\(name): late 429",
                value: Double(late),
                bound: 0,
                limit: 0,
                detail: "runs with a 429 after the second minute"
            ),
        ]
    }

    /// Whether a limit of 1,000 writes a second is used.
    private static func rate() throws -> Benchmarks.Figure {
        var behavior = ModelWorkspace.Behavior()
        behavior.latency = .milliseconds(2)
        behavior.writesApart = .milliseconds(1)
        let course = try run(behavior, Limits(repeatJobs: Rate(count: 1_000, per: .seconds(1))))
        return .init(
            name: "1,000 writes a second: sending / limit",
            value: course.sending * 1_000 / Double(course.tally.writes - 1),
            bound: 1.01,
            limit: 1.01,
            detail: "\(course.tally.throttled) with 429"
        )
    }

    private static func run(
        _ behavior: ModelWorkspace.Behavior,
        _ limits: Limits = Limits()
    ) throws -> ScaleBenchmark.Course {
        let row = ScaleBenchmark.Row(jobs: 10_000, recipes: 8)
        let course = try ScaleBenchmark.run(row, behavior, StepConduct(verifyWithin: nil), limits)
        precondition(course.tally.repeated == row.jobs, "\(course.tally.repeated) jobs were repeated")
        return course
    }
}
