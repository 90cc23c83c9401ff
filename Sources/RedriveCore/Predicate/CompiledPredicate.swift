/// A predicate that is prepared for many subjects: patterns are compiled, sets are hashed.
///
/// Not sendable, since a compiled pattern belongs to one task at a time; each task makes its own from the `Predicate`, which
/// is a plain value. The time of one answer is bounded by the lengths of subject and predicate, whatever they contain.
package final class CompiledPredicate {
    private let root: Condition

    /// Compiles a predicate.
    ///
    /// Fails only if the C library has no memory for a pattern: what cannot be compiled was refused by `POSIXPattern`.
    package init(_ predicate: Predicate) throws(POSIXPattern.PatternError) {
        root = try Condition(predicate)
    }

    /// Whether the predicate holds.
    package func holds(for subject: PredicateSubject) -> Bool {
        var values = SubjectValues(subject)
        return root.holds(for: &values)
    }

    /// The values of a subject; each text is normalized once, however many conditions read it.
    private struct SubjectValues {
        private let subject: PredicateSubject
        /// The texts that were not in form C.
        private var normalized: [Predicate.Field: ComparableText] = [:]

        init(_ subject: PredicateSubject) {
            self.subject = subject
        }

        mutating func value(of field: Predicate.Field) -> SubjectValue? {
            guard let value = subject.value(of: field) else { return nil }
            guard case .text(let text) = value else { return .other(value) }
            if let known = normalized[field] { return .text(known) }
            let comparable = ComparableText(text)
            if !ComparableText.isInFormC(text) { normalized[field] = comparable }
            return .text(comparable)
        }
    }

    private enum SubjectValue {
        case text(ComparableText)
        case other(Predicate.Value)
    }

    private indirect enum Condition {
        case all([Condition])
        case any([Condition])
        case not(Condition)
        case field(Predicate.Field, Test)

        init(_ predicate: Predicate) throws(POSIXPattern.PatternError) {
            switch predicate {
            case .all(let parts): self = .all(try Self.compile(parts))
            case .any(let parts): self = .any(try Self.compile(parts))
            case .not(let part): self = .not(try Condition(part))
            case .field(let field, let matcher): self = .field(field, try Test(matcher))
            }
        }

        private static func compile(_ parts: [Predicate]) throws(POSIXPattern.PatternError) -> [Condition] {
            var compiled: [Condition] = []
            for part in parts { compiled.append(try Condition(part)) }
            return compiled
        }

        func holds(for values: inout SubjectValues) -> Bool {
            switch self {
            case .all(let parts): parts.allSatisfy { $0.holds(for: &values) }
            case .any(let parts): parts.contains { $0.holds(for: &values) }
            case .not(let part): !part.holds(for: &values)
            case .field(let field, let test): test.holds(for: values.value(of: field))
            }
        }
    }

    private enum Test {
        case anyOf(texts: Set<ComparableText>, others: Set<Predicate.Value>)
        case contains([UInt8])
        case glob(Glob)
        case matches(CompiledPattern)
        case exists(Bool)
        case compare(Predicate.Comparison)

        init(_ matcher: Predicate.Matcher) throws(POSIXPattern.PatternError) {
            switch matcher {
            case .anyOf(let values):
                var texts: Set<ComparableText> = []
                var others: Set<Predicate.Value> = []
                for value in values {
                    if case .text(let text) = value {
                        texts.insert(ComparableText(text))
                    } else {
                        others.insert(value)
                    }
                }
                self = .anyOf(texts: texts, others: others)
            case .contains(let text): self = .contains(Array(ComparableText(text).text.utf8))
            case .glob(let pattern): self = .glob(Glob(ComparableText(pattern).text))
            case .matches(let pattern): self = .matches(try CompiledPattern(pattern))
            case .exists(let exists): self = .exists(exists)
            case .compare(let comparison): self = .compare(comparison)
            }
        }

        func holds(for value: SubjectValue?) -> Bool {
            guard let value else {
                if case .exists(false) = self { return true }
                return false
            }
            switch (self, value) {
            case (.anyOf(let texts, _), .text(let text)): return texts.contains(text)
            case (.anyOf(_, let others), .other(let value)): return others.contains(value)
            case (.exists(let exists), _): return exists
            case (.compare(let comparison), .other(let value)): return comparison.holds(for: value)
            case (.contains(let bytes), .text(let text)): return text.containsBytes(bytes)
            case (.glob(let glob), .text(let text)): return glob.matches(text.text)
            case (.matches(let pattern), .text(let text)): return pattern.isFound(in: text)
            case (.compare(let comparison), .text): return comparison == Predicate.Comparison()
            case (.contains, _), (.glob, _), (.matches, _): return false
            }
        }
    }
}

extension Predicate.Comparison {
    /// Whether all bounds that are set hold; a bound of another kind than the value never holds.
    func holds(for value: Predicate.Value) -> Bool {
        if let lessThan, value.isLess(than: lessThan) != true { return false }
        if let atMost, atMost.isLess(than: value) != false { return false }
        if let greaterThan, greaterThan.isLess(than: value) != true { return false }
        if let atLeast, value.isLess(than: atLeast) != false { return false }
        return true
    }
}

extension Predicate.Value {
    /// Nil for values of different kinds; text has no order in this language.
    fileprivate func isLess(than other: Predicate.Value) -> Bool? {
        switch (self, other) {
        case (.integer(let left), .integer(let right)): left < right
        case (.time(let left), .time(let right)): left < right
        case (.duration(let left), .duration(let right)): left < right
        case (.text, _), (.integer, _), (.time, _), (.duration, _): nil
        }
    }
}

extension ComparableText {
    /// Whether the text contains the bytes; linear in both lengths (Knuth, Morris, Pratt).
    fileprivate func containsBytes(_ sought: [UInt8]) -> Bool {
        guard !sought.isEmpty else { return true }
        var fallback = [Int](repeating: 0, count: sought.count)
        var matched = 0
        for index in sought.indices.dropFirst() {
            while matched > 0, sought[index] != sought[matched] { matched = fallback[matched - 1] }
            if sought[index] == sought[matched] { matched += 1 }
            fallback[index] = matched
        }
        matched = 0
        return withBytes { bytes in
            for byte in bytes {
                while matched > 0, byte != sought[matched] { matched = fallback[matched - 1] }
                if byte == sought[matched] { matched += 1 }
                if matched == sought.count { return true }
            }
            return false
        }
    }
}
