extension ErrorBlanking {
    /// A run of letters, digits and what joins them; blanked as a whole where it is an id, a time or an address.
    mutating func token() {
        let begin = position
        if endOfWords() { return blanked.append(contentsOf: text[begin..<position]) }
        var end = position
        while end > begin, !isLetterOrDigit(text[end - 1]) { end -= 1 }
        var start = begin
        while start < end, !isLetterOrDigit(text[start]) { start += 1 }
        if begin < start { blanked.append(contentsOf: text[begin..<start]) }
        if start < end { blankCore(text[start..<end]) }
        if max(start, end) < position { blanked.append(contentsOf: text[max(start, end)..<position]) }
    }

    /// Moves behind the token, and tells whether nothing in it can vary, as in most: no digit, no address, at most one capital, so that
    /// no run of letters changes its case as an id does, and no `j-`, with which ids of jobs begin.
    private mutating func endOfWords() -> Bool {
        var capitals = 0
        var isWords = true
        while position < text.count {
            let byte = text[position]
            switch byte {
            case 0x61...0x7A: break
            case 0x41...0x5A: capitals += 1
            case 0x30...0x39, UInt8(ascii: "@"): isWords = false
            case UInt8(ascii: ":"): if hasScheme { isWords = false }
            case UInt8(ascii: "-"): if position > 0, text[position - 1] == UInt8(ascii: "j") { isWords = false }
            default: guard Self.joiners.contains(byte) else { return isWords && capitals <= 1 }
            }
            position += 1
        }
        return isWords && capitals <= 1
    }

    private mutating func blankCore(_ core: ArraySlice<UInt8>) {
        if hasScheme, core.contains(UInt8(ascii: ":")), core.indices.contains(where: { matches(Self.scheme, at: $0) }) {
            return put("<url>")
        }
        if core.contains(UInt8(ascii: "@")), core.first != UInt8(ascii: "@") { return put("<email>") }
        guard core.contains(where: isDigit) || isJobID(core) else { return blankRuns(of: core) }
        if isTime(core) { return put("<time>") }
        if isIPAddress(core) { return put("<ip>") }
        if isJobID(core) || isUUID(core) { return put("<id>") }
        blankRuns(of: core)
    }

    /// Blanks each run of letters and digits by itself.
    private mutating func blankRuns(of core: ArraySlice<UInt8>) {
        var index = core.startIndex
        while index < core.endIndex {
            guard isLetterOrDigit(core[index]) else {
                blanked.append(core[index])
                index += 1
                continue
            }
            var end = index
            while end < core.endIndex, isLetterOrDigit(core[end]) { end += 1 }
            blankRun(core[index..<end])
            index = end
        }
    }

    private mutating func blankRun(_ run: ArraySlice<UInt8>) {
        let digits = run.count(where: isDigit)
        if digits == 0 {
            if isMixedCaseID(run) { put("<id>") } else { blanked.append(contentsOf: run) }
        } else if digits == run.count {
            if isStatusCode(run) { blanked.append(contentsOf: run) } else { putNumber() }
        } else if isID(run, digits: digits) {
            put("<id>")
        } else {
            var inDigits = false
            for byte in run {
                if !isDigit(byte) { blanked.append(byte) } else if !inDigits { blanked.append(UInt8(ascii: "#")) }
                inDigits = isDigit(byte)
            }
        }
    }

    /// `1,234.56` is one number.
    private mutating func putNumber() {
        if let last = blanked.last, last == UInt8(ascii: ".") || last == UInt8(ascii: ","),
            blanked.dropLast().last == UInt8(ascii: "#")
        {
            blanked.removeLast()
        } else {
            blanked.append(UInt8(ascii: "#"))
        }
    }

    /// Letters and digits that alternate, a long word with digits, hexadecimal, or eight and more letters with a digit among them:
    /// `BK9nR5ft`, `0015000000abcDE`, `deadbeef01`, `qwk3zbrt`, `Kq7ZbRtd`.
    private func isID(_ run: ArraySlice<UInt8>, digits: Int) -> Bool {
        var groups = 0
        var inDigits = false
        for byte in run {
            if isDigit(byte), !inDigits { groups += 1 }
            inDigits = isDigit(byte)
        }
        if groups >= 2 || run.count >= 15 || (run.count >= 8 && run.allSatisfy(isHex)) { return true }
        guard run.count >= 8, let first = run.first, let last = run.last else { return false }
        // A number before or behind a word is a number of something: `customers12`, `2ndAttempt`.
        let isInside = !isDigit(first) && !isDigit(last)
        return isInside || isMixedCaseID(run.filter { !isDigit($0) }[...])
    }

    /// Seven and more letters, few of them vowels, whose case changes about as often as not, as no word's does: `kQwZbRtd`; not
    /// `getUserById`.
    private func isMixedCaseID(_ run: ArraySlice<UInt8>) -> Bool {
        guard run.count >= 7 else { return false }
        var changes = 0
        var vowels = 0
        var wasUpper: Bool?
        for byte in run {
            let isUpper = byte < 0x60
            if let wasUpper, wasUpper != isUpper { changes += 1 }
            wasUpper = isUpper
            if Self.vowels.contains(byte | 0x20) { vowels += 1 }
        }
        return changes * 2 >= run.count - 1 && vowels * 4 < run.count
    }

    private static let vowels = ASCIISet("aeiouy")

    /// The status of an HTTP answer, which says what went wrong: `401 Unauthorized`, `HTTP 503`, `status code: 429`.
    ///
    /// Three digits from 400 to 599 that stand alone, with a word before or behind them that makes them a status; `500 rows` and
    /// `450 ms` are none.
    private func isStatusCode(_ run: ArraySlice<UInt8>) -> Bool {
        guard run.count == 3, let first = run.first, first == UInt8(ascii: "4") || first == UInt8(ascii: "5"),
            run.startIndex == 0 || !Self.numberJoiners.contains(text[run.startIndex - 1]), !isPartOfNumber(run.endIndex)
        else { return false }
        let before = word(before: run.startIndex)
        let behind = word(behind: run.endIndex)
        if Self.wordsBehindStatus.contains(behind) || (before.isEmpty && behind.isEmpty) { return true }
        let isFollowedByText = run.endIndex + 1 < text.count && text[run.endIndex] == UInt8(ascii: " ")
        return (before.isEmpty || Self.wordsBeforeStatus.contains(before))
            && (!isFollowedByText || behind.isEmpty || Self.smallWords.contains(behind))
    }

    /// Whether what stands behind a number belongs to it, as in `503.5`.
    private func isPartOfNumber(_ end: Int) -> Bool {
        guard end + 1 < text.count else { return false }
        return Self.numberJoiners.contains(text[end]) && isDigit(text[end + 1]) || text[end] == UInt8(ascii: "%")
    }

    private static let numberJoiners = ASCIISet(".,-+/%")
    private static let wordsBeforeStatus: Set<String> = [
        "http", "status", "code", "error", "response", "returned", "statuscode", "answered", "with",
    ]
    /// Words that go on with the sentence behind a status, and are no unit of a number.
    private static let smallWords: Set<String> = [
        "from", "for", "on", "in", "at", "while", "when", "and", "but", "to", "by", "after", "because", "with", "the",
        "this", "your",
    ]
    /// How the reasons of RFC 9110, section 15.5 and 15.6, begin.
    private static let wordsBehindStatus: Set<String> = [
        "bad", "unauthorized", "payment", "forbidden", "not", "method", "proxy", "request", "conflict", "gone",
        "length",
        "precondition", "content", "payload", "uri", "unsupported", "range", "expectation", "misdirected",
        "unprocessable", "upgrade", "locked", "too", "internal", "service", "gateway", "server", "client", "error",
    ]

    /// The last word before a place, in lower case; empty at the beginning.
    ///
    /// In `HTTP/1.1 503` it is `http`.
    private func word(before index: Int) -> String {
        var end = index
        while end > 0, !isLetter(text[end - 1]), index - end < 12 { end -= 1 }
        var begin = end
        while begin > 0, isLetter(text[begin - 1]), end - begin < 16 { begin -= 1 }
        return String(decoding: text[begin..<end], as: UTF8.self).lowercased()
    }

    /// The first word behind a place, in lower case; empty at the end.
    private func word(behind index: Int) -> String {
        var begin = index
        while begin < text.count, !isLetter(text[begin]), begin - index < 4 { begin += 1 }
        var end = begin
        while end < text.count, isLetter(text[end]), end - begin < 16 { end += 1 }
        return String(decoding: text[begin..<end], as: UTF8.self).lowercased()
    }

    /// `2026-11-20`, `2026-11-20T08:00:00.000-05:00`, `08:00`, `08:00:00`.
    private func isTime(_ core: ArraySlice<UInt8>) -> Bool {
        if begins(core, as: "0000-00-00") || begins(core, as: "0000/00/00") { return true }
        if begins(core, as: "00/00/0000") { return true }
        return begins(core, as: "00:00") && (core.count == 5 || begins(core, as: "00:00:00"))
    }

    /// Whether the text begins in a shape, in which 0 is any digit.
    private func begins(_ core: ArraySlice<UInt8>, as shape: StaticString) -> Bool {
        guard core.count >= shape.utf8CodeUnitCount else { return false }
        return shape.withUTF8Buffer { shape in
            zip(core, shape).allSatisfy { isDigit($0) ? $1 == UInt8(ascii: "0") : $0 == $1 }
        }
    }

    /// `10.0.0.1`, `10.0.0.1:443`, `fe80::1`.
    private func isIPAddress(_ core: ArraySlice<UInt8>) -> Bool {
        let dot = UInt8(ascii: ".")
        if core.count(where: { $0 == dot }) == 3 {
            let parts = core.split(separator: dot, omittingEmptySubsequences: false)
            let plain = parts.prefix(3).allSatisfy { !$0.isEmpty && $0.count <= 3 && $0.allSatisfy(isDigit) }
            let last = parts[3].prefix { isDigit($0) }
            let rest = parts[3].dropFirst(last.count)
            if plain, !last.isEmpty, last.count <= 3, rest.isEmpty || rest.first == UInt8(ascii: ":") { return true }
        }
        let colon = UInt8(ascii: ":")
        return core.count(where: { $0 == colon }) >= 2 && core.allSatisfy { isHex($0) || $0 == colon }
    }

    /// `j-AJTAt8w6-wdAgWM`, with or without a third part.
    private func isJobID(_ core: ArraySlice<UInt8>) -> Bool {
        guard core.count >= 10, core.starts(with: "j-".utf8) else { return false }
        let parts = core.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        return (3...4).contains(parts.count) && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy(isLetterOrDigit) }
    }

    private func isUUID(_ core: ArraySlice<UInt8>) -> Bool {
        guard core.count == 36, core[core.startIndex + 8] == UInt8(ascii: "-") else { return false }
        for place in 0..<36 {
            let byte = core[core.startIndex + place]
            let fits =
                switch place {
                case 8, 13, 18, 23: byte == UInt8(ascii: "-")
                default: isHex(byte)
                }
            guard fits else { return false }
        }
        return true
    }
}
