import LocatedYAML
import RedriveEngine

extension CommandContext {
    /// The longest runbook, inputs file or scenario that is read.
    static let longestText = 16 << 20
    /// The longest `jobs_file` that is read.
    static let longestJobsFile = 256 << 20

    /// The bytes of a file.
    ///
    /// - Throws: with exit status 74 where it cannot be read.
    func read(_ path: String, upTo bound: Int = CommandContext.longestText) throws(ToolFailure) -> [UInt8] {
        do {
            let file = try environment.fileSystem.open(path, for: .reading)
            defer { file.close() }
            return try file.readAll(upTo: bound)
        } catch {
            throw ToolFailure(error)
        }
    }

    /// The path from the root: what is written down for other processes, which may stand elsewhere.
    func absolute(_ path: String) -> String { Path.join(environment.workingDirectory, path) }

    /// A file of YAML.
    func source(_ path: String) throws(ToolFailure) -> SourceFile {
        SourceFile(name: path, bytes: try read(path))
    }
}

extension ToolFailure {
    /// A file could not be read, written or synced.
    init(_ failure: FileFailure) {
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
