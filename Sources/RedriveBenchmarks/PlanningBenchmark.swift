import RedriveCore
import Transport
import WorkatoJobs
import WorkatoSimulator

/// Planning 100,000 failed jobs of 20 recipes, against decoding the very same pages.
enum PlanningBenchmark {
    private static let recipes = 20
    /// Of each recipe.
    private static let jobs = 5000
    private static let begin = Timestamp(milliseconds: 1_795_000_000_000)

    private struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    static func measure() throws -> [Benchmarks.Figure] {
        let pages = try collectPages()
        let before = Benchmarks.residentBytes()
        Benchmarks.resetPeak()
        let plan = try plan { pages[$0] }
        let peak = Benchmarks.peakBytes()
        guard plan.jobs.count == recipes * jobs else { throw Failure(description: "\(plan.jobs.count) jobs planned") }
        let count = plan.jobs.count
        let rows = (count + 24) / 25
        let (decoding, planning) = try Benchmarks.leastTimes {
            for response in pages.values { _ = ListAnswer(reading: response) }
        } _: {
            _ = try self.plan { pages[$0] }
        }
        let times =
            "planning \(Benchmarks.rounded(planning, to: 2)) s, decoding \(Benchmarks.rounded(decoding, to: 2)) s"
        return [
            .init(
                name: "CPU of planning / decoding its pages",
                value: planning / decoding,
                bound: 2,
                limit: Benchmarks.isOptimized ? 2 : nil,
                detail: "\(times); the least of \(Benchmarks.rounds) each"
            ),
            .init(
                name: "memory for each planned job, in KB",
                value: Double(peak - before) / 1024 / Double(count),
                bound: 0.6,
                limit: 0.6,
                detail: "\(count) jobs"
            ),
            .init(
                name: "list requests / the least possible",
                value: Double(pages.count) / Double(rows + recipes),
                bound: 1.1,
                limit: 1.1,
                detail: "\(pages.count) requests; \(rows) pages of jobs and \(recipes) of repeats hold everything"
            ),
        ]
    }

    /// The processor time of planning, in seconds; the least of two.
    ///
    /// - Parameter jobs: of each of the 20 recipes.
    static func processorTime(jobs: Int) throws -> Double {
        let pages = try collectPages(jobs: jobs)
        return try (0..<2).reduce(Double.infinity) { least, _ in
            let begin = Benchmarks.processorTime()
            _ = try plan { pages[$0] }
            return min(least, Benchmarks.processorTime() - begin)
        }
    }

    /// The pages of all lists that the planning asks for.
    ///
    /// - Parameter jobs: of each recipe.
    static func collectPages(jobs: Int = jobs) throws -> [ListQuery: HTTPResponse] {
        var scenario = Scenario(name: "benchmark")
        for number in 1...recipes {
            var recipe = Scenario.Recipe(id: number)
            let group = Scenario.JobGroup(
                .failed,
                count: jobs,
                from: .fromStart(.seconds(-36_000)),
                until: .fromStart(.seconds(-60)),
                errors: [.init(), .init(type: "Service unavailable", message: "Got 503 for order {n} ({uuid})")]
            )
            recipe.groups = [group]
            scenario.recipes.append(recipe)
        }
        scenario.limits.other = nil
        var world = World(scenario: scenario, seed: 1, start: SimulatedTime(milliseconds: begin.milliseconds))
        let api = JobsAPI()
        var pages: [ListQuery: HTTPResponse] = [:]
        _ = try plan { query in
            let request = api.authorized(api.list(query), token: Secret("simulated-token"))
            let exchange = world.receive(request, at: SimulatedTime(milliseconds: begin.milliseconds))
            guard case .answer(let response, after: _) = exchange.fate else { return nil }
            pages[query] = response
            return response
        }
        return pages
    }

    private static func plan(_ answer: (ListQuery) -> HTTPResponse?) throws -> Plan {
        let query = JobQuery(
            source: .recipes((1...recipes).compactMap { RecipeID($0) }),
            window: TimeWindow(since: begin - .seconds(40_000), until: begin)
        )
        let runbook = Runbook(
            name: "benchmark",
            workspace: Workspace(url: "http://127.0.0.1:1"),
            steps: [Step(name: "all", kind: .repeatJobs(RepeatSelection(query)))]
        )
        var machine = PlanningStateMachine(
            runbook: runbook,
            version: "benchmark",
            now: begin,
            simulated: nil,
            withTitles: false
        )
        var open = machine.begin()
        while let effect = open.popLast() {
            switch effect {
            case .finished(let plan): return plan
            case .failed(let failure): throw Failure(description: failure.message)
            case .progress: continue
            case .job: throw Failure(description: "a job was asked for")
            case .list(let id, let query):
                guard let response = answer(query), case .value(let page) = ListAnswer(reading: response) else {
                    throw Failure(description: "no page for \(query)")
                }
                open += machine.answered(id, .page(page))
            }
        }
        throw Failure(description: "planning did not end")
    }
}
