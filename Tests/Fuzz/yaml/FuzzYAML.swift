// Built in one module with the sources of LocatedYAML, hence no import of it; README.md says how.
import TerminalText

/// One run of the fuzzer: whatever the bytes, reading ends, tells what it refuses, and its places are right.
@_cdecl("LLVMFuzzerTestOneInput")
package func fuzzYAML(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let file = SourceFile(name: "fuzz.yaml", bytes: Array(UnsafeBufferPointer(start: start, count: count)))
    let limits = YAMLLimits(nesting: 16, nodes: 5_000, scalarBytes: 10_000, expandedBytes: 50_000)
    let (root, found) = YAMLDocument.parse(file, limits: limits)
    precondition(root != nil || !found.isEmpty, "nothing was read and nothing told")
    var diagnostics = Diagnostics(found)
    if let root {
        var nodes = 0
        check(root, in: file, &nodes)
        precondition(nodes <= limits.nodes, "more nodes than the limit allows")
        decode(root, &diagnostics)
    }
    for diagnostic in diagnostics.all {
        if case .file(let file, let range) = diagnostic.place { check(range, in: file, of: diagnostic.message) }
        _ = DiagnosticRecord(diagnostic)
    }
    let shown = DiagnosticRenderer(width: 40, limit: 50).render(diagnostics)
    precondition(
        shown.unicodeScalars.allSatisfy { $0 == "\n" || $0 == "\t" || escape(for: $0) == nil },
        "a character that steers the terminal was shown"
    )
    return 0
}

private func check(_ node: Node, in file: SourceFile, _ nodes: inout Int) {
    nodes += 1
    check(node.range, in: file, of: "\(node.kind)")
    switch node.kind {
    case .scalar: break
    case .sequence(let children):
        for child in children { check(child, in: file, &nodes) }
    case .mapping(let entries):
        precondition(Set(entries.map(\.name)).count == entries.count, "a key stands twice")
        for entry in entries {
            check(entry.key, in: file, &nodes)
            check(entry.value, in: file, &nodes)
        }
    }
}

private func check(_ range: SourceRange, in file: SourceFile, of what: String) {
    precondition(range.start <= range.end, "a range ends before it starts: \(range) of \(what)")
    for position in [range.start, range.end] where position != .start {
        precondition(position.offset <= file.bytes.count, "a place lies behind the file: \(position) of \(what)")
        precondition(
            position == file.position(ofOffset: position.offset),
            "line and column differ from the offset: \(position) of \(what)"
        )
    }
}

private func decode(_ node: Node, _ diagnostics: inout Diagnostics) {
    var ignored = Diagnostics()
    _ = node.string(as: "fuzz", &diagnostics)
    _ = node.int(as: "fuzz", in: 0...10, &diagnostics)
    _ = node.bool(as: "fuzz", &ignored)
    _ = node.oneOf(["failed", "succeeded"], as: "fuzz", &diagnostics)
    _ = node.scalarOrList(as: "fuzz", &ignored) { $0.string(as: "fuzz", &$1) }
    if var reader = node.mapping(of: "fuzz", &diagnostics) {
        for key in ["redrive", "steps", "a"] { _ = reader.required(key) }
        reader.finish(allowed: ["name"], &diagnostics)
        for entry in reader.all { decode(entry.value, &diagnostics) }
    }
}
