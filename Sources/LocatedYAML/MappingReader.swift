import TerminalText

/// Reads a mapping key by key, and reports at the end which keys are unknown and which are missing.
///
/// Every reader ends with `finish(allowed:_:)`.
package struct MappingReader {
    /// The mapping that is read.
    package let node: Node

    /// The construct, as messages name it: `'recipies' is not a key of repeat_jobs`.
    package let name: String

    private(set) var entries: [Node.Entry]
    private var indices: [String: Int]
    private var known: [String] = []
    private var knownSet: Set<String> = []
    private var missing: [(key: String, help: String?)] = []

    /// Starts reading; nil, after a diagnostic, if the node is no mapping.
    ///
    /// `help` says how to write the mapping.
    package init?(_ node: Node, of name: String, help: String? = nil, _ diagnostics: inout Diagnostics) {
        guard case .mapping(let entries) = node.kind, !node.isInvalid else {
            // The text is left out: a value in the place of a mapping may be a secret.
            let found = node.scalar.map { $0.isNull ? "empty" : "text" } ?? node.found
            diagnostics.error("\(name) must be a mapping; this is \(found)", at: node, help: help)
            return nil
        }
        self.node = node
        self.name = name
        self.entries = entries
        indices = Self.indices(of: entries)
    }

    private static func indices(of entries: [Node.Entry]) -> [String: Int] {
        Dictionary(entries.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Replaces the entries, for a mapping whose lines are indented in the wrong way.
    mutating func replaceEntries(_ entries: [Node.Entry]) {
        self.entries = entries
        indices = Self.indices(of: entries)
    }

    /// The value of a required key; nil if it is missing, which `finish` reports together with `help`.
    package mutating func required(_ key: String, help: String? = nil) -> Node? {
        let value = optional(key)
        if value == nil { missing.append((key, help)) }
        return value
    }

    /// The value of a key, or nil if it is left out; for a key without a value, a node that `isNull`.
    package mutating func optional(_ key: String) -> Node? {
        entry(key)?.value
    }

    /// The key and value, for diagnostics that point at the key.
    package mutating func entry(_ key: String) -> Node.Entry? {
        if knownSet.insert(key).inserted { known.append(key) }
        return indices[key].map { entries[$0] }
    }

    /// All entries in the order of the file, for mappings whose keys are free; no key is marked as known.
    package var all: [Node.Entry] { entries }

    /// Reports unknown keys (all but those asked for and `allowed`), each with a suggestion if one is likely, and
    /// missing keys, unless a suggestion already says which key was meant.
    ///
    /// `hints` knows keys that are not similar to the one that was meant.
    package func finish(allowed: [String] = [], hints: KeyHints = KeyHints(), _ diagnostics: inout Diagnostics) {
        let candidates = known + allowed
        let accepted = knownSet.union(allowed)
        let unused = candidates.filter { indices[$0] == nil }
        var suggested: Set<String> = []
        for (index, entry) in entries.enumerated() where !accepted.contains(entry.name) && !entry.key.isInvalid {
            if let meant = reportPasted(entry.key, unused, &diagnostics) {
                suggested.insert(meant)
                continue
            }
            let (meant, help) = suggestion(for: entry, at: index, unused, hints)
            if let meant { suggested.insert(meant) }
            diagnostics.error("'\(shortened(entry.name))' is not a key of \(name)", at: entry.key, help: help)
        }
        guard !node.isIncomplete else { return }
        for (key, help) in missing where !suggested.contains(key) {
            diagnostics.error("\(name) needs the key '\(key)'", at: node, help: help)
        }
    }

    /// The key that was meant instead of an unknown one, and what to do about it; nil if that is unclear.
    private func suggestion(
        for entry: Node.Entry,
        at index: Int,
        _ unused: [String],
        _ hints: KeyHints
    ) -> (meant: String?, help: String?) {
        switch missedSyntax(entry) {
        case .space(let key):
            return (unused.contains(key) ? key : nil, "put a space after the ':' of a key")
        case .comma:
            if let meant = closestMatch(to: entry.name, among: unused) {
                return (meant, "a key with a similar name is '\(meant)'")
            }
            return (nil, commaHelp(at: index))
        case nil: break
        }
        if let meant = hints.synonyms[entry.name], unused.contains(meant) { return (meant, "the key is '\(meant)'") }
        if let help = hints.places[entry.name] { return (nil, help) }
        let meant = closestMatch(to: entry.name, among: unused)
        return (meant, meant.map { "a key with a similar name is '\($0)'" })
    }

    /// What was meant by the rest of a value that a comma inside `{ }` has ended: a list, or a text with a comma.
    private func commaHelp(at index: Int) -> String {
        let quotes = "inside { } put a value with ',' in it in single quotes"
        guard index > 0 else { return quotes }
        let numbers = ([entries[index - 1].value] + entries[index...].map(\.key)).prefix { node in
            node.scalar?.text.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == UInt8(ascii: "_") } ?? false
        }
        guard numbers.count > 1 else { return quotes }
        let list = numbers.prefix(3).map(\.found) + (numbers.count > 3 ? ["…"] : [])
        return "write a list in brackets: \(entries[index - 1].name): [\(list.joined(separator: ", "))]"
    }

    /// Reports a key with a character that only looks right, and returns the key that was meant; empty if that is
    /// unclear.
    ///
    /// Nil if there is no such character.
    private func reportPasted(_ key: Node, _ unused: [String], _ diagnostics: inout Diagnostics) -> String? {
        let text = key.scalar?.text ?? ""
        guard let (scalar, kind, _) = PastedCharacter.first(in: text.unicodeScalars, .space, .invisible, .quote) else {
            return nil
        }
        diagnostics.error(
            "'\(shortened(text))' is not a key of \(name): it has \(PastedCharacter.name(of: scalar)) in it",
            at: key,
            help: PastedCharacter.mend(scalar, kind)
        )
        let plain = text.unicodeScalars.filter { PastedCharacter.kind(of: $0) == nil }.prefix { $0 != ":" }
        return closestMatch(to: String(String.UnicodeScalarView(plain)), among: unused) ?? ""
    }

    /// What is missing if YAML sees a key without a value in `{ }`.
    private enum MissedSyntax {
        /// `{ a:b }`; the key that was meant.
        case space(String)
        /// `{ contains: a, b }`.
        case comma
    }

    private func missedSyntax(_ entry: Node.Entry) -> MissedSyntax? {
        guard entry.value.isNull, entry.key.file == entry.value.file else { return nil }
        let (from, to) = (entry.key.range.end.offset, entry.value.range.start.offset)
        guard from <= to, to <= entry.key.file.bytes.count,
            !entry.key.file.bytes[from..<to].contains(UInt8(ascii: ":"))
        else { return nil }
        guard let colon = entry.name.firstIndex(of: ":") else { return .comma }
        return .space(String(entry.name[..<colon]))
    }
}

/// What is known about keys that a mapping does not have, besides their similarity to those that it has.
package struct KeyHints: Sendable {
    /// Other words for keys of the mapping, with the key.
    package var synonyms: [String: String]
    /// Keys of other mappings, with the help that says where they belong.
    package var places: [String: String]

    /// Hints from their parts.
    package init(synonyms: [String: String] = [:], places: [String: String] = [:]) {
        self.synonyms = synonyms
        self.places = places
    }
}
