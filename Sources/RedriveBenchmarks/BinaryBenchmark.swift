import FoundationEssentials
import Glibc
import RedriveCore
import RedriveEngine
import RedriveTestSupport
import WorkatoJobs

/// The built binary against a simulated workspace in a process of its own, over a socket and in real time, against the same run of the
/// engine in virtual time: what the tables of `ScaleBenchmark` say is what an operator waits.
enum BinaryBenchmark {
    /// Takes as long as the run does.
    static func measure(_ row: ScaleBenchmark.Row) throws -> [Benchmarks.Figure] {
        let folder = "/tmp/redrive-benchmark-binary-\(getpid())"
        guard mkdir(folder, 0o700) == 0 else { throw ProcessTiming.Failure(description: "\(folder) cannot be made") }
        defer { try? FileManager.default.removeItem(atPath: folder) }
        // No request of an earlier run is remembered.
        setenv("REDRIVE_STATE_HOME", "\(folder)/home", 1)
        setenv("WORKATO_API_TOKEN", "simulated-token", 1)
        defer { unsetenv("REDRIVE_STATE_HOME") }
        let begin = MachineClock().now().wall
        try ProcessTiming.write(scenario(of: row, endingBefore: begin), to: "\(folder)/scenario.yaml")
        let server = try ProcessTiming.Server(["simulate", "\(folder)/scenario.yaml"])
        defer { server.stop() }
        let plan = ScaleBenchmark.plan(of: row, StepConduct(), Limits(), endingBefore: begin, url: server.address)
        let (lines, planID) = PlanEncoder.lines(of: plan)
        try ProcessTiming.write(
            lines.map { String(decoding: $0, as: UTF8.self) + "\n" }.joined(),
            to: "\(folder)/plan.jsonl"
        )
        let virtual = try ScaleBenchmark.run(row, ModelWorkspace.Behavior())
        let run = ["run", "\(folder)/plan.jsonl", "--approve", planID, "--state", "\(folder)/run.state.jsonl"]
        let real = try ProcessTiming.run(run)
        return [
            .init(
                name: "\(row.jobs) jobs in \(row.recipes): binary / virtual time",
                value: real.wall / virtual.whole,
                bound: 1.05,
                limit: 1.15,
                detail:
                    "\(Benchmarks.rounded(real.wall, to: 1)) s from start to end, of which the machine worked "
                    + "\(Benchmarks.rounded(real.processorTime, to: 1)) s; \(Benchmarks.rounded(virtual.whole, to: 1)) s in virtual time"
            )
        ]
    }

    /// The workspace of `ScaleBenchmark`, with the jobs of its plan.
    private static func scenario(of row: ScaleBenchmark.Row, endingBefore begin: Timestamp) -> String {
        let behavior = ModelWorkspace.Behavior()
        var text = """
            scenario: 1
            name: scale
            latency: \(Int(behavior.latency / .milliseconds(1)))ms
            repeats: { succeed: 1, after: \(Int(behavior.runningTime / .milliseconds(1)))ms }
            recipes:

            """
        let since = ScaleBenchmark.since(row, begin)
        for (number, count) in row.jobsByRecipe.enumerated() {
            text += "  - id: \(number + 1)\n    jobs:\n"
            for job in 0..<count {
                text += "      - { id: j-\(number + 1)-\(job), started_at: \((since + .seconds(job)).formatted()) }\n"
            }
        }
        return text
    }
}
