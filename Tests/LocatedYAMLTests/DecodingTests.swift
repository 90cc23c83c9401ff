import LocatedYAML
import Testing

@Suite struct DecodingTests {
    enum Status: String, CaseIterable {
        case failed, succeeded
    }

    /// Decodes the value of `key` and gives it with everything that was told.
    private func decode<Value>(
        _ text: String,
        _ body: (Node, inout Diagnostics) -> Value?
    ) throws -> (value: Value?, told: [String]) {
        let root = try #require(YAMLDocument.parse(file("key: " + text)).root)
        let node = try #require(root["key"])
        var diagnostics = Diagnostics()
        let value = body(node, &diagnostics)
        return (value, diagnostics.all.map { $0.message + ($0.help.map { " | " + $0 } ?? "") })
    }

    @Test(arguments: ["no", "'no'", "5", "2026-11-20", "true", "|\n no", "!!str null"])
    func `every scalar is text where text is expected`(_ text: String) throws {
        let (value, told) = try decode(text) { $0.string(as: "key", &$1) }
        #expect(value != nil && told.isEmpty)
    }

    @Test func `null and collections are no text`() throws {
        #expect(try decode("~") { $0.string(as: "key", &$1) }.told == ["'key' must be text; this is empty"])
        #expect(try decode("[a]") { $0.string(as: "key", &$1) }.told == ["'key' must be text; this is a list"])
        #expect(
            try decode("{ a: b }") { $0.string(as: "key", &$1) }.told == ["'key' must be text; this is a mapping"]
        )
    }

    @Test func `a text with a colon in a flow list is explained`() throws {
        let (value, told) = try decode("[Timeout: x, y]") { node, diagnostics in
            node.list(as: "key", &diagnostics) { $0.string(as: "key", &$1) }
        }
        #expect(value == ["y"])
        #expect(told == ["'key' must be text; this is a mapping | put a text with ': ' in it in single quotes"])
    }

    /// A text for a number from 1 to 100, and what becomes of it.
    struct Number: Sendable, CustomTestStringConvertible {
        var text: String
        var value: Int?
        var told: String?
        var testDescription: String { text }
    }

    @Test(arguments: [
        Number(text: "1", value: 1),
        Number(text: "100", value: 100),
        Number(text: "+7", value: 7),
        Number(text: "007", value: 7),
        Number(text: "!!int '7'", value: 7),
        Number(text: "0", told: "this is 0"),
        Number(text: "101", told: "this is 101"),
        Number(text: "-3", told: "this is -3"),
        Number(text: "99999999999999999999", told: "this is 99999999999999999999"),
        Number(text: "5.0", told: "this is '5.0'"),
        Number(text: "0x10", told: "this is '0x10'"),
        Number(text: "1e1", told: "this is '1e1'"),
        Number(text: "٣", told: "this is '٣'"),
        Number(text: "'5'", told: "this is '5' | write 5, without quotes"),
        Number(text: "1_0", told: "this is '1_0' | write 10"),
        Number(text: "many", told: "this is 'many'"),
        Number(text: "~", told: "this is empty"),
        Number(text: "[5]", told: "this is a list"),
    ])
    func `a whole number is decimal and within its bounds`(_ number: Number) throws {
        let (value, told) = try decode(number.text) { $0.int(as: "key", in: 1...100, &$1) }
        #expect(value == number.value)
        #expect(told == [number.told.map { "'key' must be a whole number from 1 to 100; " + $0 }].compactMap { $0 })
    }

    @Test func `bounds are stated`() throws {
        #expect(try decode("x") { $0.int(as: "n", &$1) }.told == ["'n' must be a whole number; this is 'x'"])
        #expect(
            try decode("0") { $0.int(as: "n", in: 1...(.max), &$1) }.told == [
                "'n' must be a whole number from 1; this is 0"
            ]
        )
        #expect(
            try decode("9") { $0.int(as: "n", in: .min...3, &$1) }.told == [
                "'n' must be a whole number up to 3; this is 9"
            ]
        )
    }

    @Test func `only true and false are booleans`() throws {
        #expect(try decode("true") { $0.bool(as: "b", &$1) }.value == true)
        #expect(try decode("False") { $0.bool(as: "b", &$1) }.value == false)
        #expect(
            try decode("yes") { $0.bool(as: "b", &$1) }.told == [
                "'b' must be true or false; this is 'yes' | write true"
            ]
        )
        #expect(
            try decode("off") { $0.bool(as: "b", &$1) }.told == [
                "'b' must be true or false; this is 'off' | write false"
            ]
        )
        #expect(
            try decode("'true'") { $0.bool(as: "b", &$1) }.told == [
                "'b' must be true or false; this is 'true' | write true"
            ]
        )
        #expect(try decode("1") { $0.bool(as: "b", &$1) }.told == ["'b' must be true or false; this is 1"])
    }

    @Test func `one of some words, with a suggestion`() throws {
        #expect(try decode("failed") { $0.oneOf(Status.self, as: "status", &$1) }.value == .failed)
        #expect(
            try decode("faild") { $0.oneOf(Status.self, as: "status", &$1) }.told == [
                "'status' must be one of failed, succeeded; this is 'faild' | a similar value is 'failed'"
            ]
        )
        #expect(
            try decode("[failed]") { $0.oneOf(Status.self, as: "status", &$1) }.told == [
                "'status' must be one of failed, succeeded; this is a list"
            ]
        )
    }

    @Test func `a list gives what could be read and tells the rest`() throws {
        let (value, told) = try decode("[1, x, 3, ~]") { node, diagnostics in
            node.list(as: "key", &diagnostics) { $0.int(as: "key", &$1) }
        }
        #expect(value == [1, 3])
        #expect(told == ["'key' must be a whole number; this is 'x'", "'key' must be a whole number; this is empty"])
    }

    @Test func `a list of mappings without its dash or its brackets says what is missing`() throws {
        func told(_ text: String, help: String? = nil) throws -> [String] {
            try decode(text) { node, diagnostics in
                node.list(as: "key", help: help, &diagnostics) { node, _ in node.found }
            }.told
        }
        let rule = "'key' must be a list; this is"
        #expect(try told("\n  a: 1\n  b: 2") == ["\(rule) a mapping | put '- ' in front of 'a'"])
        #expect(try told("{ a: 1 }") == ["\(rule) a mapping | put the { } in brackets: [{ … }]"])
        #expect(try told("{ a: 1 }", help: "x") == ["\(rule) a mapping | x"])
        #expect(try told("{}") == ["\(rule) a mapping"])
        #expect(try told("a") == ["\(rule) 'a'"])
    }

    @Test func `other words for a value are answered with the value`() throws {
        func told(_ text: String) throws -> [String] {
            try decode(text) {
                $0.oneOf(Status.self, as: "status", synonyms: ["error": "failed", "faild": "succeeded"], &$1)
            }.told
        }
        let rule = "'status' must be one of failed, succeeded; this is"
        #expect(try told("Error") == ["\(rule) 'Error' | write failed"])
        #expect(try told("faild") == ["\(rule) 'faild' | write succeeded"])
        #expect(try told("succeeded") == [])
    }

    @Test func `the spelling of a number is mended before its range`() throws {
        #expect(
            try decode("0") { $0.int(as: "n", in: 1...9, help: "leave it out", &$1) }.told
                == ["'n' must be a whole number from 1 to 9; this is 0 | leave it out"]
        )
        #expect(
            try decode("'5'") { $0.int(as: "n", in: 1...9, help: "leave it out", &$1) }.told
                == ["'n' must be a whole number from 1 to 9; this is '5' | write 5, without quotes"]
        )
    }

    @Test func `a description gets no quotes, and a mapping with errors of its own no further one`() throws {
        #expect(
            try decode("x") { node, diagnostics -> Int? in
                node.mismatch("the name of an input", "letters", &diagnostics)
                return nil
            }.told == ["the name of an input must be letters; this is 'x'"]
        )
        #expect(try decode("{ a: 1, a: 2 }") { $0.string(as: "n", &$1) }.told == [])
    }

    @Test func `an empty list is an error unless allowed`() throws {
        let empty = try decode("[]") { node, diagnostics in
            node.list(as: "key", &diagnostics) { $0.string(as: "key", &$1) }
        }
        #expect(empty.value == [] && empty.told == ["'key' must be a list with at least one entry; this is empty"])
        let allowed = try decode("[]") { node, diagnostics in
            node.list(as: "key", allowsEmpty: true, &diagnostics) { $0.string(as: "key", &$1) }
        }
        #expect(allowed.value == [] && allowed.told.isEmpty)
    }

    @Test func `a scalar can stand for a list of one`() throws {
        func words(_ text: String) throws -> (value: [String]?, told: [String]) {
            try decode(text) { node, diagnostics in
                node.scalarOrList(as: "key", &diagnostics) { $0.string(as: "key", &$1) }
            }
        }
        #expect(try words("a").value == ["a"])
        #expect(try words("[a, b]").value == ["a", "b"])
        #expect(try words("~").told == ["'key' must be a value or a list; this is empty"])
        #expect(try words("{ a: b }").told == ["'key' must be a value or a list; this is a mapping"])
    }

    @Test func `what parsing refused is not complained about again`() throws {
        let text = "*nowhere"
        #expect(try decode(text) { $0.string(as: "key", &$1) }.told.isEmpty)
        #expect(try decode(text) { $0.int(as: "key", &$1) }.told.isEmpty)
        #expect(try decode(text) { $0.bool(as: "key", &$1) }.told.isEmpty)
        #expect(try decode(text) { $0.oneOf(["a"], as: "key", &$1) }.told.isEmpty)
        #expect(try decode(text) { $0.mapping(of: "key", &$1).map { _ in 0 } }.told.isEmpty)
        #expect(try decode(text) { node, d in node.list(as: "key", &d) { n, _ in n } }.told.isEmpty)
        #expect(try decode(text) { node, d in node.scalarOrList(as: "key", &d) { n, _ in n } }.told.isEmpty)
    }

    @Test func `a value from the command line is told with its flag`() {
        var diagnostics = Diagnostics()
        let node = Node(argument: "--set limit=…", value: "-3")
        #expect(node.int(as: "limit", in: 1...(.max), &diagnostics) == nil)
        #expect(
            DiagnosticRenderer().render(diagnostics) == """
                error: 'limit' must be a whole number from 1; this is -3
                --> --set limit=…

                """
        )
    }
}
