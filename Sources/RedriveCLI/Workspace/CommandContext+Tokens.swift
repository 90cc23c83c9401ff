import RedriveCore
import RedriveEngine
import RunbookParsing
import Transport
import WorkatoJobs

extension CommandContext {
    /// The tokens of a plan with their data, read again from the pinned files; every file is checked before any token is sent.
    ///
    /// - Parameter names: the steps that take part; nil for all.
    /// - Throws: with exit status 6 if a file has changed since the plan was made, 74 if it cannot be read.
    func payloads(of plan: Plan, steps names: [String]?) throws(ToolError) -> ResumePayloads? {
        guard !plan.tokens.isEmpty else { return nil }
        let files = environment.fileSystem
        var payloads: [ResumePayloads.Payload?] = Array(repeating: nil, count: plan.tokens.count)
        for (number, step) in plan.header.steps.enumerated() where names?.contains(step.name) ?? true {
            guard case .resumeJobs(let source) = step.kind else { continue }
            let rows = plan.rows(ofStep: number)
            let read = try tokens(source)
            guard read.count == rows.count else { throw changed(source.file.path, "it lists other tokens") }
            for (row, found) in zip(rows, read) {
                let planned = plan.tokens[row].row
                guard TokenFingerprint.of(found.token, runbook: plan.header.name) == planned.fingerprint else {
                    throw changed(source.file.path, "line \(found.line) has another token")
                }
                var payload = ResumePayloads.Payload(token: Secret(found.token))
                switch (found.data, planned.data) {
                case (.inline(let json)?, .inline?):
                    guard let data = try? ResumeData(json: json) else {
                        throw changed(source.file.path, "its data differs")
                    }
                    payload.data = .inline(data)
                case (.file?, .file(let file)?): payload.data = .file(file)
                case (nil, nil): break
                case (_, _): throw changed(source.file.path, "line \(found.line) has other data")
                }
                payloads[row] = payload
            }
        }
        for file in plan.pinnedFiles(ofSteps: names) { try check(file) }
        return ResumePayloads(payloads, files: files)
    }

    private func tokens(_ source: TokensSource) throws(ToolError) -> [TokensFile.Row] {
        var bytes: [UInt8] = []
        let found: PinnedFile
        do {
            found = try environment.fileSystem.pin(source.file.path, upTo: TokensFile.maximumBytes) { bytes += $0 }
        } catch {
            throw unreadable(error)
        }
        guard found == source.file else { throw changed(source.file.path, "it has changed since the plan was made") }
        if let input = source.input {
            guard let rows = TokensFile.read(bytes, input: input) else {
                throw changed(source.file.path, "it lists other tokens")
            }
            return rows
        }
        let (rows, problems) = TokensFile.read(bytes)
        if let problem = problems.first { throw changed(source.file.path, problem.message) }
        return rows
    }

    private func check(_ file: PinnedFile) throws(ToolError) {
        do {
            try environment.fileSystem.check(file)
        } catch {
            guard error.code == 0 else { throw unreadable(error) }
            throw changed(file.path, error.reason)
        }
    }

    private func changed(_ path: String, _ why: String) -> ToolError {
        ToolError(
            .refused,
            "the tokens cannot be sent: '\(path)': \(why)",
            meaning: "nothing was sent",
            advice: "put back the file that the plan was made with, or make a new plan",
            page: .resumeJobs
        )
    }

    private func unreadable(_ error: FileError) -> ToolError {
        ToolError(EngineError.file(error), doing: "the tokens cannot be read", meaning: "nothing was sent")
    }
}
