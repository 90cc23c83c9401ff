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
}
