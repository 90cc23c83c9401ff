import RedriveCore
import RedriveEngine
import Transport
import WorkatoJobs

/// Reads a state file and writes its report.
struct ReportOperation {
    /// What the command works with.
    let context: CommandContext
    /// The arguments.
    let command: ReportCommand

    /// The columns of a text report in a file.
    private static let columnsInFile = 100
    /// How much is written at once, in bytes.
    private static let bytesAtOnce = 1 << 20

    /// Reads the file and writes the report.
    ///
    /// - Throws: with exit status 6 if the output file is there and may not be replaced, 64 for options that cannot be used together,
    ///   65 if the file is not a valid state file, 74 if it cannot be read or the report cannot be written.
    func run() throws(ToolError) -> ReportView {
        try check()
        let contents = try context.report(ofRun: command.state)
        // With events and no file, the events are the report.
        guard !command.output.json || !command.writesToOutput else {
            return ReportView(contents: contents, place: .events)
        }
        let format = command.format ?? command.file.flatMap(ReportFormat.init(fileName:)) ?? .text
        guard let path = command.file, !command.writesToOutput else {
            print(try format.parts(of: contents, columns: context.console.outputCanvas.columns))
            return ReportView(contents: contents, place: .output)
        }
        try write(try format.parts(of: contents, columns: Self.columnsInFile), to: path)
        return ReportView(contents: contents, place: .file(path, format))
    }

    private func check() throws(ToolError) {
        guard !command.output.json || !command.writesToOutput || command.format == nil else {
            throw ToolError(
                .usage,
                "'--json' prints events, and '--format' prints a report: both need standard output",
                advice: "name a file with '-o', or leave one of them out"
            )
        }
        guard command.force, command.writesToOutput else { return }
        throw ToolError(.usage, "'--force' is about the file of '-o', which is not given")
    }

    private func print(_ parts: AnySequence<String>) {
        inBatches(parts) { text in
            context.console.raw(text)
            // Nobody reads any more: what is left need not be made.
            return context.console.outputFailure == nil
        }
    }

    private func write(_ parts: AnySequence<String>, to path: String) throws(ToolError) {
        do throws(FileError) {
            let file = try OutputFile(path, replaces: command.force, fileSystem: context.environment.fileSystem)
            var failure: FileError?
            inBatches(parts) { text in
                do throws(FileError) {
                    try file.append(Array(text.utf8))
                    return true
                } catch {
                    failure = error
                    return false
                }
            }
            if let failure {
                file.abandon()
                throw failure
            }
            try file.finish()
        } catch {
            throw refusal(error, path)
        }
    }

    private func refusal(_ error: FileError, _ path: String) -> ToolError {
        guard error.isAlreadyThere else {
            return ToolError(
                .fileFailure,
                "the report cannot be written: \(error.description)",
                meaning: "nothing was written; the state file was only read"
            )
        }
        return ToolError(
            .refused,
            "'\(path)' already exists and is not overwritten",
            meaning: "nothing was written",
            advice: "choose another name, or replace it with '--force'",
            page: .report
        )
    }

    /// Hands the parts on, about a megabyte at a time and without secrets, until they end or the closure says that it is enough.
    private func inBatches(_ parts: AnySequence<String>, _ take: (String) -> Bool) {
        let secrets = context.console.secrets
        var batch = ""
        for part in parts {
            batch += part
            guard batch.utf8.count >= Self.bytesAtOnce else { continue }
            guard take(secrets.removed(from: batch)) else { return }
            batch = ""
        }
        if !batch.isEmpty { _ = take(secrets.removed(from: batch)) }
    }
}

extension CommandContext {
    /// Folds a state file to a report; works while another process appends to it.
    ///
    /// - Throws: with exit status 65 if the file is not a valid state file, 74 if it cannot be read.
    func report(ofRun path: String) throws(ToolError) -> ReportContents {
        var fold = RunReport.Fold()
        let contents = try journal(path) { record, time, state in fold.note(record, at: time, after: state) }
        if contents.tornBytes > 0 {
            console.warning(
                "the last line of \(Wording.file(path)) was cut short (\(contents.tornBytes) bytes), as by a crash; it does not count"
            )
        }
        let name = path == StandardInput.argument ? defaultName(contents) : FilePath.name(of: path)
        return ReportContents(
            report: fold.finish(contents.state),
            version: contents.header.version,
            fileName: name
        )
    }

    private func defaultName(_ contents: JournalContents) -> String {
        JournalFile.defaultName(of: contents.state.plan, planID: contents.state.planID)
    }
}
