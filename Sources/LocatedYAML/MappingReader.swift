import TerminalText

/// Reads a mapping key by key, and tells at the end which keys nobody asked for and which are missing.
///
/// Every reader ends with `finish(allowed:_:)`.
package struct MappingReader {
    /// The mapping that is read.
    package let node: Node

    /// The construct, as messages name it: `'recipies' is not a key of repeat_jobs`.
    package let name: String

    private let entries: [Node.Entry]
    private let indices: [String: Int]
    private var known: [String] = []
    private var knownSet: Set<String> = []
    private var missing: [String] = []

    /// Starts reading; nil after a diagnostic where the node is no mapping.
    package init?(_ node: Node, of name: String, _ diagnostics: inout Diagnostics) {
        guard case .mapping(let entries) = node.kind, !node.isRefused else {
            // The text is left out: what stands here instead of a mapping may be a secret.
            let found = node.scalar.map { $0.isNull ? "empty" : "text" } ?? node.found
            diagnostics.error("\(name) is a mapping (is \(found))", at: node)
            return nil
        }
        self.node = node
        self.name = name
        self.entries = entries
        indices = Dictionary(entries.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The value of a key that must be there; where it is missing, nil, and `finish` tells.
    package mutating func required(_ key: String) -> Node? {
        let value = optional(key)
        if value == nil { missing.append(key) }
        return value
    }

    /// The value of a key, or nil where it is left out; a key without a value gives a node that `isNull`.
    package mutating func optional(_ key: String) -> Node? {
        entry(key)?.value
    }

    /// The key and value, for diagnostics that point at the key.
    package mutating func entry(_ key: String) -> Node.Entry? {
        if knownSet.insert(key).inserted { known.append(key) }
        return indices[key].map { entries[$0] }
    }

    /// All entries in the order of the file, for mappings whose keys are free; reading them so marks none as known.
    package var all: [Node.Entry] { entries }

    /// Tells unknown keys (all but those asked for and `allowed`), each with a suggestion where one is likely, and
    /// missing ones, unless a suggestion says already which key was meant.
    package func finish(allowed: [String] = [], _ diagnostics: inout Diagnostics) {
        let candidates = known + allowed
        let accepted = knownSet.union(allowed)
        let unused = candidates.filter { indices[$0] == nil }
        var suggested: Set<String> = []
        for entry in entries where !accepted.contains(entry.name) && !entry.key.isRefused {
            if let meant = tellPasted(entry.key, unused, &diagnostics) {
                suggested.insert(meant)
                continue
            }
            let missed = missedSyntax(entry)
            let meant =
                switch missed {
                case .space(let key): unused.contains(key) ? key : nil
                case .quotes, nil: closestMatch(to: entry.name, among: unused)
                }
            if let meant { suggested.insert(meant) }
            let help: String? =
                switch (missed, meant) {
                case (.space, _): "a space follows the ':' after a key"
                case (_, let meant?): "a key with a similar name is '\(meant)'"
                case (.quotes, nil): "inside { } a value with ',' in it is written in single quotes"
                case (nil, nil): nil
                }
            diagnostics.error("'\(shortened(entry.name))' is not a key of \(name)", at: entry.key, help: help)
        }
        guard !node.isIncomplete else { return }
        for key in missing where !suggested.contains(key) {
            diagnostics.error("\(name) needs the key '\(key)'", at: node)
        }
    }

    /// Tells a key that holds a character which only looks right; the key that was meant, empty where that is not clear.
    ///
    /// Nil where there is no such character.
    private func tellPasted(_ key: Node, _ unused: [String], _ diagnostics: inout Diagnostics) -> String? {
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

    /// What is missing where YAML sees a key without a value in `{ }`.
    private enum MissedSyntax {
        /// `{ a:b }`; the key that was meant.
        case space(String)
        /// `{ contains: a, b }`.
        case quotes
    }

    private func missedSyntax(_ entry: Node.Entry) -> MissedSyntax? {
        guard entry.value.isNull, entry.key.file == entry.value.file else { return nil }
        let (from, to) = (entry.key.range.end.offset, entry.value.range.start.offset)
        guard from <= to, to <= entry.key.file.bytes.count,
            !entry.key.file.bytes[from..<to].contains(UInt8(ascii: ":"))
        else { return nil }
        guard let colon = entry.name.firstIndex(of: ":") else { return .quotes }
        return .space(String(entry.name[..<colon]))
    }
}
