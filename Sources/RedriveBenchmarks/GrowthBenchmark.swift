import Foundation
import RedriveTestSupport

/// How the processor time of a run grows with its jobs and with its recipes: 1 is linear.
enum GrowthBenchmark {
    static func measure() throws -> [Benchmarks.Figure] {
        [
            try exponent("jobs, in 20 recipes", of: .init(jobs: 5_000, recipes: 20), .init(jobs: 50_000, recipes: 20)),
            try exponent("jobs, in 1 recipe", of: .init(jobs: 5_000, recipes: 1), .init(jobs: 50_000, recipes: 1)),
            try exponent("recipes, of 2 jobs", of: .init(jobs: 600, recipes: 300), .init(jobs: 6_000, recipes: 3_000)),
        ]
    }

    private static func exponent(
        _ name: String,
        of small: ScaleBenchmark.Row,
        _ large: ScaleBenchmark.Row
    ) throws -> Benchmarks.Figure {
        let (few, many) = (try processorTime(small), try processorTime(large))
        let growth = Double(large.jobs) / Double(small.jobs)
        return .init(
            name: "run: exponent in \(name)",
            value: log(many / few) / log(growth),
            bound: 1.1,
            limit: 1.1,
            detail: "\(Benchmarks.rounded(few, to: 3)) s for \(small.jobs), "
                + "\(Benchmarks.rounded(many, to: 3)) s for \(large.jobs)"
        )
    }

    /// The least of two: what else runs on the machine can only add.
    private static func processorTime(_ row: ScaleBenchmark.Row) throws -> Double {
        var least = Double.infinity
        for _ in 0..<2 { least = min(least, try ScaleBenchmark.run(row, .init()).processorTime) }
        return least
    }
}
