import RedriveCore
import Testing
import WorkatoJobs

@Suite struct RecipeResolutionTests {
    private static let now = Timestamp(milliseconds: 1_795_435_200_000)

    private func step(_ name: String, _ source: JobQuery.Source) -> Step {
        let window = TimeWindow(since: Self.now + .seconds(-3_600), until: Self.now)
        return Step(name: name, kind: .repeatJobs(RepeatSelection(JobQuery(source: source, window: window))))
    }

    private func runbook(_ sources: JobQuery.Source...) -> Runbook {
        let steps = sources.enumerated().map { step("step-\($0.offset)", $0.element) }
        return Runbook(name: "r", workspace: Workspace(url: "https://x.example"), steps: steps)
    }

    private let rows = [
        RecipeRow(id: 30, name: "Orders", jobFailedCount: 2, lastRun: .at(Self.now)),
        RecipeRow(id: 20, name: "Invoices", jobFailedCount: 0, lastRun: .at(Self.now)),
        RecipeRow(id: 10, name: "Old", jobFailedCount: 4, lastRun: .at(Timestamp(milliseconds: 0))),
    ]

    private func resolve(
        _ runbook: Runbook,
        readsNames: Bool = false,
        refuses: Bool = false
    ) -> (machine: RecipeResolutionStateMachine, end: RecipeResolutionStateMachine.Action, reads: [RecipeRead]) {
        var machine = RecipeResolutionStateMachine(runbook, readsNames: readsNames)
        var action = machine.begin()
        var reads: [RecipeRead] = []
        while case .read(let read) = action, reads.count < 100 {
            reads.append(read)
            guard !refuses else {
                action = machine.answered(.failed(.unauthorized("401")))
                continue
            }
            switch read {
            case .recipes(let query):
                if case .below = query.start {
                    action = machine.answered(.recipes(RecipePage(items: [])))
                } else {
                    action = machine.answered(.recipes(RecipePage(items: rows)))
                }
            case .recipe(let id):
                let row = rows.first { $0.id == id }
                action = machine.answered(row.map { .recipe($0) } ?? .failed(.notFound("404")))
            case .folders: Issue.record("folders were asked for")
            }
        }
        return (machine, action, reads)
    }

    @Test func `a query becomes the ids of recipes that can have matching jobs, and counts the others`() {
        let (machine, end, reads) = resolve(runbook(.query(RecipeQuery()), .query(RecipeQuery(place: "elsewhere"))))
        #expect(end == .done)
        #expect(reads.count == 2, "an equal query is looked up once")
        for step in machine.resolved.steps {
            #expect(step.kind.recipes == [30])
            guard case .repeatJobs(let selection) = step.kind else { continue }
            #expect(
                selection.query.resolved
                    == ResolvedRecipes(conditions: [], matched: 3, skipped: [.noFailedJobs: 1, .notRunSince: 1])
            )
        }
        #expect(machine.names == [30: "Orders", 20: "Invoices", 10: "Old"])
    }

    @Test func `a runbook with ids asks for nothing unless names are wanted`() {
        let plain = runbook(.recipes([30, 20]))
        #expect(resolve(plain).reads.isEmpty)
        let (machine, end, reads) = resolve(plain, readsNames: true)
        #expect(end == .done)
        #expect(reads == [.recipe(30), .recipe(20)])
        #expect(machine.names == [30: "Orders", 20: "Invoices"])
        #expect(machine.resolved == plain)
    }

    @Test func `names of many recipes come from the list, a few pages of it`() {
        let ids = (10...30).compactMap { RecipeID($0) }
        let (machine, end, reads) = resolve(runbook(.recipes(ids)), readsNames: true)
        #expect(end == .done)
        #expect(reads.count == 2)
        #expect(machine.names[20] == "Invoices")
    }

    @Test func `names that may not be read are no error, and are not asked for again`() {
        let (machine, end, reads) = resolve(runbook(.recipes([30, 20])), readsNames: true, refuses: true)
        #expect(end == .done)
        #expect(reads.count == 1)
        #expect(machine.names.isEmpty)
    }

    @Test func `a query that may not be looked up is an error`() {
        let (_, end, _) = resolve(runbook(.query(RecipeQuery())), refuses: true)
        #expect(end == .failed(.unauthorized(.recipes, server: "401")))
    }
}
