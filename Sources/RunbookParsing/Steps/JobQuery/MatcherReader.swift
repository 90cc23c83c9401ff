internal import LocatedYAML
internal import RedriveCore
internal import WorkatoJobs

/// Reads what is asked of one field of `where`.
struct MatcherReader {
    /// The field, whose kind decides what can be asked.
    var field: Predicate.Field
    /// What messages call the field; nil for its own name.
    var key: String?
    /// How times are read.
    var times: TimeReader

    /// The most values of a list.
    static let maximumValues = 10_000
    /// The longest text to look for, in characters.
    static let maximumText = 1000

    private var name: String { key ?? field.rawValue }

    /// The predicate; nil after a diagnostic.
    func read(_ node: Node, _ diagnostics: inout Diagnostics) -> Predicate? {
        if case .mapping = node.kind { return matchers(node, &diagnostics) }
        switch field.kind {
        case .text, .integer: break
        case .time, .duration:
            node.mismatch(
                name,
                "a comparison such as { \(field.kind == .time ? "gte: 2026-11-20" : "gt: 10m") }",
                &diagnostics
            )
            return nil
        }
        guard node.hasAtMost(Self.maximumValues, as: name, &diagnostics) else { return nil }
        guard !node.isNull else {
            node.mismatch(
                name,
                "a value, a list or a mapping",
                &diagnostics,
                help: "for jobs without the field, write { exists: false }"
            )
            return nil
        }
        let values = node.scalarOrList(as: name, &diagnostics) { node, diagnostics in
            if field.kind == .text { node.warnAboutEquality(with: field, &diagnostics) }
            return value(node, as: name, &diagnostics)
        }
        guard let values, !values.isEmpty else { return nil }
        return .field(field, .anyOf(values))
    }

    private func matchers(_ node: Node, _ diagnostics: inout Diagnostics) -> Predicate? {
        guard var reader = node.mapping(of: name, &diagnostics) else { return nil }
        let own = field.kind.matchers
        var misplaced: [String] = []
        for entry in reader.all where !own.contains(entry.name) && Predicate.Kind.allMatchers.contains(entry.name) {
            diagnostics.error(
                "'\(entry.name)' cannot be used for '\(name)', which is \(field.kind.noun)",
                at: entry.key,
                help: "use one of \(own.joined(separator: ", "))"
            )
            misplaced.append(entry.name)
        }
        if reader.all.isEmpty, !node.isIncomplete {
            diagnostics.error(
                "'\(name)' must have at least one of \(own.joined(separator: ", ")); this is empty",
                at: node
            )
        }
        var found: [Predicate.Matcher] = []
        if own.contains("exists"), let node = reader.optional("exists") {
            if let exists = node.bool(as: "exists", &diagnostics) { found.append(.exists(exists)) }
        }
        switch field.kind {
        case .text: found += textMatchers(&reader, &diagnostics)
        case .integer, .time, .duration:
            if let comparison = comparison(&reader, &diagnostics) { found.append(.compare(comparison)) }
        }
        reader.finish(allowed: misplaced, hints: .matchers, &diagnostics)
        let parts = found.map { Predicate.field(field, $0) }
        return parts.count == 1 ? parts[0] : .all(parts)
    }

    private func textMatchers(
        _ reader: inout MappingReader,
        _ diagnostics: inout Diagnostics
    ) -> [Predicate.Matcher] {
        var found: [Predicate.Matcher] = []
        let limit = Self.maximumText
        if let node = reader.optional("contains"),
            let text = node.text(as: "contains", upTo: limit, .condition, &diagnostics)
        {
            node.warnAboutWildcards(as: "contains", glob: "*\(text)*", &diagnostics)
            // A caret in the middle of a text is not rare: it marks the place of an error in JSON.
            if !text.hasPrefix("^") { node.warnAboutExpression(as: "contains", &diagnostics) }
            found.append(.contains(text))
        }
        if let text = reader.optional("glob")?.text(as: "glob", upTo: limit, .condition, &diagnostics) {
            found.append(.glob(text))
        }
        if let node = reader.optional("matches"), let text = node.string(as: "matches", &diagnostics) {
            node.warnAboutPaste(as: "matches", .condition, &diagnostics)
            node.warnAboutSlashes(as: "matches", &diagnostics)
            do throws(POSIXPattern.PatternError) {
                found.append(.matches(try POSIXPattern(text)))
            } catch {
                diagnostics.error(
                    "'matches' must be a pattern, and this is not one: \(error.message)",
                    at: node,
                    help: error.help
                )
            }
        }
        return found
    }

    private func comparison(_ reader: inout MappingReader, _ diagnostics: inout Diagnostics) -> Predicate.Comparison? {
        var comparison = Predicate.Comparison()
        for (first, second) in [("lt", "lte"), ("gt", "gte")] {
            if let one = reader.entry(first), let other = reader.entry(second) {
                diagnostics.error(
                    "'\(second)' cannot be used together with '\(first)'",
                    at: other.key,
                    secondary: [.init("the bound is given here already", at: one.key.place)]
                )
            }
        }
        comparison.lessThan = bound("lt", &reader, &diagnostics)
        comparison.atMost = bound("lte", &reader, &diagnostics)
        comparison.greaterThan = bound("gt", &reader, &diagnostics)
        comparison.atLeast = bound("gte", &reader, &diagnostics)
        return comparison == Predicate.Comparison() ? nil : comparison
    }

    private func bound(
        _ key: String,
        _ reader: inout MappingReader,
        _ diagnostics: inout Diagnostics
    ) -> Predicate.Value? {
        reader.optional(key).flatMap { value($0, as: key, &diagnostics) }
    }

    private func value(_ node: Node, as name: String, _ diagnostics: inout Diagnostics) -> Predicate.Value? {
        switch field.kind {
        case .text:
            node.warnAboutPaste(as: name, .condition, &diagnostics)
            return node.string(as: name, &diagnostics).map(Predicate.Value.text)
        case .integer:
            guard let scalar = node.scalar, !node.isInvalid, let number = DigitsText.parseGrouped(scalar.text) else {
                node.mismatch(name, "a whole number from 0", &diagnostics)
                return nil
            }
            return .integer(number)
        case .time:
            return times.instant(node, as: name, &diagnostics).map(Predicate.Value.time)
        case .duration:
            return node.duration(as: name, &diagnostics).map(Predicate.Value.duration)
        }
    }
}

extension Predicate.Kind {
    /// What can be asked of a field of this kind by name.
    fileprivate var matchers: [String] {
        switch self {
        case .text: ["contains", "glob", "matches", "exists"]
        case .integer, .time, .duration: ["lt", "lte", "gt", "gte", "exists"]
        }
    }

    /// Everything that can be asked of some field.
    fileprivate static let allMatchers: Set<String> = Set(Kind.text.matchers + Kind.integer.matchers)

    /// The noun for messages.
    fileprivate var noun: String {
        switch self {
        case .text: "text"
        case .integer: "a whole number"
        case .time: "a time"
        case .duration: "a duration"
        }
    }

    private typealias Kind = Predicate.Kind
}
