import LocatedYAML
import RedriveEngine

extension CommandContext {
    /// The longest runbook, inputs file or scenario that is read.
    static let longestText = 16 << 20
    /// The longest `jobs_file` that is read.
    static let longestJobsFile = 256 << 20

    /// The bytes of a file; `-` is one like any other.
    ///
    /// - Throws: with exit status 74 where it cannot be read.
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

    /// The path from the root: what is written down for other processes, which may stand elsewhere.
    func absolute(_ path: String) -> String { Path.join(environment.workingDirectory, path) }

    /// A file of YAML that an argument names.
    ///
    /// - Parameter kind: what it has to be; nil for anything.
    /// - Throws: with exit status 65 where it is a file of another kind, 74 where it cannot be read.
    func source(_ path: String, as kind: FileKind? = nil) throws(ToolError) -> SourceFile {
        let bytes = try Self.read(path, upTo: Self.longestText, in: arguments)
        let found = FileKind(path: path, beginning: Array(bytes.prefix(FileKind.bytesThatTell)))
        if let kind, found != .other, found != kind { throw ToolError(path, is: found, not: kind.name) }
        return SourceFile(name: path == StandardInput.argument ? "standard input" : path, bytes: bytes)
    }
}

extension ToolError {
    /// A file could not be read, written or synced.
    init(_ failure: FileError) {
        self.init(.fileFailure, failure.description)
    }
}

/// Paths as text.
enum Path {
    /// All up to the last `/`; empty where there is none.
    static func directory(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "" }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// A path as seen from a directory; an absolute one stays as it is.
    static func join(_ directory: String, _ path: String) -> String {
        if directory.isEmpty || path.hasPrefix("/") { return path }
        return directory.hasSuffix("/") ? directory + path : "\(directory)/\(path)"
    }
}
