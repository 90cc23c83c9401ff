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
        #expect(try decode("~") { $0.string(as: "key", &$1) }.told == ["'key' is text (is empty)"])
        #expect(try decode("[a]") { $0.string(as: "key", &$1) }.told == ["'key' is text (is a list)"])
        #expect(
            try decode("{ a: b }") { $0.string(as: "key", &$1) }.told == ["'key' is text (is a mapping)"]
        )
    }

    @Test func `a text with a colon in a flow list is explained`() throws {
        let (value, told) = try decode("[Timeout: x, y]") { node, diagnostics in
            node.list(as: "key", &diagnostics) { $0.string(as: "key", &$1) }
        }
        #expect(value == ["y"])
        #expect(told == ["'key' is text (is a mapping) | a text with ': ' in it is written in single quotes"])
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
        Number(text: "0", told: "(is 0)"),
        Number(text: "101", told: "(is 101)"),
        Number(text: "-3", told: "(is -3)"),
        Number(text: "99999999999999999999", told: "(is 99999999999999999999)"),
        Number(text: "5.0", told: "(is '5.0')"),
        Number(text: "0x10", told: "(is '0x10')"),
        Number(text: "1e1", told: "(is '1e1')"),
        Number(text: "٣", told: "(is '٣')"),
        Number(text: "'5'", told: "(is '5') | write 5, without quotes"),
        Number(text: "1_0", told: "(is '1_0') | write 10"),
        Number(text: "many", told: "(is 'many')"),
        Number(text: "~", told: "(is empty)"),
        Number(text: "[5]", told: "(is a list)"),
    ])
    func `a whole number is decimal and within its bounds`(_ number: Number) throws {
        let (value, told) = try decode(number.text) { $0.int(as: "key", in: 1...100, &$1) }
        #expect(value == number.value)
        #expect(told == [number.told.map { "'key' is a whole number from 1 to 100 " + $0 }].compactMap { $0 })
    }

    @Test func `bounds are stated`() throws {
        #expect(try decode("x") { $0.int(as: "n", &$1) }.told == ["'n' is a whole number (is 'x')"])
        #expect(
            try decode("0") { $0.int(as: "n", in: 1...(.max), &$1) }.told == ["'n' is a whole number from 1 (is 0)"]
        )
        #expect(
            try decode("9") { $0.int(as: "n", in: .min...3, &$1) }.told == ["'n' is a whole number up to 3 (is 9)"]
        )
    }

    @Test func `only true and false are booleans`() throws {
        #expect(try decode("true") { $0.bool(as: "b", &$1) }.value == true)
        #expect(try decode("False") { $0.bool(as: "b", &$1) }.value == false)
        #expect(try decode("yes") { $0.bool(as: "b", &$1) }.told == ["'b' is true or false (is 'yes') | write true"])
        #expect(try decode("off") { $0.bool(as: "b", &$1) }.told == ["'b' is true or false (is 'off') | write false"])
        #expect(
            try decode("'true'") { $0.bool(as: "b", &$1) }.told == ["'b' is true or false (is 'true') | write true"]
        )
        #expect(try decode("1") { $0.bool(as: "b", &$1) }.told == ["'b' is true or false (is 1)"])
    }

    @Test func `one of some words, with a suggestion`() throws {
        #expect(try decode("failed") { $0.oneOf(Status.self, as: "status", &$1) }.value == .failed)
        #expect(
            try decode("faild") { $0.oneOf(Status.self, as: "status", &$1) }.told == [
                "'status' is one of failed, succeeded (is 'faild') | a similar value is 'failed'"
            ]
        )
        #expect(
            try decode("[failed]") { $0.oneOf(Status.self, as: "status", &$1) }.told == [
                "'status' is one of failed, succeeded (is a list)"
            ]
        )
    }

    @Test func `a list gives what could be read and tells the rest`() throws {
        let (value, told) = try decode("[1, x, 3, ~]") { node, diagnostics in
            node.list(as: "key", &diagnostics) { $0.int(as: "key", &$1) }
        }
        #expect(value == [1, 3])
        #expect(told == ["'key' is a whole number (is 'x')", "'key' is a whole number (is empty)"])
    }

    @Test func `an empty list is an error unless allowed`() throws {
        let empty = try decode("[]") { node, diagnostics in
            node.list(as: "key", &diagnostics) { $0.string(as: "key", &$1) }
        }
        #expect(empty.value == [] && empty.told == ["'key' is a list with at least one entry (is empty)"])
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
        #expect(try words("~").told == ["'key' is a value or a list (is empty)"])
        #expect(try words("{ a: b }").told == ["'key' is a value or a list (is a mapping)"])
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
                error: 'limit' is a whole number from 1 (is -3)
                --> --set limit=…

                """
        )
    }
}
