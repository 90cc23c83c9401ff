import Foundation
import RedriveTestSupport

/// How the processor time of a plan and of a run grows with their jobs and recipes: 1 is linear.
///
/// Of `status` and `resume`, `ReadingBenchmark` says the same.
enum GrowthBenchmark {
    static func measure() throws -> [Benchmarks.Figure] {
        [
            try exponent("plan: exponent in jobs, in 20 recipes", 10_000, 100_000) {
                try PlanningBenchmark.processorTime(jobs: $0 / 20)
            },
            try exponent("run: exponent in jobs, in 20 recipes", 5_000, 50_000) { try run($0, recipes: 20) },
            try exponent("run: exponent in jobs, in 1 recipe", 5_000, 50_000) { try run($0, recipes: 1) },
            try exponent("run: exponent in recipes, of 2 jobs", 600, 6_000) { try run($0, recipes: $0 / 2) },
        ]
    }

    private static func exponent(
        _ name: String,
        _ few: Int,
        _ many: Int,
        _ processorTime: (Int) throws -> Double
    ) throws -> Benchmarks.Figure {
        let (short, long) = (try processorTime(few), try processorTime(many))
        let times = [(few, short), (many, long)].map { jobs, time in
            "\(jobs): \(Benchmarks.rounded(time / Double(jobs) * 1e6, to: 1)) us a job"
        }
        return .init(
            name: name,
            value: log(long / short) / log(Double(many) / Double(few)),
            bound: 1.1,
            limit: 1.1,
            detail: times.joined(separator: ", ")
        )
    }

    /// The least of two: what else runs on the machine can only add.
    private static func run(_ jobs: Int, recipes: Int) throws -> Double {
        let row = ScaleBenchmark.Row(jobs: jobs, recipes: recipes)
        return try (0..<2).reduce(.infinity) { least, _ in
            min(least, try ScaleBenchmark.run(row, .init()).processorTime)
        }
    }
}
