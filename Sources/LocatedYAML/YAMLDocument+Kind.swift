import TerminalText

/// What a file is expected to be, so that nothing is shown of a file that is something else.
///
/// A path may lead to a file of secrets: by a slip, or because somebody else has written the runbook that names it. A
/// diagnostic with a snippet would print a line of it.
package struct DocumentKind: Sendable, Hashable {
    /// As messages say it: `a runbook`.
    package var name: String
    /// Keys of which a file of this kind has at least one at its top.
    package var keys: [String]

    /// A kind from its parts.
    package init(_ name: String, keys: [String]) {
        self.name = name
        self.keys = keys
    }
}

extension YAMLDocument {
    /// As `parse`, but of a file that has none of the keys of its kind, nothing is reported but that.
    ///
    /// A key that is misspelt counts. A text that cannot be parsed is looked through for something that looks like one of the
    /// keys.
    package static func parse(
        _ file: SourceFile,
        as kind: DocumentKind,
        limits: YAMLLimits = .default
    ) -> (root: Node?, diagnostics: [Diagnostic]) {
        let parsed = parse(file, limits: limits)
        if parsed.root == nil, file.foreignEncoding != nil || file.isBlank { return parsed }
        let isOfKind = parsed.root.map { $0.hasKey(of: kind) } ?? file.mentionsKey(of: kind)
        if isOfKind { return parsed }
        let keys = kind.keys.prefix(kind.keys.count > 3 ? 2 : 3).map { "'\($0)'" } + (kind.keys.count > 3 ? ["…"] : [])
        let reason = keys.isEmpty ? "" : ": it has none of the keys \(keys.joined(separator: ", "))"
        return (nil, [.error("this is not \(kind.name)\(reason)", at: .label(file.name))])
    }
}

extension Node {
    /// Whether this is a mapping with a key of a kind, or with one that is spelt much like it; an empty mapping has nothing to
    /// hide.
    fileprivate func hasKey(of kind: DocumentKind) -> Bool {
        guard case .mapping(let entries) = self.kind else { return false }
        if entries.isEmpty, !isIncomplete { return true }
        return entries.contains { closestMatch(to: $0.name, among: kind.keys) != nil }
    }
}

extension SourceFile {
    /// Whether there is nothing but white space in it.
    fileprivate var isBlank: Bool {
        bytes[markLength...].allSatisfy { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
    }

    /// Whether one of a kind's keys stands anywhere before a `:`.
    fileprivate func mentionsKey(of kind: DocumentKind) -> Bool {
        let keys = kind.keys.map { Array($0.utf8) }
        return bytes.withUnsafeBufferPointer { bytes in
            bytes.indices.contains { colon in
                guard bytes[colon] == UInt8(ascii: ":") else { return false }
                var end = colon
                while end > 0, bytes[end - 1] == 0x20 || Self.quotes.contains(bytes[end - 1]) { end -= 1 }
                return keys.contains { key in
                    let start = end - key.count
                    return start >= 0 && bytes[start..<end].elementsEqual(key)
                        && (start == 0 || !Self.isPartOfKey(bytes[start - 1]))
                }
            }
        }
    }

    private static let quotes = Array("\"'".utf8)

    private static func isPartOfKey(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "/"):
            true
        default: false
        }
    }
}
