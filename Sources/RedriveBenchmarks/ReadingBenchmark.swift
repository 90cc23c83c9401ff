import Foundation

/// What it takes to read a run: `status` and `resume` of one that has ended, as whole processes.
///
/// A million jobs are to take at most 5 seconds on the reference machine, and 0.6 KB each; from size to size the time may
/// grow as the jobs do.
enum ReadingBenchmark {
    /// What was measured of a file.
    private struct Reading {
        var jobs: Int
        var usage: ProcessTiming.Usage
    }

    /// The sizes that take seconds.
    static let small = [1_000, 10_000, 100_000]
    /// All of them.
    static let large = small + [1_000_000]

    static func measure(_ sizes: [Int]) throws -> [Benchmarks.Figure] {
        // A resume asks for a token before it finds that nothing is left; the file names an address that nothing serves.
        setenv("WORKATO_API_TOKEN", "benchmark", 0)
        var readings: [String: [Reading]] = [:]
        for jobs in sizes {
            try ScaleBenchmark.withStateFile(of: .init(jobs: jobs, recipes: 40)) { path, planID in
                for command in commands {
                    let approval = command == "resume" ? ["--approve", planID] : []
                    // The least of three: what else runs on the machine can only add.
                    let usages = try (0..<3).map { _ in try ProcessTiming.run([command, path] + approval) }
                    guard let usage = usages.min(by: { $0.processorTime < $1.processorTime }) else { continue }
                    readings[command, default: []].append(Reading(jobs: jobs, usage: usage))
                }
            }
        }
        return commands.flatMap { command in figures(command, readings[command] ?? []) }
    }

    private static let commands = ["status", "resume"]

    private static func figures(_ command: String, _ readings: [Reading]) -> [Benchmarks.Figure] {
        guard let few = readings.dropLast().last, let many = readings.last else { return [] }
        let growth = Double(many.jobs) / Double(few.jobs)
        // What a process has without any jobs does not count.
        let kilobytes = Double(many.usage.peakMemory - few.usage.peakMemory) / Double(many.jobs - few.jobs)
        return [
            .init(
                name: "\(command) of \(many.jobs) jobs: seconds of wall time",
                value: many.usage.wall,
                bound: 5 * Double(many.jobs) / 1_000_000,
                detail: readings.map { "\($0.jobs): \(microseconds($0)) us a job" }.joined(separator: ", ")
            ),
            .init(
                name: "\(command): exponent in jobs",
                value: log(many.usage.processorTime / few.usage.processorTime) / log(growth),
                bound: 1.1,
                limit: 1.1,
                detail: "of processor time, \(few.jobs) to \(many.jobs) jobs"
            ),
            .init(
                name: "\(command): memory for each job, in KB",
                value: kilobytes,
                bound: 0.6,
                limit: 0.7,
                detail: "\(many.usage.peakMemory >> 10) MiB at the peak for \(many.jobs) jobs"
            ),
        ]
    }

    private static func microseconds(_ reading: Reading) -> String {
        Benchmarks.rounded(reading.usage.processorTime / Double(reading.jobs) * 1e6, to: 1)
    }
}
