/// A shell pattern that has to match a whole text: `*` any run, `?` one character, `[a-z]` and `[!a-z]` one of a set,
/// `\` the next character as itself.
///
/// Matching takes at most (length of the text) × (length of the pattern) steps, whatever they contain. Compares
/// Unicode scalars, case-sensitively.
struct Glob {
    private enum Element {
        case literal(Unicode.Scalar)
        case anyOne
        case anyRun
        case set([ClosedRange<Unicode.Scalar>], negated: Bool)

        func matches(_ scalar: Unicode.Scalar) -> Bool {
            switch self {
            case .literal(let own): own == scalar
            case .anyOne, .anyRun: true
            case .set(let ranges, let negated): ranges.contains { $0.contains(scalar) } != negated
            }
        }
    }

    private let elements: [Element]

    /// Reads a pattern; a `[` without its `]` stands for itself, as in a shell.
    init(_ pattern: String) {
        let scalars = Array(pattern.unicodeScalars)
        var elements: [Element] = []
        var index = 0
        while index < scalars.count {
            switch scalars[index] {
            case "*":
                if case .anyRun? = elements.last {} else { elements.append(.anyRun) }
                index += 1
            case "?":
                elements.append(.anyOne)
                index += 1
            case "\\" where index + 1 < scalars.count:
                elements.append(.literal(scalars[index + 1]))
                index += 2
            case "[":
                if let (set, next) = Self.set(in: scalars, after: index + 1) {
                    elements.append(set)
                    index = next
                } else {
                    elements.append(.literal("["))
                    index += 1
                }
            case let scalar:
                elements.append(.literal(scalar))
                index += 1
            }
        }
        self.elements = elements
    }

    /// Whether the whole text matches.
    func matches(_ text: String) -> Bool {
        let scalars = text.unicodeScalars
        var position = scalars.startIndex
        var element = 0
        // Only the last `*` is ever tried again: an earlier one could not reach further than it did.
        var retry: (element: Int, position: String.UnicodeScalarView.Index)?
        while position < scalars.endIndex {
            if element < elements.count {
                if case .anyRun = elements[element] {
                    retry = (element, position)
                    element += 1
                    continue
                }
                if elements[element].matches(scalars[position]) {
                    element += 1
                    position = scalars.index(after: position)
                    continue
                }
            }
            guard let last = retry else { return false }
            position = scalars.index(after: last.position)
            retry = (last.element, position)
            element = last.element + 1
        }
        return elements[element...].allSatisfy { if case .anyRun = $0 { true } else { false } }
    }

    /// The set that starts after `[`, and the index after its `]`; nil if there is no `]`.
    private static func set(in scalars: [Unicode.Scalar], after start: Int) -> (Element, Int)? {
        var index = start
        var negated = false
        if index < scalars.count, scalars[index] == "!" || scalars[index] == "^" {
            negated = true
            index += 1
        }
        var ranges: [ClosedRange<Unicode.Scalar>] = []
        let first = index
        while index < scalars.count {
            if scalars[index] == "]", index > first { return (.set(ranges, negated: negated), index + 1) }
            if scalars[index] == "\\", index + 1 < scalars.count { index += 1 }
            let low = scalars[index]
            if index + 2 < scalars.count, scalars[index + 1] == "-", scalars[index + 2] != "]" {
                let high = scalars[index + 2]
                if low <= high { ranges.append(low...high) }
                index += 3
            } else {
                ranges.append(low...low)
                index += 1
            }
        }
        return nil
    }
}
