import JSONText
import Testing

@Suite struct JSONObjectCheckTests {
    /// What the check says of a text that comes in parts of this many bytes.
    private func check(_ bytes: [UInt8], parts size: Int = .max) -> JSONError? {
        var check = JSONObjectCheck()
        var rest = bytes[...]
        while !rest.isEmpty {
            check.take(Array(rest.prefix(size)))
            rest = rest.dropFirst(size)
        }
        return check.finish()
    }

    private func check(_ text: String) -> JSONError? { check(Array(text.utf8)) }

    private static let good = [
        "{}", " {\r\n\t} ", #"{"a":1}"#, #"{"a":[],"b":{},"c":[{},[]]}"#, #"{"":null}"#,
        #"{"a":-0,"b":0.5,"c":1e9,"d":-12.25E-3,"e":10E+2}"#, #"{"a":[true,false,null,"x",1]}"#,
        #"{"a":"\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00"}"#, #"{"é":"€😀","日":"本"}"#,
        // The same key in other objects is another key.
        #"{"a":{"a":{"a":1}},"b":[{"a":1},{"a":2}]}"#, #"{"a":1,"A":2,"ab":3,"b":4}"#,
    ]

    @Test(arguments: good) func `one object is accepted, in whatever parts it comes`(_ text: String) throws {
        let bytes = Array(text.utf8)
        for size in [1, 2, 3, 7, bytes.count] { #expect(check(bytes, parts: size) == nil, "parts of \(size)") }
        #expect(try JSONParser.isObject(bytes))
    }

    private struct Wrong: Sendable, CustomTestStringConvertible {
        var text: String
        var reason: String
        var offset: Int

        init(_ text: String, _ reason: String, at offset: Int) {
            self.text = text
            self.reason = reason
            self.offset = offset
        }

        var testDescription: String { text }
    }

    private static let wrong = [
        Wrong("", "the text ends too early", at: 0), Wrong("{", "the text ends too early", at: 1),
        Wrong(#"{"a":"#, "the text ends too early", at: 5), Wrong(#"{"a":"x"#, "the text ends too early", at: 7),
        Wrong("[1]", "it is not an object", at: 0), Wrong(" 1", "it is not an object", at: 1),
        Wrong("{} {}", "something follows the JSON value", at: 3),
        Wrong(#"{"a":1,}"#, "something else is expected here", at: 7),
        Wrong(#"{"a":[1,]}"#, "a value is expected here", at: 8),
        Wrong(#"{"a" 1}"#, "something else is expected here", at: 5),
        Wrong(#"{"a":1]"#, "a bracket that does not fit", at: 6),
        Wrong(#"{"a":[1}"#, "a bracket that does not fit", at: 7),
        Wrong(#"{a:1}"#, "something else is expected here", at: 1), Wrong(#"{"a":tru}"#, "an unknown word", at: 8),
        Wrong(#"{"a":01}"#, "something else is expected here", at: 6), Wrong(#"{"a":1.}"#, "a wrong number", at: 7),
        Wrong(#"{"a":-}"#, "a wrong number", at: 6), Wrong(#"{"a":1e}"#, "a wrong number", at: 7),
        Wrong("{\"a\":\"\n\"}", "a control character in a string", at: 6),
        Wrong(#"{"a":"\x"}"#, "a wrong escape", at: 7),
        Wrong(#"{"a":"\u00g0"}"#, "a wrong escape", at: 10),
        // Two readers could disagree about these.
        Wrong(#"{"a":1,"b":2,"a":3}"#, "a key occurs twice", at: 13),
        Wrong(#"{"a":1,"\u0061":3}"#, "a key occurs twice", at: 7),
        Wrong(#"{"x":{"é":1,"\u00e9":2}}"#, "a key occurs twice", at: 13),
        Wrong(#"{"😀":1,"\ud83d\ude00":2}"#, "a key occurs twice", at: 10),
        Wrong(#"{"":1,"":2}"#, "a key occurs twice", at: 6),
        Wrong(#"{"a":"\ud83d"}"#, "half a surrogate pair", at: 12),
        Wrong(#"{"a":"\ud83dx"}"#, "half a surrogate pair", at: 12),
        Wrong(#"{"a":"\ud83d\n"}"#, "half a surrogate pair", at: 13),
        Wrong(#"{"a":"\ude00"}"#, "half a surrogate pair", at: 11),
        Wrong(#"{"a":"\ud83d\u0041"}"#, "half a surrogate pair", at: 17),
        Wrong("\u{FEFF}{}", "it begins with a byte-order mark", at: 0),
    ]

    @Test(arguments: wrong) private func `everything else is refused with its place, in whatever parts it comes`(
        _ wrong: Wrong
    ) {
        let bytes = Array(wrong.text.utf8)
        for size in [1, 2, 5, .max] {
            #expect(
                check(bytes, parts: size) == JSONError(reason: wrong.reason, offset: wrong.offset),
                "parts of \(size)"
            )
        }
    }

    @Test(
        arguments: [
            [0x80], [0xBF, 0x80], [0xC0, 0x80], [0xC1, 0xBF], [0xC3], [0xC3, 0x28], [0xE0, 0x80, 0x80], [0xE2, 0x82],
            [0xED, 0xA0, 0x80], [0xEF, 0x80], [0xF0, 0x80, 0x80, 0x80], [0xF0, 0x9F, 0x98], [0xF4, 0x90, 0x80, 0x80],
            [0xF5, 0x80, 0x80, 0x80], [0xFE], [0xFF],
        ] as [[UInt8]]
    )
    func `bytes that are not UTF-8 are refused in keys and values`(_ bytes: [UInt8]) {
        for (before, after) in [("{\"a\":\"é", "\"}"), ("{\"é", "\":1}")] {
            let text = Array(before.utf8) + bytes + Array(after.utf8)
            for size in [1, 3, .max] {
                let error = check(text, parts: size)
                #expect(error?.reason == "bytes that are not UTF-8", "\(String(describing: error))")
                #expect((error?.offset ?? 0) >= before.utf8.count)
            }
        }
    }

    @Test func `every character of each length in UTF-8 is accepted`() {
        for scalar in ["\u{80}", "\u{7FF}", "\u{800}", "\u{D7FF}", "\u{E000}", "\u{FFFF}", "\u{10000}", "\u{10FFFF}"] {
            for size in [1, 2, 3, .max] {
                #expect(
                    check(Array("{\"\(scalar)\":\"\(scalar)x\"}".utf8), parts: size) == nil,
                    "\(scalar.unicodeScalars)"
                )
            }
        }
    }

    @Test func `depth and the keys of open objects have bounds, keys of closed objects do not count`() {
        func nested(_ depth: Int) -> String {
            "{\"a\":" + String(repeating: "[", count: depth - 1) + String(repeating: "]", count: depth - 1) + "}"
        }
        #expect(check(nested(JSONBounds.depth)) == nil)
        #expect(check(nested(JSONBounds.depth + 1))?.reason == "more than 128 brackets are open")
        func wide(_ keys: Int) -> String { (0..<keys).map { "\"\($0)\":0" }.joined(separator: ",") }
        let most = JSONBounds.openKeys
        #expect(check("{\(wide(most))}") == nil)
        #expect(check("{\(wide(most + 1))}")?.reason == "more than 1000000 keys in objects that are not closed")
        let half = "{\(wide(most / 2 + 1))}"
        #expect(check("{\"a\":[\(half),\(half)]}") == nil)
    }
}
