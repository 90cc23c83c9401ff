import WorkatoJobs

extension Predicate {
    /// The most values of a list that are named; the others are counted.
    private static let mostValues = 5
    /// The longest text of a condition that is shown, in Unicode scalars, an ellipsis at the end included.
    private static let longestText = 80

    /// What must hold, in words: one text for each condition at the top.
    ///
    /// For people only: what a plan repeats is fixed by its jobs.
    package var conditionsInWords: [String] {
        if case .all(let parts) = self { return parts.flatMap(\.conditionsInWords) }
        return [words]
    }

    /// The predicate in words, as in `error_type is 'Timeout' or 'Service unavailable'`.
    package var words: String {
        switch self {
        case .all(let parts): parts.isEmpty ? "anything" : parts.map(\.nestedWords).joined(separator: " and ")
        case .any(let parts): parts.isEmpty ? "nothing" : parts.map(\.nestedWords).joined(separator: " or ")
        case .not(.field(let field, let matcher)): "\(field.rawValue) \(matcher.words(isNegated: true))"
        case .not(let part): "not (\(part.words))"
        case .field(let field, let matcher): "\(field.rawValue) \(matcher.words(isNegated: false))"
        }
    }

    private var nestedWords: String {
        switch self {
        case .all(let parts) where parts.count > 1: "(\(words))"
        case .any(let parts) where parts.count > 1: "(\(words))"
        case .field(_, .anyOf(let values)) where values.count > 1: "(\(words))"
        case .all, .any, .not, .field: words
        }
    }

    fileprivate static func list(_ values: [Value]) -> String {
        let shown = values.prefix(mostValues).map(\.words).joined(separator: " or ")
        return values.count > mostValues ? "\(shown) or \(values.count - mostValues) more" : shown
    }

    fileprivate static func quoted(_ text: String) -> String {
        let scalars = text.unicodeScalars
        guard scalars.count > longestText else { return "'\(text)'" }
        return "'\(String(String.UnicodeScalarView(scalars.prefix(longestText - 1))))…'"
    }
}

extension Predicate.Matcher {
    /// The matcher in words, as in `contains 'order'`.
    package var words: String { words(isNegated: false) }

    fileprivate func words(isNegated: Bool) -> String {
        switch self {
        case .anyOf(let values): "\(isNegated ? "is not" : "is") \(Predicate.list(values))"
        case .contains(let text): "\(isNegated ? "does not contain" : "contains") \(Predicate.quoted(text))"
        case .glob(let pattern): "\(isNegated ? "does not fit" : "fits") the glob \(Predicate.quoted(pattern))"
        case .matches(let pattern): "\(isNegated ? "does not match" : "matches") \(Predicate.quoted(pattern.text))"
        case .exists(let exists): exists == isNegated ? "is absent" : "is present"
        case .compare(let comparison): "\(isNegated ? "is not" : "is") \(comparison.words)"
        }
    }
}

extension Predicate.Comparison {
    fileprivate var words: String {
        let bounds: [(String, Predicate.Value?)] = [
            ("more than", greaterThan), ("at least", atLeast), ("less than", lessThan), ("at most", atMost),
        ]
        return bounds.compactMap { name, value in value.map { "\(name) \($0.words)" } }.joined(separator: " and ")
    }
}

extension Predicate.Value {
    /// The value as people read it; a text is in quotes.
    var words: String {
        switch self {
        case .text(let text): Predicate.quoted(text)
        case .integer(let number): "\(number)"
        case .time(let time): time.formatted(.seconds)
        case .duration(let duration): duration.formattedSeconds
        }
    }
}

extension Duration {
    /// `90s`, or `0.5s` to the millisecond.
    fileprivate var formattedSeconds: String {
        let (seconds, attoseconds) = components
        let milliseconds = attoseconds / 1_000_000_000_000_000
        guard milliseconds != 0 else { return "\(seconds)s" }
        let digits = String(1000 + milliseconds.magnitude).dropFirst()
        return "\(seconds).\(digits)s"
    }
}
