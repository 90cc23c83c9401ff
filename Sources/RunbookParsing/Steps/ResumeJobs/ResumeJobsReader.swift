internal import LocatedYAML
internal import RedriveCore

extension StepKindReader {
    /// `resume_jobs`.
    static let resumeJobs = StepKindReader(
        key: Key(
            "resume_jobs",
            .node("mapping", schema: .reference("resume_jobs")),
            .optional("required"),
            "resumes suspended jobs, each by its token"
        ),
        blocks: [ResumeJobsKeys.block],
        definitions: [.init("resume_jobs", ResumeJobsKeys.block.schema)]
    ) { node, context, diagnostics in
        ResumeJobsReader(context: context).read(node, &diagnostics).map(StepKind.resumeJobs)
    }
}

/// Reads `resume_jobs`.
///
/// No diagnostic shows the text of a line that may hold a token: it names the file and the line.
struct ResumeJobsReader {
    /// What steps are read with.
    var context: StepContext

    private let keys = ResumeJobsKeys()

    /// A reader with this context.
    init(context: StepContext) { self.context = context }

    /// The selection; nil after a diagnostic.
    func read(_ node: Node, _ diagnostics: inout Diagnostics) -> ResumeSelection? {
        guard case .mapping = node.kind else {
            if !node.isInvalid {
                let help = "write resume_jobs: { tokens_file: waiting.csv }"
                diagnostics.append(.error("'resume_jobs' must be a mapping", at: node.place.withoutText, help: help))
            }
            return nil
        }
        guard var reader = node.mapping(of: "resume_jobs", &diagnostics) else { return nil }
        let file = reader.entry(keys.tokensFile.name)
        let tokens = reader.entry(keys.tokens.name)
        reader.finish(hints: .resumeJobs, &diagnostics)
        switch (file, tokens) {
        case (let file?, nil): return read(file: file.value, &diagnostics)
        case (nil, let tokens?): return read(tokens: tokens.value, &diagnostics)
        case (let file?, let tokens?):
            let later = max(file.key.range.start, tokens.key.range.start) == file.key.range.start ? file : tokens
            diagnostics.error("'tokens' and 'tokens_file' cannot be used together", at: later.key)
            return nil
        case (nil, nil):
            if !node.isIncomplete {
                diagnostics.error("'resume_jobs' must have 'tokens_file' or 'tokens'", at: node)
            }
            return nil
        }
    }

    private func read(file node: Node, _ diagnostics: inout Diagnostics) -> ResumeSelection? {
        guard let path = node.line(as: keys.tokensFile.name, upTo: 4096, .prose, &diagnostics) else { return nil }
        let contents: PinnedContents
        switch context.readPinned(path) {
        case .failure(let failure):
            diagnostics.error("'\(path)' cannot be read: \(failure.message)", at: node)
            return nil
        case .success(let found): contents = found
        }
        let name = contents.file.path
        let (rows, problems) = TokensFile.read(contents.bytes)
        report(problems, in: name, namedAt: node, &diagnostics)
        guard problems.isEmpty else { return nil }
        return selection(TokensSource(file: contents.file), rows, beside: path, namedAt: node, &diagnostics)
    }

    private func read(tokens node: Node, _ diagnostics: inout Diagnostics) -> ResumeSelection? {
        guard !node.isInvalid else { return nil }
        guard case .sequence(let items) = node.kind, let inputs = context.inputsFile,
            items.allSatisfy({ $0.file === inputs.file }), let input = Self.input(namedBy: node)
        else {
            let message = "'tokens' must be an input of type 'list' whose value is in the file of --inputs"
            let help = "a token belongs neither into a runbook nor on a command line, where others can read it"
            diagnostics.append(.error(message, at: node.place.withoutText, help: help))
            return nil
        }
        guard let file = inputs.pinned else {
            diagnostics.error("the tokens of an input must be in a file that can be read again, not a stream", at: node)
            return nil
        }
        let (rows, problems) = TokensFile.read(items)
        report(problems, in: inputs.file.name, namedAt: node, &diagnostics)
        guard problems.isEmpty else { return nil }
        return selection(TokensSource(file: file, input: input), rows, beside: "", namedAt: node, &diagnostics)
    }

    /// The name of the input that a node has its value from, as it stands in the runbook: `$name`.
    private static func input(namedBy node: Node) -> String? {
        let bytes = node.range.start.offset..<min(node.range.end.offset, node.file.bytes.count)
        let text = String(decoding: node.file.bytes[bytes], as: UTF8.self)
        let name = text.drop { $0 == "\"" || $0 == "'" || $0 == "$" }.prefix { $0 != "\"" && $0 != "'" }
        return InputDeclaration.isName(name) ? String(name) : nil
    }

    /// The rows without their secrets, and with their files of data pinned.
    private func selection(
        _ source: TokensSource,
        _ rows: [TokensFile.Row],
        beside path: String,
        namedAt node: Node,
        _ diagnostics: inout Diagnostics
    ) -> ResumeSelection? {
        var pinned: [String: Result<PinnedFile, RunbookContext.FileError>] = [:]
        var problems: [TokensFile.Problem] = []
        let selected = rows.map { row in
            var selected = TokenRow(
                fingerprint: TokenFingerprint.of(row.token, runbook: context.name),
                line: row.line,
                recipe: row.recipe,
                job: row.job,
                note: row.note
            )
            switch row.data {
            case nil: break
            case .inline(let bytes): selected.data = .inline(bytes: bytes.count)
            case .file(let name):
                let file = pinned[name] ?? context.pinData(Self.path(of: name, beside: path))
                pinned[name] = file
                switch file {
                case .success(let file): selected.data = .file(file)
                case .failure(let failure):
                    problems.append(
                        .init(message: "the 'data_file' cannot be used: \(failure.message)", line: row.line)
                    )
                }
            }
            return selected
        }
        report(problems, in: source.file.path, namedAt: node, &diagnostics)
        return problems.isEmpty ? ResumeSelection(source: source, rows: selected) : nil
    }

    /// A path in a file of tokens, relative to that file, as relative to the runbook.
    private static func path(of name: String, beside path: String) -> String {
        guard !name.hasPrefix("/"), let slash = path.lastIndex(of: "/") else { return name }
        return path[...slash] + name
    }

    private func report(
        _ problems: [TokensFile.Problem],
        in file: String,
        namedAt node: Node,
        _ diagnostics: inout Diagnostics
    ) {
        for problem in problems.prefix(TokensFile.maximumErrors) {
            diagnostics.append(
                .error(
                    problem.message,
                    at: .label(problem.line.map { "\(file):\($0)" } ?? file),
                    help: problem.help,
                    secondary: [.init("named here", at: node.place)]
                )
            )
        }
        let rest = problems.count - TokensFile.maximumErrors
        if rest > 0 { diagnostics.append(.error("'\(file)' has \(rest) more errors", at: node.place)) }
    }

    /// Refuses the keys of the step that wait for outcomes.
    static func refuseOutcomes(in step: Node, _ diagnostics: inout Diagnostics) {
        guard case .mapping(let entries) = step.kind else { return }
        for entry in entries where ResumeJobsKeys.conductWithoutMeaning.contains(entry.name) {
            diagnostics.error("'\(entry.name)' waits for outcomes, and a resumed job has none", at: entry.key)
        }
        guard case .mapping(let guards) = step[ConductKeys().stopWhen.name]?.kind else { return }
        for entry in guards where ResumeJobsKeys.guardsWithoutMeaning.contains(entry.name) {
            diagnostics.error("'\(entry.name)' judges outcomes, and a resumed job has none", at: entry.key)
        }
    }
}
