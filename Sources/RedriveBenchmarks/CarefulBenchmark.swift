import RedriveCore
import RedriveTestSupport

/// Runs with canary and ramp in virtual time, against a schedule that waits for nothing but the outcomes it has to.
///
/// The ideal schedule sends once a second within a stage, and the next stage begins when the last repeat of the one before has ended.
enum CarefulBenchmark {
    static func measure() throws -> [Benchmarks.Figure] {
        let careful = Rollout(canary: .init(jobs: 1, per: .recipe), ramp: [.jobs(100), .percent(50), .percent(100)])
        let ramp = Rollout(ramp: [.jobs(25), .percent(10), .percent(50)])
        return try [
            figure("1,000 jobs in 10, canary and ramp", .init(jobs: 1_000, recipes: 10), careful),
            figure("10,000 jobs in 40, canary and ramp", .init(jobs: 10_000, recipes: 40), careful),
            figure("10,000 jobs in 1, ramp", .init(jobs: 10_000, recipes: 1), ramp),
        ]
    }

    private static func figure(
        _ name: String,
        _ row: ScaleBenchmark.Row,
        _ rollout: Rollout
    ) throws -> Benchmarks.Figure {
        let behavior = ModelWorkspace.Behavior()
        let conduct = StepConduct(rollout: rollout)
        let course = try ScaleBenchmark.run(row, behavior, conduct)
        precondition(course.tally.repeated == row.jobs, "\(course.tally.repeated) jobs were repeated")
        let stages = ScaleBenchmark.stages(of: row, conduct)
        let writes = stages.reduce(0, +)
        let waits = Double(stages.count - 1) * (behavior.runningTime / .seconds(1))
        let ideal = Double(writes - stages.count) + waits
        return Benchmarks.Figure(
            name: "\(name): sending / ideal",
            value: course.sending / ideal,
            // The window of reads may have to pass on once before the last outcome of a stage can be read.
            bound: 1.15,
            limit: 1.25,
            detail:
                "\(Int(course.sending)) s for \(course.tally.writes) writes in \(stages.count) stages, \(Int(ideal)) s at best"
        )
    }
}
