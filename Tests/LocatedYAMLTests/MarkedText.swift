import LocatedYAML

/// A text in whose source the interesting ranges stand between `⟦` and `⟧`, so that no test counts columns.
struct MarkedText {
    /// The text without the markers.
    let text: String

    /// The marked byte ranges, by their starts.
    let ranges: [Range<Int>]

    init(_ source: String) {
        var text = ""
        var open: [Int] = []
        var ranges: [Range<Int>] = []
        for scalar in source.unicodeScalars {
            switch scalar {
            case "⟦": open.append(text.utf8.count)
            case "⟧": ranges.append((open.popLast() ?? 0)..<text.utf8.count)
            default: text.unicodeScalars.append(scalar)
            }
        }
        self.text = text
        self.ranges = ranges.sorted { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }
    }
}

/// A file named `a.yaml`.
func file(_ text: String) -> SourceFile {
    SourceFile(name: "a.yaml", bytes: Array(text.utf8))
}

/// All diagnostics of parsing a text, rendered.
func rendered(_ text: String, limits: YAMLLimits = .default) -> String {
    DiagnosticRenderer().render(Diagnostics(YAMLDocument.parse(file(text), limits: limits).diagnostics))
}

/// The byte ranges of a tree's nodes in the order of their starts, parents before children.
func ranges(_ node: Node) -> [Range<Int>] {
    let own = [node.range.start.offset..<node.range.end.offset]
    return switch node.kind {
    case .scalar: own
    case .sequence(let nodes): own + nodes.flatMap(ranges)
    case .mapping(let entries): own + entries.flatMap { ranges($0.key) + ranges($0.value) }
    }
}

/// A compact form of a tree: `{a:[1,'2']}`, refused nodes as `?`.
func outline(_ node: Node?) -> String {
    guard let node else { return "nil" }
    if node.isInvalid { return "?" }
    return switch node.kind {
    case .scalar(let scalar): scalar.style == .plain ? scalar.text : "'\(scalar.text)'"
    case .sequence(let nodes): "[" + nodes.map(outline).joined(separator: ",") + "]"
    case .mapping(let entries):
        "{" + entries.map { "\(outline($0.key)):\(outline($0.value))" }.joined(separator: ",") + "}"
    }
}
