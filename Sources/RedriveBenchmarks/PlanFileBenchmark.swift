import RedriveCore
import WorkatoJobs

/// Reading and checking a plan file of a million jobs.
enum PlanFileBenchmark {
    private static let jobs = 1_000_000

    static func measure() throws -> [Benchmarks.Figure] {
        let begin = Timestamp(milliseconds: 1_795_000_000_000)
        let recipe: RecipeID = 28904
        let header = PlanHeader(
            name: "benchmark",
            createdAt: begin,
            version: "benchmark",
            workspace: Workspace(url: "https://www.workato.com"),
            steps: [
                PlannedStep(
                    name: "all",
                    kind: .repeatJobs(PlannedRepeats(recipes: [recipe], window: TimeWindow(until: begin)))
                )
            ]
        )
        let signature = ErrorSignature(recipe: recipe, adapter: "crm", errorType: "Timeout", message: "no answer")
        let planned = (0..<jobs).map { number in
            let id = JobID(text: "j-AJ\(1_000_000 + number)-wdAgWM")
            let time = begin - .seconds(jobs - number)
            return PlannedJob(
                step: 0,
                recipe: recipe,
                master: id,
                newestAttempt: id,
                startedAt: time,
                completedAt: time + .seconds(1),
                signature: 0
            )
        }
        let (lines, planID) = PlanEncoder.lines(of: Plan(header: header, signatures: [signature], jobs: planned))
        let readBegin = Benchmarks.processorTime()
        var decoder = PlanDecoder()
        for line in lines { try decoder.consume(line: line) }
        let read = try decoder.finish()
        let summary = PlanSummary(read.plan)
        let seconds = Benchmarks.processorTime() - readBegin
        precondition(read.planID == planID && read.plan.jobs.count == jobs && !summary.steps.isEmpty)
        let rate = Double(jobs) / seconds
        let detail = "\(Int(rate)) jobs a second; the bound is 100,000"
        return [
            .init(name: "time to check and show a plan / its bound", value: 100_000 / rate, bound: 1, detail: detail)
        ]
    }
}
