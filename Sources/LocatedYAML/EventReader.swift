import CLibYAML

/// What libyaml says about the next piece of a text.
enum Event {
    case streamStart
    case streamEnd
    case documentStart
    case documentEnd
    case alias(String)
    case scalar(Scalar, Properties)
    case sequenceStart(Properties, isFlow: Bool)
    case sequenceEnd
    case mappingStart(Properties, isFlow: Bool)
    case mappingEnd

    /// The anchor and the tag before a node.
    struct Properties {
        var anchor: String?
        var tag: String?
    }
}

/// Draws events from libyaml; owns the parser, and the buffer must outlive it.
struct EventReader: ~Copyable {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let isReady: Bool
    private let file: SourceFile

    init(_ bytes: UnsafeBufferPointer<UInt8>, file: SourceFile) {
        self.file = file
        parser = .allocate(capacity: 1)
        parser.initialize(to: yaml_parser_t())
        isReady = yaml_parser_initialize(parser) == 1
        if isReady {
            yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
            // Otherwise a byte-order mark would change the encoding.
            yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        }
    }

    deinit {
        if isReady { yaml_parser_delete(parser) }
        parser.deinitialize(count: 1)
        parser.deallocate()
    }

    /// The next event and its range, or why there is none; not called again after `streamEnd` or an error.
    mutating func next() throws(Unreadable) -> (event: Event, range: SourceRange) {
        var raw = yaml_event_t()
        guard isReady, yaml_parser_parse(parser, &raw) == 1 else {
            throw problem()
        }
        defer { yaml_event_delete(&raw) }
        let range = SourceRange(start: position(raw.start_mark), end: position(raw.end_mark))
        switch raw.type {
        case YAML_STREAM_START_EVENT: return (.streamStart, range)
        case YAML_STREAM_END_EVENT: return (.streamEnd, range)
        case YAML_DOCUMENT_START_EVENT: return (.documentStart, range)
        case YAML_DOCUMENT_END_EVENT: return (.documentEnd, range)
        case YAML_ALIAS_EVENT: return (.alias(text(raw.data.alias.anchor) ?? ""), range)
        case YAML_SCALAR_EVENT:
            let scalar = raw.data.scalar
            // By length: the text may hold NUL.
            let value = String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
            let properties = Event.Properties(anchor: text(scalar.anchor), tag: text(scalar.tag))
            return (.scalar(Scalar(text: value, style: style(scalar.style)), properties), range)
        case YAML_SEQUENCE_START_EVENT:
            let start = raw.data.sequence_start
            let properties = Event.Properties(anchor: text(start.anchor), tag: text(start.tag))
            return (.sequenceStart(properties, isFlow: start.style == YAML_FLOW_SEQUENCE_STYLE), range)
        case YAML_SEQUENCE_END_EVENT: return (.sequenceEnd, range)
        case YAML_MAPPING_START_EVENT:
            let start = raw.data.mapping_start
            let properties = Event.Properties(anchor: text(start.anchor), tag: text(start.tag))
            return (.mappingStart(properties, isFlow: start.style == YAML_FLOW_MAPPING_STYLE), range)
        case YAML_MAPPING_END_EVENT: return (.mappingEnd, range)
        default:
            throw Unreadable("libyaml sent an event of unknown type \(raw.type.rawValue)", at: range, in: file)
        }
    }

    /// libyaml's line and column count scalars; its index does as well, and becomes a byte offset here.
    private func position(_ mark: yaml_mark_t) -> SourcePosition {
        let offset = file.offset(ofScalar: mark.index)
        // At the end libyaml counts a line break that is not there.
        if offset == file.bytes.count { return file.position(ofOffset: offset) }
        return SourcePosition(line: mark.line + 1, column: mark.column + 1, offset: offset)
    }

    private func problem() -> Unreadable {
        let raw = parser.pointee
        guard isReady, raw.error == YAML_SCANNER_ERROR || raw.error == YAML_PARSER_ERROR else {
            let start = SourceRange(start: .start, end: .start)
            let reason = raw.problem.map { String(cString: $0) } ?? "out of memory"
            return Unreadable("libyaml cannot read the file: \(reason)", at: start, in: file)
        }
        let syntax = SyntaxError(
            problem: raw.problem.map { String(cString: $0) } ?? "",
            at: position(raw.problem_mark),
            context: raw.context.map { (text: String(cString: $0), start: position(raw.context_mark)) },
            in: file
        )
        return syntax.unreadable
    }

    /// Names and tags hold no NUL: libyaml refuses it there.
    private func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        pointer.map { String(cString: $0) }
    }

    private func style(_ style: yaml_scalar_style_t) -> Scalar.Style {
        switch style {
        case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
        case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
        case YAML_LITERAL_SCALAR_STYLE: .literal
        case YAML_FOLDED_SCALAR_STYLE: .folded
        default: .plain
        }
    }
}
