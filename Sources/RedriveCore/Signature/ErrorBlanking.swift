/// Blanks what varies between errors that are the same: numbers, ids, quoted values, times, addresses.
///
/// One pass over the bytes of UTF-8; what is not ASCII is copied. No pattern looks back, and none looks ahead farther than
/// a fixed number of bytes, so the time is linear in the length of the text whatever is in it.
struct ErrorBlanking {
    /// Only this many bytes of a message are read.
    static let maximumInput = 4_000
    /// The most characters (Unicode scalars) of a blanked message, an ellipsis at the end included.
    static let maximumLength = 200
    private static let longestQuote = 300

    let text: [UInt8]
    /// Whether `://` is anywhere in the text, as in few messages: only then is an address looked for.
    let hasScheme: Bool
    var position = 0
    var blanked: [UInt8] = []

    private init(_ text: String) {
        let utf8 = text.utf8
        self.text = utf8.count <= Self.maximumInput ? Array(utf8) : Array(utf8.prefix(Self.maximumInput))
        hasScheme = Self.hasScheme(self.text)
        blanked.reserveCapacity(min(self.text.count, 256))
    }

    /// The message with what varies blanked, without control characters, white space collapsed.
    static func blank(_ text: String) -> String {
        var blanking = ErrorBlanking(text)
        return blanking.run()
    }

    /// The text without control characters, white space collapsed, and not longer than a blanked message.
    static func cleaned(_ text: String) -> String {
        if isClean(text) { return text }
        var blanking = ErrorBlanking(text)
        while blanking.position < blanking.text.count {
            if let width = blanking.spaceWidth(at: blanking.position) {
                blanking.position += width
                blanking.space()
            } else {
                blanking.blanked.append(blanking.text[blanking.position])
                blanking.position += 1
            }
        }
        return blanking.result()
    }

    /// Whether there is nothing to clean, as in most names of connectors and errors.
    private static func isClean(_ text: String) -> Bool {
        guard text.utf8.count <= maximumLength else { return false }
        var wasSpace = true
        for byte in text.utf8 {
            let isSpace = byte == 0x20
            guard (0x20..<0x7F).contains(byte), !(isSpace && wasSpace) else { return false }
            wasSpace = isSpace
        }
        return !wasSpace
    }

    private static func hasScheme(_ text: [UInt8]) -> Bool {
        for index in text.indices.dropLast(2) where text[index] == UInt8(ascii: ":") {
            if text[index + 1] == UInt8(ascii: "/"), text[index + 2] == UInt8(ascii: "/") { return true }
        }
        return false
    }

    private mutating func run() -> String {
        while position < text.count {
            let byte = text[position]
            if let width = spaceWidth(at: position) {
                position += width
                space()
            } else if let end = quoteEnd() {
                put("'*'")
                position = end
            } else if let end = addressEnd() {
                put("<url>")
                position = end
            } else if isTokenByte(byte) {
                token()
            } else {
                blanked.append(byte)
                position += 1
            }
        }
        return result()
    }

    private mutating func result() -> String {
        while blanked.last == UInt8(ascii: " ") { blanked.removeLast() }
        return Self.bounded(String(decoding: blanked, as: UTF8.self))
    }

    private static func bounded(_ text: String) -> String {
        guard text.utf8.count > maximumLength else { return text }
        let scalars = text.unicodeScalars
        guard let end = scalars.index(scalars.startIndex, offsetBy: maximumLength, limitedBy: scalars.endIndex),
            end < scalars.endIndex
        else { return text }
        return String(String.UnicodeScalarView(scalars.prefix(maximumLength - 1))) + "…"
    }

    mutating func put(_ placeholder: StaticString) {
        placeholder.withUTF8Buffer { buffer in
            // Two of a kind in a row, as in a date and a time, are one.
            if blanked.last == UInt8(ascii: " "), blanked.dropLast().suffix(buffer.count).elementsEqual(buffer),
                buffer.count > 1
            {
                blanked.removeLast()
                return
            }
            blanked.append(contentsOf: buffer)
        }
    }

    private mutating func space() {
        if let last = blanked.last, last != UInt8(ascii: " ") { blanked.append(UInt8(ascii: " ")) }
    }
}

// MARK: what is looked for

extension ErrorBlanking {
    /// The width of white space or of a control character: C0, DEL, C1, line and paragraph separators, direction marks.
    private func spaceWidth(at index: Int) -> Int? {
        switch text[index] {
        case 0...0x20, 0x7F: return 1
        case 0xC2:
            guard index + 1 < text.count, (0x80...0xA0).contains(text[index + 1]) else { return nil }
            return 2
        case 0xE2:
            guard index + 2 < text.count else { return nil }
            switch (text[index + 1], text[index + 2]) {
            case (0x80, 0x8B...0x8F), (0x80, 0xA8...0xAF), (0x81, 0xA0...0xAF): return 3
            default: return nil
            }
        default: return nil
        }
    }

    /// Where a quoted value that begins here ends; nil for an apostrophe or a quote that is not closed.
    private func quoteEnd() -> Int? {
        let closing: [UInt8]
        let width: Int
        switch text[position] {
        case 0x80..<0xC2, 0x23...0x26, 0x28...0x5F, 0x61...0x7F: return nil
        case UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "`"):
            if position > 0, isLetterOrDigit(text[position - 1]) { return nil }
            (closing, width) = ([text[position]], 1)
        case 0xC2 where matches([0xC2, 0xAB], at: position): (closing, width) = ([0xC2, 0xBB], 2)
        case 0xE2 where matches([0xE2, 0x80, 0x98], at: position): (closing, width) = ([0xE2, 0x80, 0x99], 3)
        case 0xE2 where matches([0xE2, 0x80, 0x9C], at: position): (closing, width) = ([0xE2, 0x80, 0x9D], 3)
        default: return nil
        }
        var index = position + width
        let limit = min(text.count, index + Self.longestQuote)
        while index < limit {
            if matches(closing, at: index) {
                let end = index + closing.count
                // `'it can't'`: an apostrophe inside of a word does not close.
                let isApostrophe = end < text.count && isLetterOrDigit(text[end]) && isLetterOrDigit(text[index - 1])
                if !isApostrophe { return end }
            }
            index += 1
        }
        return nil
    }

    /// Where an address with a scheme that begins here ends.
    private func addressEnd() -> Int? {
        guard hasScheme, isLetter(text[position]), position == 0 || !isLetterOrDigit(text[position - 1]) else {
            return nil
        }
        var index = position
        let limit = min(text.count, position + 12)
        while index < limit, isLetterOrDigit(text[index]) || text[index] == UInt8(ascii: "+") { index += 1 }
        guard matches(Self.scheme, at: index) else { return nil }
        index += 3
        while index < text.count, spaceWidth(at: index) == nil, !Self.addressEnds.contains(text[index]) { index += 1 }
        return index
    }

    static let scheme = Array("://".utf8)
    private static let addressEnds = ASCIISet(#""'`<>()[]{},;|"#)

    func matches(_ bytes: [UInt8], at index: Int) -> Bool {
        index + bytes.count <= text.count && text[index..<index + bytes.count].elementsEqual(bytes)
    }

    func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) }
    func isLetterOrDigit(_ byte: UInt8) -> Bool { isLetter(byte) || isDigit(byte) }
    func isHex(_ byte: UInt8) -> Bool {
        isDigit(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
    }

    private func isTokenByte(_ byte: UInt8) -> Bool {
        isLetterOrDigit(byte) || Self.joiners.contains(byte)
    }

    static let joiners = ASCIISet("-_.:@/+%\\~")
}
