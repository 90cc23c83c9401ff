import LocatedYAML
import Testing

@Suite struct MappingReaderTests {
    /// Reads `repeat_jobs` with the keys recipes (required), since (required), status and limit.
    private func read(_ text: String) throws -> String {
        let root = try #require(YAMLDocument.parse(file(text)).root)
        var diagnostics = Diagnostics()
        if var reader = root.mapping(of: "repeat_jobs", &diagnostics) {
            _ = reader.required("recipes")
            _ = reader.required("since")
            _ = reader.optional("status")
            reader.finish(allowed: ["limit"], &diagnostics)
        }
        return DiagnosticRenderer().render(diagnostics)
    }

    @Test func `known keys are silent`() throws {
        #expect(try read("{ recipes: [1], since: x, status: y, limit: 3 }").isEmpty)
    }

    @Test func `an unknown key is told with the one that was meant, and that one is not missing`() throws {
        #expect(
            try read("since: x\nrecipies: [28904]\n") == """
                error: 'recipies' is not a key of repeat_jobs
                 --> a.yaml:2:1
                  |
                2 | recipies: [28904]
                  | ^^^^^^^^
                  = help: a key with a similar name is 'recipes'

                """
        )
    }

    @Test func `missing and unknown keys are told by position`() throws {
        #expect(
            try read("since: x\nflavour: y\n") == """
                error: repeat_jobs needs the key 'recipes'
                 --> a.yaml:1:1
                  |
                1 | since: x
                  | ^^^^^^^^

                error: 'flavour' is not a key of repeat_jobs
                 --> a.yaml:2:1
                  |
                2 | flavour: y
                  | ^^^^^^^

                """
        )
    }

    @Test func `a key that is there already is not suggested`() throws {
        #expect(try !read("recipes: [1]\nsince: x\nrecipies: [2]").contains("help"))
    }

    @Test func `a comma in a flow value is explained`() throws {
        #expect(
            try read("{ recipes: [1], since: timeout, retry }") == """
                error: 'retry' is not a key of repeat_jobs
                 --> a.yaml:1:33
                  |
                1 | { recipes: [1], since: timeout, retry }
                  |                                 ^^^^^
                  = help: inside { } put a value with ',' in it in single quotes

                """
        )
    }

    @Test func `a colon without a space is explained`() throws {
        #expect(try read("{ recipes: [1], since: x, limit:3 }").contains("help: put a space after the ':' of a key"))
    }

    @Test func `numbers after a comma are a list without its brackets`() throws {
        let list = "help: write a list in brackets: recipes: "
        #expect(try read("{ recipes: 28904, 51325710, since: x }").contains("\(list)[28904, 51325710]\n"))
        #expect(try read("{ since: x, recipes: 1, 2, 3, 4 }").contains("\(list)[1, 2, 3, …]\n"))
        #expect(try read("{ recipes: [1], since: x, 5 }").contains("help: inside { } put"))
    }

    @Test func `a key that another tool uses is answered with ours, unless that is there already`() throws {
        let hints = KeyHints(synonyms: ["from": "since"], places: ["pace": "it belongs to the step"])
        func read(_ text: String) throws -> [String] {
            let root = try #require(YAMLDocument.parse(file(text)).root)
            var diagnostics = Diagnostics()
            var reader = try #require(root.mapping(of: "repeat_jobs", &diagnostics))
            _ = reader.required("since", help: "add it")
            reader.finish(hints: hints, &diagnostics)
            return diagnostics.sorted.map { "\($0.message) | \($0.help ?? "")" }
        }
        #expect(try read("from: x") == ["'from' is not a key of repeat_jobs | the key is 'since'"])
        #expect(try read("since: x\nfrom: x") == ["'from' is not a key of repeat_jobs | "])
        #expect(try read("since: x\npace: x") == ["'pace' is not a key of repeat_jobs | it belongs to the step"])
        #expect(try read("{}") == ["repeat_jobs needs the key 'since' | add it"])
    }

    /// Reads `where`, with the fields title and error, from a mapping that also has `order`.
    private func indented(_ text: String) throws -> (children: [String], keys: [String], told: String) {
        let root = try #require(YAMLDocument.parse(file(text)).root)
        var diagnostics = Diagnostics()
        var reader = try #require(root.mapping(of: "repeat_jobs", &diagnostics))
        reader.indent(below: "where", ["title", "error", "order"], besides: ["where", "order"], &diagnostics)
        var children: [String] = []
        if case .mapping(let entries)? = reader.optional("where")?.kind { children = entries.map(\.name) }
        return (children, reader.all.map(\.name), DiagnosticRenderer().render(diagnostics))
    }

    @Test func `keys that are level with their own are read below it, after one error`() throws {
        let result = try indented("order: x\nwhere:\ntitle: a\norder2: b\neror: c\n")
        #expect(result.children == ["title", "eror"])
        #expect(result.keys == ["order", "where", "order2"])
        #expect(
            result.told == """
                error: 'title' and 'eror' must be indented below 'where'; they are level with it
                 --> a.yaml:3:1
                  |
                3 | title: a
                  | ^^^^^
                 ::: a.yaml:2:1
                  |
                2 | where:
                  | ----- 'where' is empty
                  = help: indent these keys by two more spaces

                """
        )
    }

    @Test(arguments: [
        "where:\n  title: a\n", "where: {}\ntitle: a\n", "title: a\nwhere:\n", "{ where: , title: a }",
        "where:\norder: x\n", "title: a\n",
    ])
    func `other keys stay where they are`(_ text: String) throws {
        #expect(try indented(text).told == "")
    }

    @Test func `many keys are counted`() throws {
        let root = try #require(YAMLDocument.parse(file("a:\nb1: 1\nc1: 1\nd1: 1\ne1: 1\nf1: 1\n")).root)
        var diagnostics = Diagnostics()
        var reader = try #require(root.mapping(of: "x", &diagnostics))
        reader.indent(below: "a", ["b1", "c1", "d1", "e1", "f1"], besides: ["a"], &diagnostics)
        let message = "'b1', 'c1', 'd1' and 2 more keys must be indented below 'a'; they are level with it"
        #expect(diagnostics.all.map(\.message) == [message])
    }

    @Test func `no mapping is told without showing the text`() throws {
        #expect(try read("secret").hasPrefix("error: repeat_jobs must be a mapping; this is text\n"))
        #expect(try read("[a]").hasPrefix("error: repeat_jobs must be a mapping; this is a list\n"))
        #expect(try read("~").hasPrefix("error: repeat_jobs must be a mapping; this is empty\n"))
    }

    @Test func `where parsing refused an entry nothing is missing`() throws {
        #expect(try read("<<: {}\nsince: x").isEmpty)
        #expect(try read("since: x\nsince: y").isEmpty)
    }

    @Test func `all entries can be read in order`() throws {
        let root = try #require(YAMLDocument.parse(file("b: 1\na: 2")).root)
        var diagnostics = Diagnostics()
        let reader = try #require(root.mapping(of: "inputs", &diagnostics))
        #expect(reader.all.map(\.name) == ["b", "a"])
        #expect(reader.all.map { $0.key.range.start.line } == [1, 2])
    }
}
