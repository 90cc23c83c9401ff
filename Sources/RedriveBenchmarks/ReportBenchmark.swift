/// Reports of a large run, as whole processes, against `redrive status` of the same file, which also reads and folds all of it.
enum ReportBenchmark {
    static func measure(jobs: Int) throws -> [Benchmarks.Figure] {
        try ScaleBenchmark.withStateFile(of: .init(jobs: jobs, recipes: 40)) { path, _ in
            _ = try ProcessTiming.run(["status", path])
            let status = try ProcessTiming.run(["status", path])
            return try ["csv", "markdown", "json", "text"].flatMap { format -> [Benchmarks.Figure] in
                let report = try ProcessTiming.run(["report", path, "--format", format])
                let detail =
                    "\(Benchmarks.rounded(report.wall, to: 2)) s and \(report.peakMemory >> 10) MiB for \(jobs) jobs; "
                    + "status \(Benchmarks.rounded(status.wall, to: 2)) s, \(status.peakMemory >> 10) MiB"
                return [
                    .init(
                        name: "report of \(jobs) jobs as \(format): memory / status",
                        value: Double(report.peakMemory) / Double(status.peakMemory),
                        bound: 2,
                        limit: 2,
                        detail: detail
                    ),
                    .init(
                        name: "report of \(jobs) jobs as \(format): time / status",
                        value: report.wall / status.wall,
                        bound: 3,
                        detail: detail
                    ),
                ] + (format == "csv" ? [speed(report, jobs)] : [])
            }
        }
    }

    private static func speed(_ report: ProcessTiming.Usage, _ jobs: Int) -> Benchmarks.Figure {
        .init(
            name: "report of \(jobs) jobs as csv: us a job",
            value: report.processorTime / Double(jobs) * 1e6,
            bound: 10,
            detail: "of processor time; \(Int(Double(jobs) / report.wall)) jobs a second"
        )
    }
}
