import JSONText
import Testing

@Suite struct JSONParserTests {
    private func parse(_ text: String) throws(JSONError) -> JSONTree { try JSONParser.parse(Array(text.utf8)) }

    @Test func `every kind of value is read`() throws {
        let value = try parse("\u{FEFF} {\"a\":[null,true,false,-1.5e+3,\"x\"],\"b\":{}} \n")
        let items: [JSONTree] = [.null, .bool(true), .bool(false), .number("-1.5e+3"), .string("x")]
        #expect(value == .object(["a": .array(items), "b": .object([:])]))
    }

    @Test func `escapes are read, and half surrogates become U+FFFD`() throws {
        #expect(try parse(#""\"\\\/\b\f\n\r\t\u0041\u00e9\uD83D\uDE00""#) == .string("\"\\/\u{8}\u{C}\n\r\tAé😀"))
        #expect(try parse(#""\ud83dx\udc00\ud83d\u0041""#) == .string("\u{FFFD}x\u{FFFD}\u{FFFD}A"))
        #expect(try JSONParser.parse([0x22, 0x61, 0xFF, 0x22]) == .string("a\u{FFFD}"))
    }

    @Test(arguments: [
        "", " ", "{", "[", "\"", "[1,]", "{\"a\":1,}", "{a:1}", "{\"a\" 1}", "[1 2]", "01", "1.", ".5", "+1", "-", "1e",
        "nul",
        "True", "NaN", "\"\\x\"", "\"\\u12\"", "\"\\u+123\"", "\"\u{1}\"", "\"\n\"", "{} {}", "'a'", "[1]]",
        "{\"a\":1 \"b\":2}",
        "{\"a\":1,\"a\":2}", "\"\\", "\"\\u", "// x",
    ])
    func `anything else is an error`(text: String) {
        #expect(throws: JSONError.self) { try parse(text) }
    }

    @Test func `depth is bounded`() throws {
        let deep = { (count: Int) in String(repeating: "[", count: count) + String(repeating: "]", count: count) }
        #expect(throws: Never.self) { try parse(deep(128)) }
        #expect(throws: JSONError(reason: "nested too deeply", offset: 128)) { try parse(deep(129)) }
        #expect(throws: JSONError.self) { try parse(String(repeating: "{\"a\":", count: 1_000_000)) }
    }

    @Test func `the number of values is bounded, and skipped ones do not count`() throws {
        let many = "[" + String(repeating: "0,", count: 1_000_000) + "0]"
        #expect(throws: JSONError.self) { try parse(many) }
        let value = try JSONParser.parse(Array("{\"input\":\(many),\"a\":1}".utf8), skipping: ["input"])
        #expect(value == .object(["a": .number("1")]))
        #expect(throws: JSONError.self) { try JSONParser.parse(Array(#"{"input":[}"#.utf8), skipping: ["input"]) }
    }

    @Test func `a smaller bound on values can be set`() throws {
        #expect(throws: Never.self) { try JSONParser.parse(Array("[1,2]".utf8), mostValues: 3) }
        #expect(throws: JSONError(reason: "more than 3 values", offset: 5)) {
            try JSONParser.parse(Array("[1,2,3]".utf8), mostValues: 3)
        }
    }

    @Test func `keys and strings are rewritten once their escapes are read`() throws {
        let text = Array(##"{"a\u0062":"\u0061b","c":"ab"}"##.utf8)
        let value = try JSONParser.parse(text, rewriting: { $0.replacing("ab", with: "**") })
        #expect(value == .object(["**": .string("**"), "c": .string("**")]))
    }

    @Test func `whether a text is an object is found without keeping it`() throws {
        #expect(try JSONParser.isObject(Array(#" {"a":[1]} "#.utf8)))
        #expect(try !JSONParser.isObject(Array("[{}]".utf8)))
        #expect(throws: JSONError.self) { try JSONParser.isObject(Array("{".utf8)) }
    }

    @Test func `values read as what they stand for`() throws {
        let value = try parse(#"{"n":12,"s":"13","e":"","t":"true","f":false,"z":null,"a":[1]}"#)
        #expect(value["n"]?.integer == 12)
        #expect(value["n"]?.text == nil)
        #expect(value["s"]?.integer == 13)
        #expect(value["e"]?.text == nil)
        #expect(value["t"]?.flag == true)
        #expect(value["f"]?.flag == false)
        #expect(value["z"] == nil)
        #expect(value["a"]?.items == [.number("1")])
        #expect(value.isObject)
        #expect(JSONTree.string("x")["n"] == nil)
        let kinds = ["null", "a boolean", "a number", "a string", "an array", "an object"]
        #expect([.null, .bool(true), .number("1"), .string(""), .array([]), value].map(\.kind) == kinds)
    }

    @Test func `a value is written on one line, members sorted, numbers as they were spelled`() throws {
        let value = try parse(#" {"b" : [1.50, null, true, false], "a": "\n\"\\é"} "#)
        #expect(value.compactText == #"{"a":"\u000a\"\\é","b":[1.50,null,true,false]}"#)
        #expect(try parse(value.compactText) == value)
    }
}
