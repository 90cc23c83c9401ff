import TerminalText
import Testing

@Suite struct TerminalEscapingTests {
    @Test func `what is escaped and what is not`() {
        #expect(escapedForTerminal("a\u{1B}b\u{9B}\t\n\r\u{0}\u{7F}") == #"a\u{1b}b\u{9b}\t\n\r\u{0}\u{7f}"#)
        #expect(
            escapedForTerminal("\u{202A}\u{2069}\u{FEFF}\u{2028}\u{200B}\u{E0041}")
                == #"\u{202a}\u{2069}\u{feff}\u{2028}\u{200b}\u{e0041}"#
        )
        #expect(escapedForTerminal("日本 é 👩‍👩‍👧 \\") == "日本 é 👩‍👩‍👧 \\")
    }

    @Test func `what is passed without a look at its category has none that is escaped`() {
        for value in UInt32(0xA0)...0x2040 {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let properties = scalar.properties
            let isHidden =
                switch properties.generalCategory {
                case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate:
                    ![0x200C, 0x200D].contains(value)
                case .unassigned: properties.isDefaultIgnorableCodePoint
                default: false
                }
            #expect((escape(for: scalar) != nil) == isHidden, "U+\(String(value, radix: 16))")
        }
    }
}
