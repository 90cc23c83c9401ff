/// Collects diagnostics while a text is read.
package struct Diagnostics: Sendable, Equatable {
    /// The diagnostics in the order in which they were found.
    package private(set) var all: [Diagnostic]

    /// A collection that starts with known diagnostics.
    package init(_ all: [Diagnostic] = []) {
        self.all = all
    }

    /// Whether one of them is an error.
    package var hasErrors: Bool { all.contains { $0.severity == .error } }

    /// Whether there are none.
    package var isEmpty: Bool { all.isEmpty }

    /// Adds a diagnostic.
    package mutating func append(_ diagnostic: Diagnostic) {
        all.append(diagnostic)
    }

    /// Adds several diagnostics.
    package mutating func append(contentsOf diagnostics: some Sequence<Diagnostic>) {
        all.append(contentsOf: diagnostics)
    }

    /// Adds an error about a node, unless parsing has already reported one about it.
    package mutating func error(
        _ message: String,
        at node: Node,
        help: String? = nil,
        secondary: [Diagnostic.Secondary] = []
    ) {
        guard !node.isInvalid else { return }
        append(.error(message, at: node.place, help: help, secondary: secondary))
    }

    /// Adds a warning about a node, unless parsing has already reported an error about it.
    package mutating func warning(
        _ message: String,
        at node: Node,
        help: String? = nil,
        secondary: [Diagnostic.Secondary] = []
    ) {
        guard !node.isInvalid else { return }
        append(.warning(message, at: node.place, help: help, secondary: secondary))
    }

    /// The diagnostics in the order in which they are shown: those without a place first, then file by file in the
    /// order of their first mention, by position.
    package var sorted: [Diagnostic] {
        var ranks: [String: Int] = [:]
        let keyed = all.enumerated().map { index, diagnostic in
            let name: String? =
                switch diagnostic.place {
                case .file(let file, _): file.name
                case .label(let label): label
                case nil: nil
                }
            let offset: Int =
                switch diagnostic.place {
                case .file(_, let range): range.start.offset
                case .label, nil: 0
                }
            var rank = -1
            if let name {
                rank = ranks[name] ?? ranks.count
                ranks[name] = rank
            }
            return (rank: rank, offset: offset, index: index, diagnostic: diagnostic)
        }
        return keyed.sorted { ($0.rank, $0.offset, $0.index) < ($1.rank, $1.offset, $1.index) }.map(\.diagnostic)
    }
}
