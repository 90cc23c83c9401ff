import JSONText
import Testing

@Suite struct JSONLineTests {
    /// One member of a line.
    private struct Member: Equatable {
        var key: String
        var value: String
    }

    /// Reads a line whose members are text, except `n`, a number from 1 to 9, and `x`, which is skipped.
    private func read(_ line: String) throws(JSONLineReader.LineError) -> [Member] {
        let result: Result<[Member], JSONLineReader.LineError> = Array(line.utf8).withUnsafeBufferPointer { bytes in
            do throws(JSONLineReader.LineError) {
                var reader = try JSONLineReader(bytes)
                var members: [Member] = []
                while let key = try reader.nextKey() {
                    switch key {
                    case "n": members.append(Member(key: key, value: "\(try reader.integer(in: 1...9))"))
                    case "x": try reader.skip()
                    default: members.append(Member(key: key, value: try reader.string()))
                    }
                }
                return .success(members)
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private func failure(_ line: String) -> String? {
        do throws(JSONLineReader.LineError) {
            _ = try read(line)
            return nil
        } catch {
            switch error {
            case .notJSON(let offset): return "not JSON at \(offset)"
            case .wrong(let key, let expected): return "\(key): \(expected)"
            case .repeated(let key): return "\(key) twice"
            }
        }
    }

    @Test func `members are read in order, and skipped ones are passed over`() throws {
        let line = #" { "a" : "b" , "x":{"y":[1,{"z":"]"}],"w":null}, "n":7 } "#
        #expect(try read(line) == [Member(key: "a", value: "b"), Member(key: "n", value: "7")])
        #expect(try read("{}").isEmpty)
    }

    @Test func `escapes are read, and half surrogates refused`() throws {
        #expect(try read(#"{"a":"\"\\\/\b\f\n\r\t\u0041\ud83d\uDE00"}"#).first?.value == "\"\\/\u{8}\u{C}\n\r\tA😀")
        #expect(failure(#"{"a":"\ud83dx"}"#) == "not JSON at 12")
        #expect(failure(#"{"a":"\udc00"}"#) == "not JSON at 12")
        #expect(failure(#"{"a":"\x"}"#) == "not JSON at 7")
    }

    @Test(arguments: [
        "", "[]", "{", #"{"a"}"#, #"{"a":"b""#, #"{"a":"b",}"#, #"{"a":"b"}x"#, "{\"a\":\"\u{1}\"}", #"{"x":]}"#,
    ])
    func `anything but one object is refused`(line: String) {
        #expect(failure(line)?.hasPrefix("not JSON") == true)
    }

    @Test(arguments: [#""7""#, "0", "10", "07", "7.0", "7e0", "-7", "1234567890123456789012"])
    func `a number has one spelling and keeps to its range`(value: String) {
        #expect(failure(#"{"n":\#(value)}"#) == "n: a whole number from 1 to 9")
    }

    @Test func `text is not read from anything else`() {
        #expect(failure(#"{"a":7}"#) == "a: text")
    }

    @Test func `what is written is read as the same`() throws {
        let text = "\"\\/\u{0}\u{1F}\n\té😀\u{7F}"
        var writer = JSONLineWriter(type: "job")
        writer.add("n", 7)
        writer.add("a", text)
        writer.add("none", String?.none)
        writer.add("never", Int?.none)
        writer.add("b", Optional("c"))
        let line = String(decoding: writer.finish(), as: UTF8.self)
        #expect(line == #"{"type":"job","n":7,"a":"\"\\/\u0000\u001f\u000a\u0009é😀"# + "\u{7F}" + #"","b":"c"}"#)
        let members = [
            Member(key: "type", value: "job"), Member(key: "n", value: "7"), Member(key: "a", value: text),
            Member(key: "b", value: "c"),
        ]
        #expect(try read(line) == members)
    }

    /// Reads `{"a":[…]}`: text as it is, arrays and objects of it in brackets and braces, `true` and `false` in words.
    private func nested(_ line: String) -> String? {
        Array(line.utf8).withUnsafeBufferPointer { bytes in
            func value(_ reader: inout JSONLineReader, _ shape: Substring) throws(JSONLineReader.LineError) -> String {
                var parts: [String] = []
                switch shape.first {
                case "[":
                    try reader.enterArray()
                    while try reader.nextElement() { parts.append(try value(&reader, shape.dropFirst())) }
                    return "[" + parts.joined(separator: " ") + "]"
                case "{":
                    try reader.enterObject()
                    while let key = try reader.nextKey() {
                        parts.append(key + "=" + (try value(&reader, shape.dropFirst())))
                    }
                    return "{" + parts.joined(separator: " ") + "}"
                case "?": return "\(try reader.boolean())"
                default: return try reader.string()
                }
            }
            func whole() throws(JSONLineReader.LineError) -> String? {
                var reader = try JSONLineReader(bytes)
                guard let shape = try reader.nextKey() else { return nil }
                let text = try value(&reader, shape[...])
                return try reader.nextKey() == nil ? text : nil
            }
            return try? whole()
        }
    }

    @Test func `arrays and objects are entered and left`() {
        #expect(nested(#"{"[": [ "a" , "b" ] }"#) == "[a b]")
        #expect(nested(#"{"[":[]}"#) == "[]")
        #expect(nested(#"{"[{":[{},{"a":"b","c":"d"},{"e":"f"}]}"#) == "[{} {a=b c=d} {e=f}]")
        #expect(nested(#"{"{[?":{"a":[true,false],"b":[]}}"#) == "{a=[true false] b=[]}")
    }

    @Test(arguments: [
        #"{"[":["a" "b"]}"#, #"{"[":["a",]}"#, #"{"[":[,"a"]}"#, #"{"[":["a"}"#, #"{"[":["a"]"#, #"{"[":"a"}"#,
        #"{"{":["a"]}"#, #"{"{":{"a"}}"#, #"{"[{":[{"a":"b"]}"#, #"{"?":yes}"#, #"{"?":"true"}"#, #"{"?":truer}"#,
        #"{"[":["a"]]}"#, #"{"[":["a"]}}"#,
    ])
    func `what is not nested as it should be is refused`(line: String) {
        #expect(nested(line) == nil)
    }
}
