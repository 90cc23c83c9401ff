import RedriveCore
import RedriveTestSupport
import Transport
import WorkatoJobs
import WorkatoSimulator

/// A plan over a whole workspace (`recipes: all`) of 5,000 recipes, 50 of which have failed jobs.
enum RecipesBenchmark {
    private static let recipes = 5_000
    private static let withFailures = 50

    static func measure() throws -> [Benchmarks.Figure] {
        let begin = Timestamp(milliseconds: 1_795_000_000_000)
        var scenario = Scenario(name: "benchmark")
        for number in 1...recipes {
            var recipe = Scenario.Recipe(id: number)
            let from = Scenario.Time.fromStart(.seconds(-36_000))
            let status: Scenario.Status = number % (recipes / withFailures) == 0 ? .failed : .succeeded
            recipe.groups = [.init(status, count: 1, from: from, until: .fromStart(.seconds(-60)))]
            scenario.recipes.append(recipe)
        }
        let world = World(scenario: scenario, seed: 1, start: SimulatedTime(milliseconds: begin.milliseconds))
        var planning = RehearsedPlanning(world: world, token: Secret("simulated-token"), begin: begin)
        let query = JobQuery(
            source: .query(RecipeQuery()),
            window: TimeWindow(since: begin - .seconds(40_000), until: begin)
        )
        let runbook = Runbook(
            name: "benchmark",
            workspace: Workspace(url: "http://127.0.0.1:1"),
            steps: [Step(name: "all", kind: .repeatJobs(RepeatSelection(query)))]
        )
        guard case .plan(let plan) = planning.plan(runbook), plan.jobs.count == withFailures else {
            throw ProcessTiming.Failure(description: "the workspace could not be planned as a whole")
        }
        let requests = planning.world.ledger.requests
        let pages = requests.count { $0.kind == .recipes }
        let asked = Set(requests.compactMap { $0.kind == .list ? $0.recipe : nil })
        return [
            .init(
                name: "requests that resolve \(recipes) recipes",
                value: Double(pages),
                bound: 50,
                limit: 50,
                detail: "100 recipes a page"
            ),
            .init(
                name: "recipes asked / recipes that can match",
                value: Double(asked.count) / Double(withFailures),
                bound: 1,
                limit: 1,
                detail: "\(asked.count) of \(recipes) recipes were asked for jobs, \(withFailures) have failed ones"
            ),
        ]
    }
}
