import RedriveEngine
import Synchronization

/// Standard input as a file: read to its end once, on the first use.
final class StandardInput: Sendable {
    /// The argument that stands for standard input if a file is read, and for standard output if one is written.
    static let argument = "-"
    /// The most bytes that are read.
    static let longest = 1 << 30

    private let terminal: Terminal
    private let bytes = Mutex<[UInt8]?>(nil)

    init(_ terminal: Terminal) { self.terminal = terminal }

    /// Whether it was read, so that nobody can answer questions on it.
    var wasRead: Bool { bytes.withLock { $0 != nil } }

    fileprivate func read() throws(FileError) -> [UInt8] {
        try bytes.withLock { (bytes: inout [UInt8]?) throws(FileError) -> [UInt8] in
            if let bytes { return bytes }
            let all = try terminal.readAll(Self.longest).get()
            bytes = all
            return all
        }
    }
}

extension CommandContext {
    /// The files that arguments name, in which `-` is standard input.
    var arguments: any FileSystem { ArgumentFiles(base: environment.fileSystem, input: input) }

    /// Refuses `-` for an argument that must be a file.
    ///
    /// - Parameters:
    ///   - name: what the file is.
    ///   - why: why it must be a file, as the end of a sentence.
    /// - Throws: with exit status 64.
    func refuseStream(_ path: String?, _ name: String, _ why: String) throws(ToolError) {
        guard path == StandardInput.argument else { return }
        throw ToolError(
            .usage,
            "\(name) must be a file, not a standard stream: \(why)",
            meaning: "nothing was sent",
            advice: "a file that is really named '-' is written './-'"
        )
    }

    /// Refuses `-` for more than one argument.
    ///
    /// - Throws: with exit status 64.
    func refuseSecondInput(_ paths: [String?]) throws(ToolError) {
        guard paths.count(where: { $0 == StandardInput.argument }) > 1 else { return }
        throw ToolError(
            .usage,
            "only one argument can be '-': standard input is read once",
            meaning: "nothing was sent"
        )
    }
}

/// The files of a machine, with standard input among them.
private struct ArgumentFiles: ForwardingFileSystem {
    let base: any FileSystem
    let input: StandardInput

    func open(_ path: String, for access: FileAccess) throws(FileError) -> any OpenFile {
        guard path == StandardInput.argument, access == .reading else { return try base.open(path, for: access) }
        return InputFile(bytes: try input.read())
    }
}

/// The content of standard input as a file that can only be read.
private final class InputFile: OpenFile {
    let path = "standard input"
    private let bytes: [UInt8]

    init(bytes: [UInt8]) { self.bytes = bytes }

    func information() throws(FileError) -> FileInformation {
        FileInformation(kind: .other, owner: 0, permissions: 0, identity: [], names: 1)
    }

    func size() throws(FileError) -> Int { bytes.count }

    func read(at offset: Int, count: Int) throws(FileError) -> [UInt8] {
        Array(bytes.dropFirst(offset).prefix(count))
    }

    func append(_ bytes: [UInt8]) throws(FileError) { throw unsupported(.write) }
    func write(_ bytes: [UInt8], at offset: Int) throws(FileError) { throw unsupported(.write) }
    func overwrite(_ bytes: [UInt8]) throws(FileError) { throw unsupported(.write) }
    func sync() throws(FileError) { throw unsupported(.sync) }
    func truncate(to size: Int) throws(FileError) { throw unsupported(.truncate) }
    func tryLock() throws(FileError) -> Bool { throw unsupported(.lock) }
    func unlock() {}
    func close() {}

    private func unsupported(_ operation: FileError.Operation) -> FileError {
        FileError(path: path, operation: operation, code: 0, reason: "it is not a file")
    }
}
