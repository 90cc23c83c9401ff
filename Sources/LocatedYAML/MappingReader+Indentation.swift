import TerminalText

extension MappingReader {
    /// Reads keys that are level with the key that they belong below as if they were indented, after one error.
    ///
    /// Without it, a key without a value and each of the keys that follow it would be errors of their own.
    ///
    /// - Parameters:
    ///   - key: the key whose value is a mapping.
    ///   - children: the keys of that mapping.
    ///   - own: the keys of this mapping, which stay where they are.
    package mutating func indent(
        below key: String,
        _ children: [String],
        besides own: [String],
        _ diagnostics: inout Diagnostics
    ) {
        guard let parent = entries.firstIndex(where: { $0.name == key }), !isFlow else { return }
        let owner = entries[parent]
        guard owner.value.isNull, !owner.value.isInvalid else { return }
        let moved = entries[(parent + 1)...].filter { entry in
            guard !own.contains(entry.name) else { return false }
            if children.contains(entry.name) { return true }
            return closestMatch(to: entry.name, among: own) == nil
                && closestMatch(to: entry.name, among: children) != nil
        }
        guard let first = moved.first, let last = moved.last else { return }
        report(moved, below: owner.key, &diagnostics)
        var value = owner.value
        value.kind = .mapping(moved)
        value.range = SourceRange(start: first.key.range.start, end: last.value.range.end)
        let names = Set(moved.map(\.name))
        var rest = entries.filter { !names.contains($0.name) }
        rest[parent].value = value
        replaceEntries(rest)
    }

    private var isFlow: Bool {
        node.file.bytes.indices.contains(node.range.start.offset)
            && node.file.bytes[node.range.start.offset] == UInt8(ascii: "{")
    }

    private func report(_ moved: [Node.Entry], below owner: Node, _ diagnostics: inout Diagnostics) {
        guard let first = moved.first else { return }
        let names = moved.prefix(3).map { "'\(shortened($0.name))'" }
        let rest = moved.count - names.count
        let subject =
            if rest > 0 {
                names.joined(separator: ", ") + " and \(rest) more \(rest == 1 ? "key" : "keys")"
            } else {
                names.count < 2
                    ? names.joined() : names.dropLast().joined(separator: ", ") + " and " + names.suffix(1).joined()
            }
        let (verb, keys) = moved.count == 1 ? ("it is", "this key") : ("they are", "these keys")
        let parent = shortened(owner.scalar?.text ?? "")
        diagnostics.error(
            "\(subject) must be indented below '\(parent)'; \(verb) level with it",
            at: first.key,
            help: "indent \(keys) by two more spaces",
            secondary: [.init("'\(parent)' is empty", at: owner.place)]
        )
    }
}
