import Foundation
import RedriveTestSupport
import Testing

@testable import RedriveCore

@Suite struct ComparableTextTests {
    /// What Foundation makes of a text, which has tables of its own.
    ///
    /// Of what is decomposed: Foundation 6.3 leaves a Hangul syllable and a final that follows it apart otherwise.
    private func reference(_ text: String) -> [UInt8] {
        Array(text.decomposedStringWithCanonicalMapping.precomposedStringWithCanonicalMapping.utf8)
    }

    @Test func `every scalar, and every decomposition of one, is normalized as Foundation does`() {
        var seen = 0
        for value in UInt32(0)...0x2FFFF {
            guard let scalar = Unicode.Scalar(value), scalar.properties.generalCategory != .unassigned else { continue }
            seen += 1
            let text = String(scalar)
            for spelling in [text, text.decomposedStringWithCanonicalMapping] {
                let found = Array(ComparableText(spelling).text.utf8)
                if found != reference(spelling) { Issue.record("U+\(String(value, radix: 16))") }
            }
        }
        #expect(seen > 100_000)
    }

    @Test func `texts of letters and marks in any order are normalized as Foundation does`() {
        let pool: [Unicode.Scalar] = [
            "a", "e", "s", "K", "\u{E9}", "\u{1E69}", "\u{212B}", "\u{301}", "\u{307}", "\u{323}", "\u{316}", "\u{345}",
            "\u{1112}",
            "\u{1161}", "\u{11AB}", "\u{AC00}", "\u{9C7}", "\u{9BE}", "\u{F900}", "\u{1D15E}", "\u{2126}", "x", " ",
        ]
        var state: UInt64 = 7
        for _ in 0..<20_000 {
            var text = String.UnicodeScalarView()
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            var rest = state >> 8
            for _ in 0..<(1 + rest % 9) {
                rest = rest &* 31 &+ 17
                text.append(pool[Int(rest >> 5) % pool.count])
            }
            let spelling = String(text)
            if Array(ComparableText(spelling).text.utf8) != reference(spelling) {
                Issue.record("\(spelling.unicodeScalars)")
            }
        }
    }

    @Test func `what is quickly known to be in form C is`() {
        for value in UInt32(0)..<0x300 {
            guard let scalar = Unicode.Scalar(value) else { continue }
            #expect(ComparableText.isInFormC(String(scalar)))
            #expect(reference(String(scalar)) == Array(String(scalar).utf8))
        }
        #expect(!ComparableText.isInFormC("e\u{301}"))
        #expect(!ComparableText.isInFormC("\u{2126}"))
    }

    @Test func `more marks in a row than any script has are cut into pieces, the same ones each time`() {
        let marks = String(repeating: "\u{301}\u{316}", count: 40)
        #expect(ComparableText("a" + marks) == ComparableText("a" + marks))
        #expect(ComparableText("a" + marks).text.unicodeScalars.count == ("a" + marks).unicodeScalars.count - 1)
        #expect(ComparableText("\u{E1}") == ComparableText("a\u{301}"))
        #expect(Set([ComparableText("\u{E1}"), ComparableText("a\u{301}")]).count == 1)
    }
}
