import TerminalText

/// Decoding by what the key expects, not by how a scalar looks: `no` is a title where a title is expected.
///
/// `name` is what the message calls the value, usually its key. Each function returns nil after adding one diagnostic,
/// and nil without a diagnostic for a node that parsing has refused.
extension Node {
    /// Any scalar's text, numbers and `no` included; null and collections are errors.
    package func string(as name: String, _ diagnostics: inout Diagnostics) -> String? {
        guard let scalar, !scalar.isNull, !isInvalid else {
            mismatch(name, "text", &diagnostics)
            return nil
        }
        return scalar.text
    }

    /// A plain decimal whole number within bounds (both included); `.max` as an upper bound is not mentioned.
    ///
    /// `help` is shown unless only the spelling of the number is wrong.
    package func int(
        as name: String,
        in bounds: ClosedRange<Int> = .min ... .max,
        help: String? = nil,
        _ diagnostics: inout Diagnostics
    ) -> Int? {
        guard let scalar, scalar.style == .plain, !isInvalid,
            isDecimal(scalar.text), let value = Int(scalar.text), bounds.contains(value)
        else {
            mismatch(name, describe(bounds), &diagnostics, help: numberHelp(bounds) ?? help)
            return nil
        }
        return value
    }

    /// A plain `true` or `false` (also `True`, `TRUE`, …, as in YAML's core schema); `yes` and `no` get help.
    package func bool(as name: String, _ diagnostics: inout Diagnostics) -> Bool? {
        if let scalar, !isInvalid, scalar.style == .plain {
            switch scalar.text {
            case "true", "True", "TRUE": return true
            case "false", "False", "FALSE": return false
            default: break
            }
        }
        let help: String? =
            switch scalar?.text.lowercased() {
            case "yes", "on", "y", "true": "write true"
            case "no", "off", "n", "false": "write false"
            default: nil
            }
        mismatch(name, "true or false", &diagnostics, help: help)
        return nil
    }

    /// One of the given words, exactly as written; a similar word is suggested.
    ///
    /// `synonyms` are other words for some of them, in lower case, which are suggested as well.
    package func oneOf(
        _ words: [String],
        as name: String,
        synonyms: [String: String] = [:],
        _ diagnostics: inout Diagnostics
    ) -> String? {
        if let scalar, !isInvalid, words.contains(scalar.text) { return scalar.text }
        let similar = scalar.flatMap { $0.isNull ? nil : closestMatch(to: $0.text, among: words) }
        mismatch(
            name,
            words.count == 1 ? words[0] : "one of " + words.joined(separator: ", "),
            &diagnostics,
            help: (scalar.flatMap { synonyms[$0.text.lowercased()] }).map { "write \($0)" }
                ?? similar.map { "a similar value is '\($0)'" }
        )
        return nil
    }

    /// One of the cases of an enum, by raw value.
    package func oneOf<Choice: CaseIterable & RawRepresentable<String>>(
        _ type: Choice.Type,
        as name: String,
        synonyms: [String: String] = [:],
        _ diagnostics: inout Diagnostics
    ) -> Choice? {
        oneOf(type.allCases.map(\.rawValue), as: name, synonyms: synonyms, &diagnostics).flatMap(Choice.init(rawValue:))
    }

    /// The elements of a list, without those for which `element` returns nil; it has reported why.
    ///
    /// Nil if this is no list. An empty list is an error (and returns an empty array) unless `allowsEmpty`. `help` says how
    /// to write the list if this is none; by default, where a mapping lacks its dash.
    package func list<Element>(
        as name: String,
        allowsEmpty: Bool = false,
        help: String? = nil,
        _ diagnostics: inout Diagnostics,
        element: (Node, inout Diagnostics) -> Element?
    ) -> [Element]? {
        guard case .sequence(let nodes) = kind, !isInvalid else {
            mismatch(name, "a list", &diagnostics, help: help ?? dashHelp)
            return nil
        }
        if nodes.isEmpty, !allowsEmpty {
            diagnostics.error("'\(name)' must be a list with at least one entry; this is empty", at: self)
        }
        return nodes.compactMap { element($0, &diagnostics) }
    }

    /// Like `list`, but a scalar counts as a list of one element; a mapping or null is an error.
    package func scalarOrList<Element>(
        as name: String,
        allowsEmpty: Bool = false,
        _ diagnostics: inout Diagnostics,
        element: (Node, inout Diagnostics) -> Element?
    ) -> [Element]? {
        switch kind {
        case .sequence: return list(as: name, allowsEmpty: allowsEmpty, &diagnostics, element: element)
        case .scalar(let scalar) where !scalar.isNull && !isInvalid:
            return element(self, &diagnostics).map { [$0] }
        case .scalar, .mapping:
            mismatch(name, "a value or a list", &diagnostics)
            return nil
        }
    }

    /// A reader of a mapping's keys; `name` is the construct, such as `repeat_jobs`, without quotes in messages.
    ///
    /// `help` says how to write the mapping if this is not one.
    package func mapping(
        of name: String,
        help: String? = nil,
        _ diagnostics: inout Diagnostics
    ) -> MappingReader? {
        MappingReader(self, of: name, help: help, &diagnostics)
    }

    /// Adds `'name' must be <rule>; this is <what was found>` as an error, for decoders outside this file.
    ///
    /// A name with spaces is a description, such as `the name of an input`, and gets no quotes. Nothing is added for a
    /// mapping whose entries have errors of their own.
    package func mismatch(
        _ name: String,
        _ rule: String,
        _ diagnostics: inout Diagnostics,
        help: String? = nil
    ) {
        guard !isIncomplete else { return }
        // A character that only looks right explains more than a similar word does.
        let pasted = scalar.flatMap { PastedCharacter.help(for: $0.text) }
        let subject = name.contains(" ") ? name : "'\(name)'"
        diagnostics.error(
            "\(subject) must be \(rule); this is \(found)",
            at: self,
            help: pasted ?? help ?? quotingHelp(rule)
        )
    }

    /// The value, for messages: `-3`, `'faild'` (cut after 40 characters), `empty`, `a list`, `a mapping`.
    package var found: String {
        switch kind {
        case .scalar(let scalar) where scalar.isNull: "empty"
        case .scalar(let scalar) where scalar.style == .plain && isDecimal(scalar.text) && scalar.text.utf8.count <= 40:
            scalar.text
        case .scalar(let scalar): "'\(shortened(scalar.text))'"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }

    private func describe(_ bounds: ClosedRange<Int>) -> String {
        switch (bounds.lowerBound, bounds.upperBound) {
        case (.min, .max): "a whole number"
        case (.min, let upper): "a whole number up to \(upper)"
        case (let lower, .max): "a whole number from \(lower)"
        case (let lower, let upper): "a whole number from \(lower) to \(upper)"
        }
    }

    /// Suggests the number that was meant if only its spelling is wrong: `"5"`, `1_000`, `1,000`.
    private func numberHelp(_ bounds: ClosedRange<Int>) -> String? {
        guard let scalar, scalar.text.utf8.count <= 24, !isDecimal(scalar.text) || scalar.style != .plain else {
            return nil
        }
        let bare = scalar.text.filter { $0 != "_" && $0 != "," }
        guard isDecimal(bare), let value = Int(bare), bounds.contains(value) else { return nil }
        return "write \(value)" + (scalar.style == .plain ? "" : ", without quotes")
    }

    /// A text with `: ` in a flow list is a mapping to YAML, which is seldom meant.
    private func quotingHelp(_ rule: String) -> String? {
        guard rule == "text", case .mapping(let entries) = kind, entries.count == 1,
            range.start == entries[0].key.range.start
        else { return nil }
        return "put a text with ': ' in it in single quotes"
    }

    /// The entry that was meant if a list of mappings is written without its dash or its brackets.
    private var dashHelp: String? {
        guard case .mapping(let entries) = kind, let first = entries.first, file.hasLines else { return nil }
        return file.bytes[range.start.offset] == UInt8(ascii: "{")
            ? "put the { } in brackets: [{ … }]" : "put '- ' in front of '\(shortened(first.name))'"
    }
}

/// True for YAML's core decimal integers: an optional sign and ASCII digits.
private func isDecimal(_ text: String) -> Bool {
    var digits = text.utf8[...]
    if digits.first == UInt8(ascii: "-") || digits.first == UInt8(ascii: "+") { digits.removeFirst() }
    return !digits.isEmpty && digits.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
}

/// The first 40 characters of a text, followed by `…` if it is longer.
func shortened(_ text: String) -> String {
    let scalars = text.unicodeScalars
    guard let cut = scalars.index(scalars.startIndex, offsetBy: 40, limitedBy: scalars.endIndex), cut < scalars.endIndex
    else { return text }
    return String(scalars[..<cut]) + "…"
}
