import LocatedYAML
import RedriveEngine

extension CommandContext {
    /// The longest runbook, inputs file or scenario that is read.
    static let longestText = 16 << 20
    /// The longest `jobs_file` that is read.
    static let longestJobsFile = 256 << 20

    /// Reads a file; `-` is a name like any other.
    ///
    /// - Throws: with exit status 74 if it cannot be read.
    func read(_ path: String, upTo bound: Int = CommandContext.longestText) throws(ToolError) -> [UInt8] {
        try Self.read(path, upTo: bound, in: environment.fileSystem)
    }

    private static func read(
        _ path: String,
        upTo bound: Int,
        in files: any FileSystem
    ) throws(ToolError) -> [UInt8] {
        do {
            let file = try files.open(path, for: .reading)
            defer { file.close() }
            return try file.readAll(upTo: bound)
        } catch {
            throw ToolError(error)
        }
    }

    /// The absolute path, which other processes understand whatever their working directory is.
    func absolute(_ path: String) -> String { FilePath.join(environment.workingDirectory, path) }

    /// Reads a YAML file that an argument names; `-` is standard input.
    ///
    /// - Parameter kind: the kind of file that it must be; nil for any.
    /// - Throws: with exit status 65 if it is a file of another kind, 74 if it cannot be read.
    func source(_ path: String, as kind: FileKind? = nil) throws(ToolError) -> SourceFile {
        let bytes = try Self.read(path, upTo: Self.longestText, in: arguments)
        let found = FileKind(path: path, beginning: Array(bytes.prefix(FileKind.bytesThatTell)))
        if let kind, found != .other, found != kind { throw ToolError(path, is: found, not: kind.name) }
        return SourceFile(name: path == StandardInput.argument ? "standard input" : path, bytes: bytes)
    }
}
