@testable import RedriveCLI
import RedriveCore
import RedriveTestSupport
import Testing
import WorkatoJobs

@Suite struct RecipesCommandTests {
    private let url = ["--url", "https://workato.example.com"]

    /// Three recipes, one of them without failures; the top-level keys are added.
    private func scenario(_ keys: String = "") -> String {
        """
        scenario: 1
        name: shop
        folders: [{ id: 7, name: CRM }, { id: 8, name: Old, parent: 7 }]
        \(keys)
        recipes:
          - { id: 300, name: "Orders to CRM", folder: 8, adapters: [clock, salesforce], tags: [orders],
              failed: { count: 4, between: [-5h, -2h] } }
          - { id: 200, name: Invoices, is_running: false, adapters: [netsuite],
              succeeded: { count: 2, between: [-5h, -2h] } }
          - { id: 100, name: Archive, folder: 7, adapters: [salesforce],
              failed: { count: 3, between: [-50h, -40h] } }
        """
    }

    private func runbook(_ recipes: String) -> String {
        """
        redrive: 1
        name: outage
        workspace: { url: "https://workato.example.com" }
        steps:
          - repeat_jobs: { recipes: \(recipes), since: 2026-11-23T00:00:00Z }
        """
    }

    @Test func `recipes are listed in a table that fits the terminal`() throws {
        let result = try Bench(scenario()).run(["recipes", "--no-color"] + url, terminal: .person())
        #expect(result.status == .done, "\(result.error)")
        #expect(
            result.lines == [
                "recipe  name           running  failed  last run",
                "300     Orders to CRM  yes      4       \(result.lines[1].suffix(20))",
                "200     Invoices       no       0       \(result.lines[2].suffix(20))",
                "100     Archive        yes      3       \(result.lines[3].suffix(20))",
            ]
        )
        #expect(result.lines[1].suffix(20).hasPrefix("2026-11-23T"))
    }

    @Test func `options are the conditions of a runbook`() throws {
        func ids(_ options: String...) throws -> [Int] {
            let result = try Bench(scenario()).run(["recipes", "--json"] + options + url)
            #expect(result.status == .done, "\(result.output)")
            return try Events(result).all("recipe").compactMap(\.recipeID)
        }
        #expect(try ids() == [300, 200, 100])
        #expect(try ids("--adapter", "salesforce") == [300, 100])
        #expect(try ids("--folder", "7") == [300, 100])
        #expect(try ids("--tag", "orders") == [300])
        #expect(try ids("--name", "*o*") == [300, 200])
        #expect(try ids("--no-running") == [200])
        #expect(try ids("--running", "--except", "300") == [100])
        #expect(try ids("--adapter", "sap").isEmpty)
    }

    @Test func `CSV has a row for each recipe`() throws {
        let result = try Bench(scenario()).run(["recipes", "--csv", "--adapter", "salesforce"] + url)
        #expect(result.lines.count == 3)
        #expect(result.lines[0] == "recipe_id,name,running,failed,succeeded,last_run_at,folder_id,adapters,tags")
        #expect(result.lines[1].hasPrefix("300,Orders to CRM,true,4,0,2026-"))
        #expect(result.lines[1].hasSuffix(",8,clock salesforce,orders"))
    }

    @Test func `it works on a simulated workspace`() throws {
        let result = try Bench(scenario()).run(["recipes", "--simulate", "scenario.yaml"])
        #expect(result.lines.count == 4)
    }

    @Test func `a token that may not list recipes is told which privilege is missing`() throws {
        let result = try Bench(scenario("denied: [recipes]")).run(["recipes"] + url)
        #expect(result.status == .noToken)
        #expect(result.error.contains("the privilege to list recipes (GET /api/recipes)"), "\(result.error)")
    }

    @Test(arguments: [
        ("faults: [{ on: recipes, effect: status, status: 503 }]", "503"),
        ("faults: [{ on: recipes, effect: close, applied: none }]", "closed"),
        ("faults: [{ on: recipes, effect: garbage }]", "not JSON"),
    ])
    func `an answer that is lost or of no use is never an empty workspace`(faults: String, words: String) throws {
        let result = try Bench(scenario(faults)).run(["recipes"] + url)
        #expect(result.status == .unreachable, "\(result.output)")
        #expect(result.error.contains("the list of recipes cannot be read"), "\(result.error)")
        #expect(result.error.contains(words), "\(result.error)")
    }

    @Test(arguments: [["--folder", "0"], ["--except", "-1"], ["--csv", "--json"], ["--name", ""]])
    func `wrong options are refused`(options: [String]) throws {
        #expect(try Bench(scenario()).run(["recipes"] + options + url).status == .usage)
    }

    // MARK: plans

    @Test func `a plan of all recipes lists only those that can match, and names them`() throws {
        let bench = try Bench(scenario())
        bench.put(runbook("all"), at: "r.yaml")
        let result = try bench.run(["plan", "r.yaml", "-o", "p.plan.jsonl"])
        #expect(result.status == .done, "\(result.error)")
        let query = "recipes: all; 3 recipes found, not listed: 1 without failed jobs, 1 that did not run"
        #expect(result.output.contains(query), "\(result.output)")
        #expect(result.output.contains("recipe 300  4 jobs in 1 request  Orders to CRM"), "\(result.output)")
        let plan = try bench.plan("p.plan.jsonl").plan
        #expect(plan.header.steps[0].recipes == [300])
        #expect(plan.header.recipeNames == [300: "Orders to CRM"])
        #expect(Set(plan.listings.map(\.recipe)) == [300])
        let shown = try bench.run(["show", "p.plan.jsonl"])
        #expect(shown.output.contains("Orders to CRM"))
    }

    @Test func `recipes that are listed by id have names too`() throws {
        let bench = try Bench(scenario())
        bench.put(runbook("[300, 100]"), at: "r.yaml")
        #expect(try bench.run(["plan", "r.yaml"]).output.contains("Orders to CRM"))
    }

    @Test func `a refusal of names is no error`() throws {
        let bench = try Bench(scenario("denied: [recipes, recipe, folders]"))
        bench.put(runbook("[300, 100]"), at: "r.yaml")
        let result = try bench.run(["plan", "r.yaml"])
        #expect(result.status == .done)
        #expect(!result.output.contains("Orders to CRM"))
    }

    @Test(arguments: [
        ("{ adapters: [sap] }", "r.yaml:5: the query matches no recipe (adapter is 'sap')"),
        ("{ folder: 99 }", "r.yaml:5: there is no folder 99"),
        ("{ tags: [Orders] }", "no recipe has the tag 'Orders'"),
    ])
    func `a query that means nothing is refused before any job is read`(recipes: String, words: String) throws {
        let bench = try Bench(scenario())
        bench.put(runbook(recipes), at: "r.yaml")
        let result = try bench.run(["plan", "r.yaml"])
        #expect(result.status == .invalidData)
        #expect(result.error.contains(words), "\(result.error)")
        #expect(!bench.files.paths.contains { $0.hasSuffix(".plan.jsonl") })
    }

    @Test func `the names stay in the run's status and reports`() throws {
        let bench = try Bench(scenario("repeats: fail_same"))
        let text = runbook("{ adapters: [salesforce] }")
        bench.put(text.replacing("name: outage", with: "name: outage\nmax_jobs: 50"), at: "r.yaml")
        let run = try bench.run(["run", "r.yaml", "--yes"])
        #expect(run.output.contains("recipe 300 (Orders to CRM)"), "\(run.output)")
        let state = try bench.path(ending: ".state.jsonl")
        let report = try bench.run(["report", state, "--format", "json"])
        #expect(report.output.contains("Orders to CRM"))
    }
}
