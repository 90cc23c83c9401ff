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
                  = help: inside { } a value with ',' in it is written in single quotes

                """
        )
    }

    @Test func `a colon without a space is explained`() throws {
        #expect(try read("{ recipes: [1], since: x, limit:3 }").contains("help: a space follows the ':' after a key"))
    }

    @Test func `no mapping is told without showing the text`() throws {
        #expect(try read("secret").hasPrefix("error: repeat_jobs is a mapping (is text)\n"))
        #expect(try read("[a]").hasPrefix("error: repeat_jobs is a mapping (is a list)\n"))
        #expect(try read("~").hasPrefix("error: repeat_jobs is a mapping (is empty)\n"))
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
