import JSONText
import LocatedYAML
import RedriveCore
import RedriveEngine
import RunbookParsing
import WorkatoJobs

/// Reads runbooks, with the inputs and overrides of the command line.
struct RunbookLoading {
    /// What the command works with.
    let context: CommandContext
    /// The values of inputs.
    var inputs: InputOptions
    /// What the command line overrides.
    var overrides = RunbookContext.Overrides()

    /// Reads a runbook, and returns it with its warnings.
    ///
    /// - Throws: with exit status 65 and all diagnostics if it is not valid, 74 if a file cannot be read.
    func load(_ path: String) throws(ToolError) -> (runbook: Runbook, warnings: Diagnostics) {
        let confinement = inputs.confine ? try Confinement(around: path, context) : nil
        return try load(try source(path, confinement, as: .runbook), confinement)
    }

    /// Reads a file that the command line names, if it may be read.
    private func source(
        _ path: String,
        _ confinement: Confinement?,
        as kind: FileKind? = nil
    ) throws(ToolError) -> SourceFile {
        guard let confinement else { return try context.source(path, as: kind) }
        let admitted: String
        do {
            admitted = try confinement.admit(path)
        } catch {
            throw ToolError(.invalidData, error.description)
        }
        return SourceFile(name: path, bytes: try context.read(admitted))
    }

    /// Parses a runbook that was read.
    private func load(
        _ file: SourceFile,
        _ confinement: Confinement?
    ) throws(ToolError) -> (runbook: Runbook, warnings: Diagnostics) {
        let fileSystem = context.environment.fileSystem
        let absolute = context.absolute
        let directory = FilePath.directory(of: file.name) ?? ""
        let runbookContext = RunbookContext(
            now: context.environment.clock.now().wall,
            settings: inputs.assignments.map(\.setting),
            inputsFile: try inputsFile(confinement),
            overrides: overrides,
            readFile: { path in
                do throws(FileError) {
                    let joined = FilePath.join(directory, path)
                    let file = try fileSystem.open(try confinement?.admit(joined) ?? joined, for: .reading)
                    defer { file.close() }
                    return .success(try file.readAll(upTo: CommandContext.longestJobsFile))
                } catch {
                    return .failure(RunbookContext.FileError(message: error.reason))
                }
            },
            readPinned: { path in
                do throws(FileError) {
                    let joined = absolute(FilePath.join(directory, path))
                    var bytes: [UInt8] = []
                    let admitted = try confinement?.admit(joined) ?? joined
                    var file = try fileSystem.pin(admitted, upTo: TokensFile.maximumBytes) { bytes += $0 }
                    file.path = joined
                    return .success(PinnedContents(file: file, bytes: bytes))
                } catch {
                    return .failure(RunbookContext.FileError(message: error.reason))
                }
            },
            pinData: { path in
                do throws(FileError) {
                    let joined = absolute(FilePath.join(directory, path))
                    var check = JSONObjectCheck()
                    let admitted = try confinement?.admit(joined) ?? joined
                    let most = DocumentedLimits.resumeDataBytes
                    var file = try fileSystem.pin(admitted, upTo: most) { check.take($0) }
                    file.path = joined
                    if let error = check.finish() {
                        let place = "at byte \(error.offset + 1)"
                        return .failure(.init(message: "it must be a JSON object: \(error.reason) (\(place))"))
                    }
                    return .success(file)
                } catch {
                    return .failure(RunbookContext.FileError(message: error.reason))
                }
            },
            pinnedInputs: inputs.inputs.flatMap { path in
                path == StandardInput.argument ? nil : try? fileSystem.pin(absolute(path))
            },
            refuseFile: { path in
                do throws(FileError) {
                    _ = try confinement?.admit(path)
                    return nil
                } catch {
                    return RunbookContext.FileError(message: error.reason)
                }
            },
            refuseOutput: { path in
                do throws(FileError) {
                    _ = try confinement?.admit(path)
                    return nil
                } catch {
                    // A file that is not there yet is made in its folder, which was found to be inside.
                    return error.isMissing ? nil : RunbookContext.FileError(message: error.reason)
                }
            }
        )
        let (runbook, found) = RunbookParser.parse(file: file, context: runbookContext)
        let diagnostics = Diagnostics(found)
        guard let runbook else { throw .invalid(diagnostics, "'\(file.name)' is not a valid runbook", page: .runbook) }
        return (runbook, diagnostics)
    }

    private func inputsFile(_ confinement: Confinement?) throws(ToolError) -> SourceFile? {
        guard let path = inputs.inputs else { return nil }
        return try source(path, confinement)
    }
}
