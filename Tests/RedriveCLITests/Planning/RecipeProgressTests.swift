@testable import RedriveCLI
import RedriveCore
@testable import RedriveEngine
import Testing
import WorkatoJobs

/// What is shown while it is found out which recipes are meant.
@Suite struct RecipeProgressTests {
    private static let scenario = """
        scenario: 1
        name: shop
        folders: [{ id: 7, name: CRM }, { id: 8, name: Old, parent: 7 }]
        recipes:
          - { id: 300, name: Orders, folder: 8, failed: { count: 4, between: [-5h, -2h] } }
          - { id: 100, name: Archive, folder: 7, failed: { count: 3, between: [-5h, -4h] } }
        """

    /// A machine whose reads are few, with a runbook whose recipes are a query, or listed by id.
    private static func bench(_ recipes: String, limit: String = "2/min") throws -> Bench {
        let bench = try Bench(scenario)
        bench.put(
            """
            redrive: 1
            name: outage
            workspace: { url: "https://workato.example.com", limits: { recipes: \(limit) } }
            steps:
              - repeat_jobs: { recipes: \(recipes), since: 2026-11-23T00:00:00Z }
            """,
            at: "outage.yaml"
        )
        return bench
    }

    @Test func `a terminal shows what is read of recipes, and what it waits for`() throws {
        let bench = try Self.bench("{ folder: 7 }")
        let plan = try bench.run(["plan", "outage.yaml", "-o", "p"], terminal: .person(width: 120))
        #expect(plan.status == .done, "\(plan.error)")
        let drawn = plan.written.map(\.text).joined()
        #expect(drawn.contains("looking for recipes"), "\(drawn.prefix(400))")
        #expect(drawn.contains(": 0 folders read") && drawn.contains(": 1 folder read"), "\(drawn.prefix(1500))")
        #expect(drawn.contains("2 of 2 reads a minute are used"))
        let jobs = try #require(drawn.firstRange(of: "recipes read"))
        let recipes = try #require(drawn.firstRange(of: "looking for recipes"))
        #expect(recipes.lowerBound < jobs.lowerBound)
    }

    @Test func `elsewhere there are lines and events every ten seconds`() throws {
        let bench = try Self.bench("{ folder: 7 }")
        let plan = try bench.run(["plan", "outage.yaml", "-o", "p", "--json"])
        let events = plan.lines.filter { $0.contains(#""type":"progress","list":"#) }
        #expect(!events.isEmpty, "\(plan.output)")
        for event in events {
            #expect(
                event.contains(#""list":"folders","rows":"#) || event.contains(#""list":"recipes","rows":"#),
                "\(event)"
            )
            #expect(event.contains(#""requests":"#) && event.contains(#""waiting_seconds":"#))
        }
        let text = try Self.bench("{ folder: 7 }").run(["plan", "outage.yaml", "-o", "p"])
        #expect(text.error.contains("looking for recipes: "), "\(text.error)")
    }

    @Test func `recipes that are listed by id are counted by their names, and the command 'recipes' says the same`()
        throws
    {
        let plan = try Self.bench("[300, 100]", limit: "1/min").run(["plan", "outage.yaml", "-o", "p", "--json"])
        #expect(plan.output.contains(#""type":"progress","list":"names","rows":"#), "\(plan.output)")
        let listed = try Self.bench("all").run(["recipes", "--runbook", "outage.yaml", "--folder", "7"])
        #expect(listed.status == .done, "\(listed.error)")
        #expect(listed.error.contains("looking for recipes: "), "\(listed.error)")
    }

    @Test func `rows are counted for each kind of list, and requests in all`() {
        var progress = RecipeReadingProgress()
        progress.next(.folders(FolderListQuery(parent: FolderID(7))))
        progress.take(.failed(.notFound("no")))
        #expect(progress.list == .folders && progress.rows == 0 && progress.requests == 1)
        progress.next(.recipe(300))
        progress.take(.recipe(RecipeRow(id: 300)))
        #expect(progress.list == .names && progress.rows == 1 && progress.requests == 2)
        progress.next(.recipe(100))
        #expect(progress.rows == 1)
    }
}
