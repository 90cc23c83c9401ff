import TerminalText

/// Builds the tree of a document from events, within limits.
struct TreeBuilder {
    /// The errors that did not end the reading.
    private(set) var diagnostics: [Diagnostic] = []
    /// Whether a line is indented with other characters than spaces, so that keys may be in the wrong place.
    private(set) var isMisindented = false

    private let file: SourceFile
    private let limits: YAMLLimits
    private var anchors: [String: Anchor] = [:]
    private var used = Size()

    init(file: SourceFile, limits: YAMLLimits) {
        self.file = file
        self.limits = limits
    }

    /// The size of a node with everything below it, aliases expanded.
    private struct Size {
        var nodes = 0
        var bytes = 0

        func adding(nodes: Int, bytes: Int) -> Size {
            Size(nodes: self.nodes + nodes, bytes: self.bytes + bytes)
        }
    }

    private enum Anchor {
        /// The node is being read: an alias to it would contain itself.
        case open
        case closed(Node, Size, height: Int)
    }

    /// A node and the depth of its nested collections: 0 for a scalar.
    private typealias Built = (node: Node, height: Int)

    /// The root of the only document.
    mutating func readDocument(from events: inout EventReader) throws(Unreadable) -> Node {
        var root: Node?
        while true {
            let (event, range) = try events.next()
            switch event {
            case .streamStart, .documentEnd: continue
            case .documentStart where root == nil:
                let (first, range) = try events.next()
                root = try read(first, range, depth: 0, from: &events).node
            case .documentStart:
                let marker = SourceRange(start: range.start, end: file.position(ofOffset: range.start.offset + 3))
                throw Unreadable(
                    "a second YAML document starts here; a file must be a single document",
                    at: marker,
                    in: file
                )
            case .streamEnd:
                if let root { return root }
                let start = SourceRange(start: .start, end: .start)
                throw Unreadable("the file is empty", at: start, in: file)
            case .alias, .scalar, .sequenceStart, .sequenceEnd, .mappingStart, .mappingEnd:
                throw unexpected(range)
            }
        }
    }

    /// The node that starts with an event, below `depth` collections.
    private mutating func read(
        _ event: Event,
        _ range: SourceRange,
        depth: Int,
        from events: inout EventReader
    ) throws(Unreadable) -> Built {
        switch event {
        case .alias(let name):
            return try expand(name, range, depth: depth)
        case .scalar(let scalar, let properties):
            try count(Size(nodes: 1, bytes: scalar.text.utf8.count), at: range)
            guard scalar.text.utf8.count <= limits.scalarBytes else {
                throw Unreadable(
                    "a text must have at most \(limits.scalarBytes) bytes; this has \(scalar.text.utf8.count)",
                    at: range,
                    in: file
                )
            }
            let before = used.adding(nodes: -1, bytes: -scalar.text.utf8.count)
            var node = Node(.scalar(tagged(scalar, properties.tag)), range: trimmed(range, scalar), file: file)
            node.isInvalid = refuses(properties.tag, on: .scalar, range)
            close(properties.anchor, node, since: before, height: 0)
            return (node, 0)
        case .sequenceStart(let properties, let isFlow):
            let before = try open(properties.anchor, range, depth: depth)
            let isInvalid = refuses(properties.tag, on: .sequence, range)
            var (node, height) = try readSequence(range.start, isFlow: isFlow, depth: depth + 1, from: &events)
            node.isInvalid = isInvalid
            close(properties.anchor, node, since: before, height: height)
            return (node, height)
        case .mappingStart(let properties, let isFlow):
            let before = try open(properties.anchor, range, depth: depth)
            let isInvalid = refuses(properties.tag, on: .mapping, range)
            var (node, height) = try readMapping(range.start, isFlow: isFlow, depth: depth + 1, from: &events)
            node.isInvalid = isInvalid
            close(properties.anchor, node, since: before, height: height)
            return (node, height)
        case .streamStart, .streamEnd, .documentStart, .documentEnd, .sequenceEnd, .mappingEnd:
            throw unexpected(range)
        }
    }

    private mutating func readSequence(
        _ start: SourcePosition,
        isFlow: Bool,
        depth: Int,
        from events: inout EventReader
    ) throws(Unreadable) -> Built {
        var nodes: [Node] = []
        var height = 0
        while true {
            let (event, range) = try events.next()
            if case .sequenceEnd = event {
                let end = isFlow ? range.end : nodes.last?.range.end ?? start
                return (node(.sequence(nodes), from: start, to: end), height + 1)
            }
            let built = try read(event, range, depth: depth, from: &events)
            nodes.append(built.node)
            height = max(height, built.height)
        }
    }

    private mutating func readMapping(
        _ start: SourcePosition,
        isFlow: Bool,
        depth: Int,
        from events: inout EventReader
    ) throws(Unreadable) -> Built {
        var entries: [Node.Entry] = []
        var firsts: [String: SourceRange] = [:]
        var isIncomplete = false
        var height = 0
        var last = start
        while true {
            let (event, range) = try events.next()
            if case .mappingEnd = event {
                // libyaml puts the end of a block at the start of the next token, which may be lines below.
                var node = node(.mapping(entries), from: start, to: isFlow ? range.end : last)
                node.isIncomplete = isIncomplete
                return (node, height + 1)
            }
            let key = try read(event, range, depth: depth, from: &events)
            let (next, nextRange) = try events.next()
            var value = try read(next, nextRange, depth: depth, from: &events)
            if value.node.scalar?.text == "", value.node.range.start.line > key.node.range.end.line {
                // `? a` without a value: libyaml places the value at the next token.
                value.node.range = SourceRange(start: key.node.range.end, end: key.node.range.end)
            }
            height = max(height, key.height, value.height)
            last = max(last, key.node.range.end, value.node.range.end)
            if accepts(key.node, &firsts) {
                entries.append(Node.Entry(key: key.node, value: value.node))
            } else {
                isIncomplete = true
            }
        }
    }

    /// Whether a key is allowed; reports why not.
    private mutating func accepts(_ key: Node, _ firsts: inout [String: SourceRange]) -> Bool {
        guard !key.isInvalid else { return false }
        guard let scalar = key.scalar else {
            refuse("a key must be text; this is \(key.found)", at: key.range, help: nil)
            return false
        }
        if scalar.style == .plain, scalar.text.isEmpty {
            refuse("a key is missing before ':'", at: key.range, help: nil)
            return false
        }
        if scalar.style == .plain, scalar.text == "<<" {
            refuse("merge keys ('<<') are not supported", at: key.range, help: "write the keys out")
            return false
        }
        if scalar.style == .plain, let place = leadingLookalikes(scalar, key.range) {
            isMisindented = true
            diagnostics.append(.notASpace(at: place, in: file))
            return false
        }
        if let first = firsts[scalar.text] {
            diagnostics.append(
                .error(
                    "the key '\(shortened(scalar.text))' is given twice",
                    at: .file(file, key.range),
                    secondary: [.init("first given here", at: .file(file, first))]
                )
            )
            return false
        }
        firsts[scalar.text] = key.range
        return true
    }

    /// The start of a key without characters that look like indentation only to people; nil if it has none.
    private func leadingLookalikes(_ key: Scalar, _ range: SourceRange) -> SourceRange? {
        let leading = key.text.unicodeScalars.prefix { [.space, .invisible].contains(PastedCharacter.kind(of: $0)) }
        guard !leading.isEmpty, leading.count < key.text.unicodeScalars.count else { return nil }
        let end = range.start.offset + leading.reduce(0) { $0 + UTF8.width($1) }
        return SourceRange(start: range.start, end: file.position(ofOffset: end))
    }

    // MARK: aliases

    private mutating func expand(_ name: String, _ range: SourceRange, depth: Int) throws(Unreadable) -> Built {
        switch anchors[name] {
        case .closed(var node, let size, let height):
            try count(size, at: range)
            guard depth + height <= limits.nesting else { throw tooDeep(range) }
            node.range = range
            return (node, height)
        case .open:
            refuse("the alias '*\(shortened(name))' refers to a value that contains it", at: range, help: nil)
        case nil:
            let similar = anchors.count <= 1000 ? closestMatch(to: name, among: anchors.keys) : nil
            let help = similar.map { "an anchor with a similar name is '&\($0)'" }
            refuse(
                "the alias '*\(shortened(name))' has no anchor before it",
                at: range,
                help: help ?? "put a value that starts with '*' in single quotes"
            )
        }
        try count(Size(nodes: 1, bytes: 0), at: range)
        var node = Node(.scalar(Scalar(text: "", style: .plain)), range: range, file: file)
        node.isInvalid = true
        return (node, 0)
    }

    /// Counts a collection; returns the size before it.
    private mutating func open(_ anchor: String?, _ range: SourceRange, depth: Int) throws(Unreadable) -> Size {
        guard depth < limits.nesting else { throw tooDeep(range) }
        let before = used
        try count(Size(nodes: 1, bytes: 0), at: range)
        if let anchor { anchors[anchor] = .open }
        return before
    }

    private mutating func close(_ anchor: String?, _ node: Node, since before: Size, height: Int) {
        guard let anchor else { return }
        anchors[anchor] = .closed(node, used.adding(nodes: -before.nodes, bytes: -before.bytes), height: height)
    }

    /// Counts a node before it is added; this cannot overflow, because the size so far is within the limits.
    private mutating func count(_ size: Size, at range: SourceRange) throws(Unreadable) {
        used = used.adding(nodes: size.nodes, bytes: size.bytes)
        guard used.nodes <= limits.nodes else {
            throw Unreadable(
                "a file must have at most \(limits.nodes) values, aliases expanded; this has more",
                at: range,
                in: file
            )
        }
        guard used.bytes <= limits.expandedBytes else {
            throw Unreadable(
                "a file must have at most \(limits.expandedBytes) bytes of text, aliases expanded; this has more",
                at: range,
                in: file
            )
        }
    }

    // MARK: tags

    private enum Shape {
        case scalar
        case sequence
        case mapping
    }

    /// Whether a tag is not allowed on a node of this shape; reports why.
    private mutating func refuses(_ tag: String?, on shape: Shape, _ range: SourceRange) -> Bool {
        guard let tag else { return false }
        let expected: Shape? =
            switch coreTag(tag) {
            case "str", "int", "float", "bool", "null": .scalar
            case "seq": .sequence
            case "map": .mapping
            default: nil
            }
        guard expected != shape else { return false }
        let place = tagRange(in: range)
        let shown = shortened(coreTag(tag).map { "!!" + $0 } ?? tag)
        if expected == nil {
            refuse(
                "the tag '\(shown)' is not supported",
                at: place,
                help: tag.hasPrefix("!") ? "put a value that starts with '!' in single quotes" : nil
            )
        } else {
            refuse("the tag '\(shown)' does not fit what follows it", at: place, help: nil)
        }
        return true
    }

    private func tagged(_ scalar: Scalar, _ tag: String?) -> Scalar {
        switch tag.flatMap(coreTag) {
        case "str": Scalar(text: scalar.text, style: scalar.style == .plain ? .singleQuoted : scalar.style)
        case "int", "float", "bool", "null": Scalar(text: scalar.text, style: .plain)
        default: scalar
        }
    }

    private func coreTag(_ tag: String) -> String? {
        let prefix = "tag:yaml.org,2002:"
        return tag.hasPrefix(prefix) ? String(tag.dropFirst(prefix.count)) : nil
    }

    /// The tag itself, which may follow an anchor.
    private func tagRange(in range: SourceRange) -> SourceRange {
        let start = range.start.offset
        let line = file.bytes[start..<(file.byteRange(ofLine: range.start.line)?.upperBound ?? start)].prefix(1024)
        guard let mark = line.firstIndex(of: UInt8(ascii: "!")) else { return range }
        let end = line[mark...].firstIndex { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") } ?? line.endIndex
        return SourceRange(start: file.position(ofOffset: mark), end: file.position(ofOffset: end))
    }

    // MARK: ranges and errors

    private func node(_ kind: Node.Kind, from start: SourcePosition, to end: SourcePosition) -> Node {
        Node(kind, range: SourceRange(start: start, end: max(start, end)), file: file)
    }

    /// libyaml ends a block scalar where the next token may start; the text ends before the white space there.
    private func trimmed(_ range: SourceRange, _ scalar: Scalar) -> SourceRange {
        guard scalar.style == .literal || scalar.style == .folded else { return range }
        var end = range.end.offset
        while end > range.start.offset + 1, [0x0A, 0x0D, 0x20, 0x09].contains(file.bytes[end - 1]) { end -= 1 }
        return SourceRange(start: range.start, end: file.position(ofOffset: end))
    }

    private mutating func refuse(_ message: String, at range: SourceRange, help: String?) {
        diagnostics.append(.error(message, at: .file(file, range), help: help))
    }

    private func tooDeep(_ range: SourceRange) -> Unreadable {
        Unreadable(
            "lists and mappings must nest at most \(limits.nesting) levels deep; this is deeper",
            at: range,
            in: file
        )
    }

    private func unexpected(_ range: SourceRange) -> Unreadable {
        Unreadable("libyaml sent events out of order; this is a bug in reading YAML", at: range, in: file)
    }
}
