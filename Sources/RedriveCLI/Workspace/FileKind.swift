import RedriveEngine

/// The kind of a file, recognized by its first bytes.
enum FileKind: Sendable, Hashable {
    case runbook, scenario, plan, state
    /// Probably none of these.
    case other

    /// How many bytes are examined: 16 KiB, because a runbook may begin with a long comment.
    static let bytesThatTell = 16 << 10

    /// Recognizes a file by its first bytes, even behind a byte order mark that a conversion added; if the beginning of a plan
    /// or state file was altered, by its name.
    init(path: String, beginning bytes: [UInt8]) {
        var text = bytes[...]
        if text.starts(with: [0xEF, 0xBB, 0xBF]) { text = text.dropFirst(3) }
        // UTF-16 is not read, only recognized, so that the message names the right kind of file.
        if text.starts(with: [0xFF, 0xFE]) || text.starts(with: [0xFE, 0xFF]) {
            text = text.dropFirst(2).filter { $0 != 0 }[...]
        }
        if text.starts(with: Array(#"{"seq":"#.utf8)) {
            self = .state
        } else if text.starts(with: Array(#"{"created_at":"#.utf8)) {
            self = .plan
        } else if let key = Self.firstKey(of: text, among: ["redrive", "scenario"]) {
            self = key == "redrive" ? .runbook : .scenario
        } else if path.hasSuffix(".state.jsonl") {
            self = .state
        } else {
            self = path.hasSuffix(".plan.jsonl") ? .plan : .other
        }
    }

    /// The first of these keys at the top level of a YAML file; nil if it has none of them.
    private static func firstKey(of text: ArraySlice<UInt8>, among keys: [String]) -> String? {
        for line in text.split(separator: UInt8(ascii: "\n")) {
            let first = keys.first { key in
                guard line.starts(with: key.utf8) else { return false }
                return line.dropFirst(key.utf8.count).drop { $0 == UInt8(ascii: " ") }.first == UInt8(ascii: ":")
            }
            if let first { return first }
        }
        return nil
    }

    /// The kind in words, with its article.
    var name: String {
        switch self {
        case .runbook: "a runbook"
        case .scenario: "a scenario"
        case .plan: "a plan"
        case .state: "the state file of a run"
        case .other: "another file"
        }
    }
}

extension CommandContext {
    /// The kind of the file that an argument names.
    ///
    /// - Throws: with exit status 74 if it cannot be read.
    func kind(of path: String) throws(ToolError) -> FileKind {
        do {
            let file = try arguments.open(path, for: .reading)
            defer { file.close() }
            return FileKind(path: path, beginning: try file.read(at: 0, count: FileKind.bytesThatTell))
        } catch {
            throw ToolError(error)
        }
    }
}

extension ToolError {
    /// A file of another kind than the command needs.
    ///
    /// - Parameter wanted: the kind that it needs, in words: `a plan`.
    init(_ path: String, is kind: FileKind, not wanted: String) {
        self.init(.invalidData, "\(Wording.file(path)) is \(kind.name), not \(wanted)")
        let file = Shell.file(path)
        switch kind {
        case .runbook:
            advice = "this shows what it would repeat, and writes a plan:"
            commands = [Shell.command(["redrive", "plan", file])]
        case .scenario:
            advice = "it describes a simulated workspace; this plans a runbook on it:"
            commands = [Shell.command(["redrive", "plan", "RUNBOOK", "--simulate", file])]
        case .plan:
            advice = "this shows it, and the command that runs it:"
            commands = [Shell.command(["redrive", "show", file])]
        case .state:
            advice = "this shows where the run stands:"
            commands = [Shell.command(["redrive", "status", file])]
        case .other: break
        }
    }
}
