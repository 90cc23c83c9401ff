import JSONText
import Testing

@Suite struct JSONStringTests {
    @Test func `only what JSON requires is escaped`() {
        #expect(JSONString.quoted("a\"b\\c/é😀\u{7F}") == #""a\"b\\c/é😀"# + "\u{7F}\"")
        #expect(JSONString.quoted("\n\t\u{0}\u{1F}") == #""\u000a\u0009\u0000\u001f""#)
    }

    @Test func `other scalars are escaped on demand, as their UTF-16 units`() {
        var bytes: [UInt8] = []
        JSONString.append("a\"\\\n\r\t\u{1}é😀z", to: &bytes, where: \.isASCII)
        #expect(String(decoding: bytes, as: UTF8.self) == #""a\"\\\n\r\t\u0001\u00e9\ud83d\ude00z""#)
    }

    @Test func `whatever is plain, the text can be read again`() throws {
        for text in ["", "\u{0}\u{1F}\u{7F}", "\"\\/", "é\u{301}", "😀\u{10FFFF}"] {
            var bytes: [UInt8] = []
            JSONString.append(text, to: &bytes, where: { _ in false })
            #expect(try JSONParser.parse(bytes) == .string(text))
            #expect(try JSONParser.parse(Array(JSONString.quoted(text).utf8)) == .string(text))
        }
    }
}
