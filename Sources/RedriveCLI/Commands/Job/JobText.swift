import TerminalText

/// The server's answer as text.
enum JobText {
    /// The text, which ends with a line break; for a terminal, what could move its cursor is escaped as JSON allows.
    static func of(_ body: [UInt8], isForTerminal: Bool) -> String {
        let text = String(decoding: body, as: UTF8.self)
        var safe = text
        if isForTerminal {
            safe = ""
            for scalar in text.unicodeScalars {
                // Outside of strings JSON has no such characters but white space.
                if escape(for: scalar) == nil || scalar == "\n" || scalar == "\t" || scalar == "\r" {
                    safe.unicodeScalars.append(scalar)
                } else {
                    for unit in String(scalar).utf16 {
                        let digits = String(unit, radix: 16)
                        safe += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                    }
                }
            }
        }
        return safe.hasSuffix("\n") ? safe : safe + "\n"
    }
}
