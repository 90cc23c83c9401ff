import LocatedYAML

extension JSONObject {
    /// The members of a `diagnostic` event about a text.
    init(_ record: DiagnosticRecord) {
        self = [
            JSONMember(.severity, .string(record.severity)),
            JSONMember(.message, .string(record.message)),
        ]
        func add(_ key: EventKey, _ value: String?) {
            if let value { append(JSONMember(key, .string(value))) }
        }
        func add(_ key: EventKey, _ value: Int?) {
            if let value { append(JSONMember(key, .int(value))) }
        }
        add(.file, record.file)
        add(.line, record.line)
        add(.column, record.column)
        add(.endLine, record.endLine)
        add(.endColumn, record.endColumn)
        add(.help, record.help)
        guard !record.related.isEmpty else { return }
        let related = record.related.map { related in
            var members = [JSONMember(.message, .string(related.message)), JSONMember(.file, .string(related.file))]
            if let line = related.line { members.append(JSONMember(.line, .int(line))) }
            if let column = related.column { members.append(JSONMember(.column, .int(column))) }
            return JSONValue.object(members)
        }
        append(JSONMember(.related, .array(related)))
    }

    /// The members of a `diagnostic` event about a command that failed.
    init(_ failure: ToolError) {
        self = [JSONMember(.severity, "error"), JSONMember(.message, .string(failure.message))]
        if let found = failure.found { append(JSONMember(.found, .string(found))) }
        if let meaning = failure.meaning { append(JSONMember(.meaning, .string(meaning))) }
        if let advice = failure.advice { append(JSONMember(.help, .string(advice))) }
        if !failure.commands.isEmpty {
            append(JSONMember(.commands, .array(failure.commands.map(JSONValue.string))))
        }
        append(JSONMember(.see, .string(failure.page.rawValue)))
    }
}
