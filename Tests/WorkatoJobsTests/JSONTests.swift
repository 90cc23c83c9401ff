import Testing
import Transport

@testable import WorkatoJobs

@Suite struct JSONTests {
    private func parse(_ text: String) throws(JSONError) -> JSONValue { try JSONParser.parse(Array(text.utf8)) }

    @Test func `every kind of value is read`() throws {
        let value = try parse("\u{FEFF} {\"a\":[null,true,false,-1.5e+3,\"x\"],\"b\":{}} \n")
        let items: [JSONValue] = [.null, .bool(true), .bool(false), .number("-1.5e+3"), .string("x")]
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
    func `anything else is a fault`(text: String) {
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

    @Test func `no prefix and no changed byte of an answer traps`() throws {
        let bytes = Array(Samples.list.utf8)
        for end in stride(from: 0, to: bytes.count - 1, by: 7) {
            #expect(throws: JSONError.self) { try JSONParser.parse(Array(bytes[..<end])) }
        }
        for place in stride(from: 0, to: bytes.count, by: 3) {
            for byte in [UInt8(0), 0x22, 0x5C, 0x7B, 0x5D, 0xFF] {
                var changed = bytes
                changed[place] = byte
                _ = JobPage.read(HTTPResponse(status: 200, body: changed))
            }
        }
    }
}
