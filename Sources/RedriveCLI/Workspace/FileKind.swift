import RedriveEngine

/// What a file is, by how it begins: a runbook, a plan or the state of a run.
enum FileKind: Sendable, Hashable {
    case runbook, plan, state

    /// Plans and state files begin as Redrive writes them; what was altered there is still recognised by its name.
    init(path: String, beginning bytes: [UInt8]) {
        if bytes.starts(with: Array(#"{"seq":"#.utf8)) || path.hasSuffix(".state.jsonl") {
            self = .state
        } else if bytes.starts(with: Array(#"{"created_at":"#.utf8)) || path.hasSuffix(".plan.jsonl") {
            self = .plan
        } else {
            self = .runbook
        }
    }
}

extension CommandContext {
    /// What the file is.
    ///
    /// - Throws: with exit status 74 where it cannot be read.
    func kind(of path: String) throws(ToolFailure) -> FileKind {
        do {
            let file = try environment.fileSystem.open(path, for: .reading)
            defer { file.close() }
            return FileKind(path: path, beginning: try file.read(at: 0, count: 64))
        } catch {
            throw ToolFailure(error)
        }
    }
}
