/// A scan of a pattern that finds what must not reach the C library.
///
/// It follows the grammar of extended regular expressions closely enough to know atoms, groups and repetitions; what it
/// accepts is still checked by `regcomp`.
struct POSIXPatternScan {
    private let scalars: [Unicode.Scalar]
    private var index = 0

    /// A group that is open: its size so far, and the size of its last atom, which a repetition multiplies.
    private struct Level {
        var size = 0
        var last: Int?
        var lastWasRepetition = false
    }

    private var levels = [Level()]

    /// A walk over this text.
    init(_ text: String) {
        scalars = Array(text.unicodeScalars)
    }

    /// Walks; throws the first fault.
    mutating func run() throws(POSIXPattern.PatternError) {
        guard !scalars.isEmpty else { throw .init(message: "it is empty", help: nil) }
        guard scalars.count <= POSIXPattern.maximumLength else {
            throw .init(
                message: "it has \(scalars.count) characters, and \(POSIXPattern.maximumLength) are the most",
                help: nil
            )
        }
        if scalars.contains("\0") { throw .init(message: "it contains a NUL", help: nil) }
        while index < scalars.count { try step() }
        if levels.count > 1 { throw .init(message: "a '(' is not closed", help: nil) }
    }

    private mutating func step() throws(POSIXPattern.PatternError) {
        let scalar = scalars[index]
        index += 1
        switch scalar {
        case "\\": try escape()
        case "[": try bracket()
        case "(": try open()
        case ")": try close()
        case "|":
            levels[levels.count - 1].last = nil
            levels[levels.count - 1].lastWasRepetition = false
        case "*", "+", "?": try repetition(String(scalar), times: 1)
        case "{":
            let (text, times) = try interval()
            try repetition(text, times: times)
        default: try atom(1)
        }
    }

    private mutating func atom(_ size: Int) throws(POSIXPattern.PatternError) {
        levels[levels.count - 1].size += size
        levels[levels.count - 1].last = size
        levels[levels.count - 1].lastWasRepetition = false
        try checkSize(levels[levels.count - 1].size)
    }

    private mutating func open() throws(POSIXPattern.PatternError) {
        if index < scalars.count, scalars[index] == "?" {
            throw .init(
                message: "'(?' is not known to POSIX patterns",
                help: "a plain group is written (…); there are no flags and no look-around"
            )
        }
        levels.append(Level())
    }

    private mutating func close() throws(POSIXPattern.PatternError) {
        guard levels.count > 1, let inner = levels.popLast() else {
            throw .init(message: "a ')' has no '('", help: #"a parenthesis itself is written \)"#)
        }
        try atom(max(1, inner.size))
    }

    private mutating func repetition(_ text: String, times: Int) throws(POSIXPattern.PatternError) {
        let level = levels[levels.count - 1]
        guard let last = level.last else {
            throw .init(message: "'\(text)' has nothing before it to repeat", help: nil)
        }
        if level.lastWasRepetition {
            throw .init(
                message: "'\(text)' follows another repetition",
                help: "POSIX patterns have no lazy or possessive repetition; leave one out"
            )
        }
        let size = last * max(1, times)
        levels[levels.count - 1].size += size - last
        levels[levels.count - 1].last = size
        levels[levels.count - 1].lastWasRepetition = true
        try checkSize(levels[levels.count - 1].size)
    }

    private func checkSize(_ size: Int) throws(POSIXPattern.PatternError) {
        guard size <= POSIXPattern.maximumSize else {
            throw .init(
                message: "its repetitions unfold to more than \(POSIXPattern.maximumSize) characters",
                help: nil
            )
        }
    }

    /// After `{`: `m}`, `m,}` or `m,n}`.
    private mutating func interval() throws(POSIXPattern.PatternError) -> (text: String, times: Int) {
        guard let end = scalars[index...].firstIndex(of: "}") else {
            throw .init(message: "a '{' is not closed", help: #"a brace itself is written \{"#)
        }
        var inside = String.UnicodeScalarView()
        inside.append(contentsOf: scalars[index..<end])
        let text = String(inside)
        index = end + 1
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        let bounds = parts.map { part in part.allSatisfy { ("0"..."9").contains($0) } ? Int(part) : nil }
        guard parts.count <= 2, let low = bounds.first ?? nil, parts.count == 1 || parts[1].isEmpty || bounds[1] != nil
        else {
            throw .init(
                message: "'{\(text)}' is not a repetition such as {2}, {2,} or {2,5}",
                help: #"a brace itself is written \{"#
            )
        }
        let high = (bounds.last ?? nil) ?? low
        guard low <= high else { throw .init(message: "'{\(text)}' counts down", help: nil) }
        guard high <= POSIXPattern.maximumSize else {
            throw .init(message: "'{\(text)}' repeats more than \(POSIXPattern.maximumSize) times", help: nil)
        }
        return ("{\(text)}", high)
    }

    /// After `\`: what glibc has beyond POSIX (`\w \W \s \S \b \B \< \>`) is accepted, other letters and digits are not.
    private mutating func escape() throws(POSIXPattern.PatternError) {
        guard index < scalars.count else { throw .init(message: #"it ends in a single '\'"#, help: nil) }
        let scalar = scalars[index]
        index += 1
        switch scalar {
        case "w", "W", "s", "S", "b", "B":
            try atom(1)
        case "d": throw .init(message: #"'\d' is not known to POSIX patterns"#, help: "a digit is written [0-9]")
        case "D":
            throw .init(message: #"'\D' is not known to POSIX patterns"#, help: "what is no digit is written [^0-9]")
        case "0"..."9":
            throw .init(message: #"'\\#(scalar)' refers back to a group, which can take for ever"#, help: nil)
        case "a"..."z", "A"..."Z":
            throw .init(message: #"'\\#(scalar)' is not known to POSIX patterns"#, help: nil)
        default: try atom(1)
        }
    }

    /// After `[`: to the `]` that closes it.
    private mutating func bracket() throws(POSIXPattern.PatternError) {
        let open = POSIXPattern.PatternError(message: "a '[' is not closed", help: #"a bracket itself is written \["#)
        if index < scalars.count, scalars[index] == "^" { index += 1 }
        if index < scalars.count, scalars[index] == "]" { index += 1 }
        while index < scalars.count {
            let scalar = scalars[index]
            index += 1
            let next = index < scalars.count ? scalars[index] : nil
            switch scalar {
            case "]": return try atom(1)
            case "[" where next == ":":
                // [:alpha:] and its like.
                guard
                    let end = (index + 1..<scalars.count).first(where: { scalars[$0] == "]" && scalars[$0 - 1] == ":" })
                else { throw open }
                index = end + 1
            case "[" where next == "." || next == "=":
                throw .init(message: "'[.' and '[=' are not supported", help: nil)
            case "\\":
                if let next, next == "]" || next == "[" || next.properties.isAlphabetic {
                    throw .init(
                        message: #"in brackets '\\#(next)' is a backslash and '\#(next)'"#,
                        help: next == "]" ? "a closing bracket stands first: []…]" : "use classes such as [[:space:]]"
                    )
                }
            default: break
            }
        }
        throw open
    }
}
