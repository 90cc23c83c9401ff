import LocatedYAML
import Testing

@testable import RunbookParsing

@Suite struct KeyTests {
    private struct Keys: Sendable {
        let name = Key("name", .line(upTo: 5, .name), .required, "what it is called")
        let wait = Key("wait", .duration(.seconds(1) ... .seconds(60)), .value("10s"), "how long `name` waits")
        let count = Key("count", .number(1...3), .optional("no bound"), "the most of them")
    }

    private func reader(_ text: String, _ diagnostics: inout Diagnostics) throws -> MappingReader {
        let root = try #require(YAMLDocument.parse(SourceFile(name: "keys.yaml", bytes: Array(text.utf8))).root)
        return try #require(root.mapping(of: "a test", &diagnostics))
    }

    @Test func `a key reads its value, which is nil when it is left out or refused`() throws {
        var diagnostics = Diagnostics([])
        var reader = try reader("name: abc\nwait: 2m\n", &diagnostics)
        #expect(Keys().name.read(from: &reader, &diagnostics) == "abc")
        #expect(Keys().wait.read(from: &reader, &diagnostics) == nil)
        #expect(Keys().count.read(from: &reader, &diagnostics) == nil)
        reader.finish(&diagnostics)
        #expect(diagnostics.sorted.map(\.message) == ["'wait' must be a duration from 1s to 1m; this is '2m'"])
    }

    @Test func `a default stands for a key that is left out, and not for one that is refused`() throws {
        var diagnostics = Diagnostics([])
        var reader = try reader("count: 4\n", &diagnostics)
        #expect(Keys().wait.read(from: &reader, default: .seconds(10), &diagnostics) == .seconds(10))
        #expect(Keys().count.read(from: &reader, default: 1, &diagnostics) == nil)
    }

    @Test func `a required key that is left out is an error`() throws {
        var diagnostics = Diagnostics([])
        var reader = try reader("count: 1\n", &diagnostics)
        #expect(Keys().name.read(from: &reader, &diagnostics) == nil)
        #expect(Keys().count.read(from: &reader, &diagnostics) == 1)
        reader.finish(&diagnostics)
        #expect(diagnostics.sorted.map(\.message) == ["a test needs the key 'name'"])
    }

    @Test func `the table of a block has a row for each key, in the order of the declarations`() {
        #expect(
            Block("test", Keys()).table == """
                | key | value | default | meaning |
                |---|---|---|---|
                | `name` | one line up to 5 characters | required | what it is called |
                | `wait` | 1s to 1m | `10s` | how long `name` waits |
                | `count` | 1 to 3 | no bound | the most of them |
                """
        )
    }

    @Test func `the schema of a block has a property for each key`() {
        #expect(
            Block("test", Keys(), rules: [.init("minProperties", 1)]).schema.json() == """
                {
                  "type": "object",
                  "additionalProperties": false,
                  "required": ["name"],
                  "minProperties": 1,
                  "properties": {
                    "name": { "description": "What it is called.", "type": "string", "minLength": 1, "maxLength": 5 },
                    "wait": {
                      "description": "How long 'name' waits; 1s to 1m.",
                      "default": "10s",
                      "$ref": "#/$defs/duration"
                    },
                    "count": {
                      "description": "The most of them.",
                      "anyOf": [{ "type": "integer", "minimum": 1, "maximum": 3 }, { "$ref": "#/$defs/input" }]
                    }
                  }
                }
                """
        )
    }

    @Test func `a string of the schema is escaped`() {
        #expect(SchemaValue.text(#"a "b" \c"#).json() == #""a \"b\" \\c""#)
        #expect(SchemaValue.object([]).json() == "{}")
        #expect(SchemaValue.list([true, 1, "a"]).json() == #"[true, 1, "a"]"#)
    }
}
