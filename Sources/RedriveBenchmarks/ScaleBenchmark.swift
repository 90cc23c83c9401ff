import RedriveCore
import RedriveEngine
import RedriveTestSupport
import Transport
import WorkatoJobs

/// Whole runs of the real engine in virtual time against the shortest time that the documented limits allow.
///
/// The ideal schedule writes once a second and reads 60 pages in any minute: a look at each recipe, and each page of
/// repeats once.
enum ScaleBenchmark {
    /// A run that is measured.
    struct Row: Sendable {
        var jobs: Int
        var recipes: Int

        /// The runs that take seconds.
        static let small = [
            Row(jobs: 1_000, recipes: 1), Row(jobs: 1_000, recipes: 40), Row(jobs: 10_000, recipes: 1),
            Row(jobs: 10_000, recipes: 40), Row(jobs: 10_000, recipes: 400), Row(jobs: 10_000, recipes: 1_000),
            Row(jobs: 20_000, recipes: 1),
        ]
        /// The runs that take minutes.
        static let large = [
            Row(jobs: 100_000, recipes: 1), Row(jobs: 100_000, recipes: 5), Row(jobs: 100_000, recipes: 1_000),
            Row(jobs: 1_000_000, recipes: 1), Row(jobs: 1_000_000, recipes: 40), Row(jobs: 1_000_000, recipes: 5_000),
        ]

        /// A row from `JOBS/RECIPES`; nil for another text.
        init?(_ text: String) {
            let numbers = text.split(separator: "/").compactMap { Int($0) }
            guard numbers.count == 2, numbers[1] >= 1, numbers[0] >= numbers[1] else { return nil }
            self.init(jobs: numbers[0], recipes: numbers[1])
        }

        init(jobs: Int, recipes: Int) {
            self.jobs = jobs
            self.recipes = recipes
        }

        /// How many jobs each recipe has, as evenly as possible.
        var jobsByRecipe: [Int] { (0..<recipes).map { jobs / recipes + ($0 < jobs % recipes ? 1 : 0) } }
        /// The fewest requests that repeat all jobs.
        var writes: Int { jobsByRecipe.reduce(0) { $0 + ($1 + 24) / 25 } }
        /// The fewest pages: each recipe before its first request, and each page of repeats once.
        var reads: Int { recipes + writes }
        /// From the first to the last write, in seconds: one a second, each recipe after its look.
        var idealSending: Double { max(Double(writes - 1), Self.readingTime(recipes)) }
        /// From the approval to the last outcome, in seconds.
        func ideal(_ behavior: ModelWorkspace.Behavior) -> Double {
            max(idealSending + behavior.runningTime / .seconds(1), Self.readingTime(reads))
        }

        /// When the last of some reads can be sent, in seconds, with 60 in any minute.
        private static func readingTime(_ reads: Int) -> Double { Double((reads - 1) / 60 * 60) }
    }

    /// How a run went.
    struct Course: Sendable {
        var sending: Double
        var whole: Double
        var estimate: Double
        var tally: ModelWorkspace.Tally
        var totals: RunTotals
        var processorTime: Double
    }

    static func measure(_ rows: [Row]) throws -> [Benchmarks.Figure] {
        var figures: [Benchmarks.Figure] = []
        for row in rows {
            let behavior = ModelWorkspace.Behavior()
            let course = try run(row, behavior)
            precondition(course.tally.repeated == row.jobs, "\(course.tally.repeated) jobs were repeated")
            let recovered = course.totals.count(Outcome.recovered)
            let name = "\(row.jobs) jobs in \(row.recipes)"
            let detail =
                "\(Int(course.sending)) s for \(course.tally.writes) writes; "
                + "\(course.tally.reads) reads, at least \(row.reads)"
            let ideal = row.ideal(behavior)
            let processorTime = Int(course.processorTime / Double(row.jobs) * 1e6)
            figures += [
                .init(
                    name: "\(name): sending / ideal",
                    value: course.sending / row.idealSending,
                    bound: 1.1,
                    limit: 1.15,
                    detail: detail
                ),
                .init(
                    name: "\(name): whole run / ideal",
                    value: course.whole / ideal,
                    bound: 1.1,
                    limit: 1.15,
                    detail:
                        "\(Int(course.whole)) of \(Int(ideal)) s; \(recovered) recovered; "
                        + "\(course.tally.throttled) with 429; \(processorTime) us of processor time a job"
                ),
                .init(
                    name: "\(name): estimate off by",
                    value: abs(course.estimate - course.whole) / course.whole,
                    bound: 0.1,
                    limit: 0.15,
                    detail: "the preview says \(Int(course.estimate)) s"
                ),
            ]
        }
        return figures
    }

    /// Runs a plan of the row's size to its end.
    ///
    /// - Parameters:
    ///   - conduct: of its only step.
    ///   - limits: of its workspace.
    ///   - kept: called with the path of the state file, before it is removed, and the plan's id.
    static func run(
        _ row: Row,
        _ behavior: ModelWorkspace.Behavior,
        _ conduct: StepConduct = StepConduct(),
        _ limits: Limits = Limits(),
        keeping kept: ((String, String) throws -> Void)? = nil
    ) throws -> Course {
        guard let begin = Timestamp(iso8601: "2026-11-20T08:00:00Z") else { preconditionFailure("not a time") }
        let plan = plan(of: row, conduct, limits, endingBefore: begin)
        let time = VirtualTime(wall: begin)
        let model = ModelWorkspace(clock: time, behavior: behavior)
        let client = WorkspaceClient(
            transport: model,
            token: Secret("simulated-token"),
            workspace: plan.header.workspace,
            pacing: .inProcess(limits: plan.header.workspace.limits, clock: time),
            clock: time,
            jitter: { 0.5 }
        )
        let (lines, planID) = PlanEncoder.lines(of: plan)
        let files = PosixFileSystem()
        let path = "/tmp/redrive-benchmark-\(planID)-\(row.recipes).state.jsonl"
        try? files.remove(path)
        let header = JournalHeader(
            planID: planID,
            name: "scale",
            version: "benchmark",
            createdAt: begin,
            simulated: nil
        )
        let journal = try JournalFile.create(at: path, header: header, planLines: lines, fileSystem: files)
        defer { try? files.remove(path) }
        let runner = Runner(client: client, clock: time, directory: nil)
        let options = RunOptions(session: .init(number: 1, host: "benchmark", pid: 1, version: "benchmark"))
        let state = RunState(plan: plan, planID: planID)
        let processorTime = Benchmarks.processorTime()
        let start = time.now().instant
        let outcome = try time.run {
            var journal = journal
            return try await runner.run(&journal, state: state, options: options, commands: AsyncStream { $0.finish() })
        }
        journal.close()
        try kept?(path, planID)
        let tally = model.tally
        let last = tally.lastWrite ?? start
        return Course(
            sending: (last - (tally.firstWrite ?? start)) / .seconds(1),
            whole: (time.now().instant - start) / .seconds(1),
            estimate: PlanSummary(plan).estimate.total / .seconds(1),
            tally: tally,
            totals: RunTotals(outcome.state),
            processorTime: Benchmarks.processorTime() - processorTime
        )
    }

    /// Runs a plan of the row's size to its end, and lends its state file, and the plan's id.
    static func withStateFile<Result>(
        of row: Row,
        _ work: @escaping (_ path: String, _ planID: String) throws -> Result
    ) throws -> Result {
        var result: Result?
        _ = try run(row, ModelWorkspace.Behavior(), keeping: { result = try work($0, $1) })
        guard let result else { preconditionFailure("a run without a file") }
        return result
    }

    /// How many requests each stage of a step's rollout takes.
    static func stages(of row: Row, _ conduct: StepConduct) -> [Int] {
        guard let begin = Timestamp(iso8601: "2026-11-20T08:00:00Z") else { preconditionFailure("not a time") }
        return plan(of: row, conduct, Limits(), endingBefore: begin).stages(ofStep: 0).map(\.batches.count)
    }

    /// When the first jobs of a plan started.
    static func since(_ row: Row, _ begin: Timestamp) -> Timestamp { begin - .seconds(row.jobs + 3600) }

    /// A plan of jobs that failed one after the other, a second each.
    ///
    /// The masters are `j-RECIPE-NUMBER`, with numbers from 0; each started `NUMBER` seconds after `since`.
    ///
    /// - Parameters:
    ///   - begin: when the plan is made, an hour and more after the last job has ended.
    ///   - url: the address of the workspace.
    static func plan(
        of row: Row,
        _ conduct: StepConduct,
        _ limits: Limits,
        endingBefore begin: Timestamp,
        url: String = "http://127.0.0.1:1"
    ) -> Plan {
        let recipes = (1...row.recipes).compactMap { RecipeID($0) }
        let since = since(row, begin)
        let step = PlannedStep(
            name: "all",
            kind: .repeatJobs(PlannedRepeats(recipes: recipes, window: TimeWindow(since: since, until: begin))),
            conduct: conduct
        )
        let workspace = Workspace(url: url, limits: limits)
        let header = PlanHeader(
            name: "scale",
            createdAt: begin,
            version: "benchmark",
            workspace: workspace,
            steps: [step]
        )
        var jobs: [PlannedJob] = []
        jobs.reserveCapacity(row.jobs)
        var signatures: [ErrorSignature] = []
        for (recipe, count) in zip(recipes, row.jobsByRecipe) {
            signatures.append(
                ErrorSignature(recipe: recipe, adapter: "crm", errorType: "Timeout", message: "no answer")
            )
            for number in 0..<count {
                let master = JobID(text: "j-\(recipe)-\(number)")
                let started = since + .seconds(number)
                jobs.append(
                    PlannedJob(
                        step: 0,
                        recipe: recipe,
                        master: master,
                        newestAttempt: master,
                        startedAt: started,
                        completedAt: started + .seconds(1),
                        signature: signatures.count - 1
                    )
                )
            }
        }
        return Plan(header: header, signatures: signatures, jobs: jobs)
    }
}
