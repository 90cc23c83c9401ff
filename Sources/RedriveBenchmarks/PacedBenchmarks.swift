import RedriveCore
import RedriveEngine
import SimulatorServer
import Transport
import WorkatoJobs
import WorkatoSimulator

/// A short plan against what its latency alone takes.
enum BurstBenchmark {
    static func measure() async throws -> [Benchmarks.Figure] {
        let recipes = 4
        let latency = Duration.milliseconds(20)
        let live = LiveWorld.benchmark(recipes: recipes, jobs: 325, latency: latency)
        let clock = MachineClock()
        let now = clock.now().wall
        let query = JobQuery(
            source: .recipes((1...recipes).compactMap { RecipeID($0) }),
            window: TimeWindow(since: now - .seconds(86_400), until: now)
        )
        let workspace = Workspace(url: "http://127.0.0.1:1")
        let step = Step(name: "all", kind: .repeatJobs(RepeatSelection(query)))
        let runbook = Runbook(name: "burst", workspace: workspace, steps: [step])
        let machine = PlanningStateMachine(
            runbook: runbook,
            version: "benchmark",
            now: now,
            simulated: nil,
            withTitles: false
        )
        let begin = Benchmarks.wallTime()
        let plan = try await Planner(client: live.client(workspace)).plan(machine)
        let passed = Benchmarks.wallTime() - begin
        let requests = live.ledger().requests.count
        precondition(plan.jobs.count == recipes * 325)
        let ideal = Double(requests) * 0.020 / Double(recipes)
        let detail =
            "\(requests) requests in \(Benchmarks.rounded(passed, to: 2)) s; \(live.ledger().throttled.count) with 429"
        return [
            .init(name: "time of a plan / its latency, 4 side by side", value: passed / ideal, bound: 2, detail: detail)
        ]
    }
}

/// The writes of a run of 40 chunks against what the limit of one a second allows.
enum WritesBenchmark {
    static func measure() async throws -> [Benchmarks.Figure] {
        let chunks = 40
        let live = LiveWorld.benchmark(recipes: 1, jobs: chunks * 25, latency: .milliseconds(150))
        let clock = MachineClock()
        let now = clock.now().wall
        let recipe: RecipeID = 1
        let workspace = Workspace(url: "http://127.0.0.1:1")
        let runbook = Runbook(
            name: "writes",
            workspace: workspace,
            steps: [
                Step(
                    name: "all",
                    kind: .repeatJobs(
                        RepeatSelection(
                            JobQuery(
                                source: .recipes([recipe]),
                                window: TimeWindow(since: now - .seconds(86_400), until: now)
                            )
                        )
                    ),
                    conduct: StepConduct(verifyWithin: nil)
                )
            ]
        )
        let machine = PlanningStateMachine(
            runbook: runbook,
            version: "benchmark",
            now: now,
            simulated: nil,
            withTitles: false
        )
        let client = live.client(workspace)
        let plan = try await Planner(client: client).plan(machine)
        let (lines, planID) = PlanEncoder.lines(of: plan)
        let path = "/tmp/redrive-benchmark-\(planID)-\(now.milliseconds).state.jsonl"
        let files = PosixFileSystem()
        var journal = try JournalFile.create(
            at: path,
            header: JournalHeader(planID: planID, name: "writes", version: "benchmark", createdAt: now, simulated: nil),
            planLines: lines,
            fileSystem: files
        )
        defer { try? files.remove(path) }
        let runner = Runner(client: client, clock: clock, directory: nil)
        _ = try await runner.run(
            &journal,
            state: RunState(plan: plan, planID: planID),
            options: RunOptions(session: .init(number: 1, host: "benchmark", pid: 1, version: "benchmark")),
            commands: AsyncStream { $0.finish() }
        )
        let ledger = live.ledger()
        let writes = ledger.requests(.repeat)
        guard let first = writes.first?.at, let last = writes.last?.at else { return [] }
        precondition(writes.count == chunks && ledger.enqueued.count == chunks * 25)
        let passed = Double((last - first) / .milliseconds(1)) / 1000
        let detail = "\(Benchmarks.rounded(passed, to: 3)) s for \(chunks) requests"
        return [
            .init(
                name: "time of 40 writes / what 1/s allows",
                value: passed / Double(chunks - 1),
                bound: 1.02,
                detail: detail
            ),
            .init(
                name: "answers with 429",
                value: Double(ledger.throttled.count),
                bound: 0,
                detail: "of a server that refuses anything closer than a second"
            ),
        ]
    }
}

extension LiveWorld {
    /// A workspace whose recipes have the given number of failed jobs of the last hours, at the documented limits.
    fileprivate static func benchmark(recipes: Int, jobs: Int, latency: Duration) -> LiveWorld {
        var scenario = Scenario(name: "benchmark")
        for number in 1...recipes {
            var recipe = Scenario.Recipe(id: number)
            recipe.groups = [
                Scenario.JobGroup(
                    .failed,
                    count: jobs,
                    from: .fromStart(.seconds(-36_000)),
                    until: .fromStart(.seconds(-60))
                )
            ]
            scenario.recipes.append(recipe)
        }
        scenario.latency = .init(base: latency)
        return LiveWorld(World(scenario: scenario, seed: 1, start: SimulatedTime.wallClock()))
    }

    /// A client of it, with a pacing gate of its own.
    fileprivate func client(_ workspace: Workspace) -> WorkspaceClient {
        let clock = MachineClock()
        return WorkspaceClient(
            transport: InProcessTransport(self),
            token: Secret("simulated-token"),
            workspace: workspace,
            pacing: .inProcess(limits: workspace.limits, clock: clock),
            clock: clock
        )
    }
}
