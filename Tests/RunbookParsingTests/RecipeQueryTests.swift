import RedriveCore
import RunbookParsing
import Testing
import WorkatoJobs

@Suite struct RecipeQueryTests {
    private func query(_ recipes: String) throws -> RecipeQuery? {
        var query = try read(runbook(selection: "{ recipes: \(recipes), since: 6h ago }")).steps[0].kind.recipeQuery
        query?.place = ""
        return query
    }

    @Test func `all means every recipe of the workspace`() throws {
        #expect(try query("all") == RecipeQuery())
        let text = runbook(selection: "{ recipes: all, since: 6h ago }")
        #expect(try read(text).steps[0].kind.recipeQuery?.place == "test.yaml:4")
    }

    @Test func `every condition is read`() throws {
        let read = try query(
            "{ adapters: [salesforce, netsuite], folder: 4711, tags: orders, name: { glob: 'Order*' }, running: true, "
                + "except: [28904] }"
        )
        #expect(
            read
                == RecipeQuery(
                    adapters: ["salesforce", "netsuite"],
                    folder: FolderID(4711),
                    tags: ["orders"],
                    name: [.glob("Order*")],
                    isRunning: true,
                    except: [28904]
                )
        )
        #expect(
            read?.conditionsInWords == [
                "adapter is 'salesforce' or 'netsuite'", "in folder 4711 or below it", "tag is 'orders'",
                "name fits the glob 'Order*'", "running", "except 1",
            ]
        )
    }

    @Test func `a name can be a text, a list, or matchers that all hold`() throws {
        #expect(try query("{ name: Orders }")?.name == [.anyOf([.text("Orders")])])
        #expect(try query("{ name: { contains: a, glob: 'b*' } }")?.name == [.contains("a"), .glob("b*")])
    }

    @Test func `inputs fill in a query, a part of it, or ids`() throws {
        let all = runbook("inputs: { r: { type: recipes, default: all } }")
            .replacing("recipes: 1", with: "recipes: $r")
        #expect(try read(all).steps[0].kind.recipeQuery != nil)
        let set = RunbookContext(now: now, settings: [.init(flag: "--set r=…", name: "r", value: "all")])
        let text = runbook("inputs: { r: { type: recipes } }").replacing("recipes: 1", with: "recipes: $r")
        #expect(try read(text, set).steps[0].kind.recipeQuery != nil)
        let part = runbook("inputs: { s: { type: string, default: sap } }")
            .replacing("recipes: 1", with: "recipes: { adapters: $s }")
        #expect(try read(part).steps[0].kind.recipeQuery?.adapters == ["sap"])
        let ids = RunbookContext(now: now, settings: [.init(flag: "--set r=…", name: "r", value: "1,2")])
        #expect(try read(text, ids).steps[0].kind.recipes == [1, 2])
    }

    /// A bad value, with what is said about it.
    struct Bad: Sendable {
        var recipes: String
        var message: String
        var help: String?
    }

    static let all = "for all recipes of the workspace, write recipes: all"

    @Test(arguments: [
        Bad(recipes: "{}", message: "'recipes' must have at least one condition; this is empty", help: all),
        Bad(recipes: "{ adapter: a }", message: "'adapter' is not a key of recipes", help: "the key is 'adapters'"),
        Bad(recipes: "{ folder: top }", message: "'folder' must be the id of a folder", help: "…?fid=4711"),
        Bad(recipes: "{ folder: 0 }", message: "'folder' must be the id of a folder"),
        Bad(recipes: "{ running: maybe }", message: "'running' must be"),
        Bad(recipes: "{ tags: [] }", message: "'tags' must"),
        Bad(recipes: "{ except: [1, 1] }", message: "recipe 1 is listed twice"),
        Bad(recipes: "{ name: { like: a } }", message: "'like' is not a key of name"),
        Bad(recipes: "{ name: { matches: '(' } }", message: "'matches' must be a pattern"),
        Bad(recipes: "any", message: "'recipes' must be the id of a recipe", help: all),
    ])
    func `each bad value has its place`(bad: Bad) {
        let found = complaints(runbook(selection: "{ recipes: \(bad.recipes), since: 6h ago }"))
        #expect(found.contains("error: \(bad.message)"), "\(found)")
        if let help = bad.help { #expect(found.contains(help), "\(found)") }
        #expect(found.contains("test.yaml:4:"))
    }
}
