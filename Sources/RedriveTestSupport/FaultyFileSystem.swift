import Glibc
package import RedriveEngine
import Synchronization

/// A file system in which the n-th operation fails.
///
/// Every operation that could fail on a real one is counted: of the file system and of its open files, those that read
/// included; locks that are given back and files that are closed are not.
package final class FaultyFileSystem: FileSystem {
    /// How an operation fails.
    package enum Fault: Sendable, Hashable, CaseIterable {
        /// Nothing of it was done.
        case before
        /// It was done, and reported as failed.
        case after
        /// Half of the bytes were written; as `before` where nothing is written.
        case torn
        /// A sync that fails loses what it should have written, although a later one reports success; others as `before`.
        ///
        /// Source: fsync(2), "the pages are marked clean" after an error, as on Linux.
        case forgetful
    }

    private struct State {
        var log: [String] = []
        var failed = false
    }

    private let base: any FileSystem
    private let failAt: Int?
    private let fault: Fault
    private let staysBroken: Bool
    private let code: Int32
    private let state = Mutex(State())

    /// - Parameters:
    ///   - failAt: the operation that fails, counted from 1; nil for none.
    ///   - staysBroken: whether every later operation fails as well, as where the process has died.
    ///   - code: the system's error number; a full disk by default.
    package init(
        _ base: any FileSystem,
        failAt: Int?,
        fault: Fault = .before,
        staysBroken: Bool = false,
        code: Int32 = ENOSPC
    ) {
        self.base = base
        self.failAt = failAt
        self.fault = fault
        self.staysBroken = staysBroken
        self.code = code
    }

    /// The operations so far, as `append run.state.jsonl`.
    package var log: [String] { state.withLock { $0.log } }

    /// Whether the operation that was to fail has been reached.
    package var hasFailed: Bool { state.withLock { $0.failed } }

    /// Makes a new, empty file with mode 0600.
    package func create(_ path: String) throws(FileError) -> any OpenFile {
        let file = try perform(.create, path) { () throws(FileError) in try base.create(path) }
        return FaultyFile(file, self)
    }

    /// Opens a file.
    package func open(_ path: String, for access: FileAccess) throws(FileError) -> any OpenFile {
        let file = try perform(.open, path) { () throws(FileError) in try base.open(path, for: access) }
        return FaultyFile(file, self)
    }

    /// Gives a complete file its name, and never takes that of another.
    package func publish(_ temporary: String, as path: String) throws(FileError) {
        try perform(.rename, path) { () throws(FileError) in try base.publish(temporary, as: path) }
    }

    /// Gives a complete file its name, in place of the file that has it.
    package func publish(_ temporary: String, over path: String) throws(FileError) {
        try perform(.rename, path) { () throws(FileError) in try base.publish(temporary, over: path) }
    }

    /// Replaces the contents of a file at once.
    package func replace(_ path: String, with contents: [UInt8]) throws(FileError) {
        try perform(.write, path) { () throws(FileError) in try base.replace(path, with: contents) }
    }

    /// What killed processes have left; neither counted nor made to fail.
    package func removeLeftovers(of path: String) { base.removeLeftovers(of: path) }

    /// Removes a file.
    package func remove(_ path: String) throws(FileError) {
        try perform(.remove, path) { () throws(FileError) in try base.remove(path) }
    }

    /// Makes a directory and those above it.
    package func makeDirectory(_ path: String) throws(FileError) {
        try perform(.makeDirectory, path) { () throws(FileError) in try base.makeDirectory(path) }
    }

    /// What stands under a path; not counted, since nothing is read or written.
    package func information(_ path: String) throws(FileError) -> FileInformation? { try base.information(path) }

    /// Makes a directory and those above it.
    package func makeDirectory(_ path: String, for sharing: FileSharing) throws(FileError) {
        try perform(.makeDirectory, path) { () throws(FileError) in try base.makeDirectory(path, for: sharing) }
    }

    /// Opens a file, and makes it if there is none.
    package func openOwn(_ path: String, for sharing: FileSharing) throws(FileError) -> any OpenFile {
        let file = try perform(.open, path) { () throws(FileError) in try base.openOwn(path, for: sharing) }
        return FaultyFile(file, self)
    }

    /// Replaces the contents of a file at once.
    package func replace(_ path: String, with contents: [UInt8], for sharing: FileSharing) throws(FileError) {
        try perform(.write, path) { () throws(FileError) in try base.replace(path, with: contents, for: sharing) }
    }

    /// The path from the root on.
    package func resolve(_ path: String) throws(FileError) -> String {
        try perform(.resolve, path) { () throws(FileError) in try base.resolve(path) }
    }

    /// The names in a directory, sorted.
    package func list(_ directory: String) throws(FileError) -> [String] {
        try perform(.list, directory) { () throws(FileError) in try base.list(directory) }
    }

    /// - Parameters:
    ///   - half: what is done of it where the fault is a torn one.
    ///   - forget: what is lost by it where the fault is a forgetful one.
    fileprivate func perform<Result>(
        _ operation: FileError.Operation,
        _ path: String,
        half: () throws(FileError) -> Void = {},
        forget: () -> Void = {},
        _ body: () throws(FileError) -> Result
    ) throws(FileError) -> Result {
        let (fails, isFirst) = state.withLock { state in
            state.log.append("\(operation.rawValue) \(path)")
            let isFirst = state.log.count == failAt
            if isFirst { state.failed = true }
            return (isFirst || (state.failed && staysBroken), isFirst)
        }
        let failure = FileError(path: path, operation: operation, code: code)
        guard fails else { return try body() }
        guard isFirst else { throw failure }
        switch fault {
        case .before: break
        case .torn: try half()
        case .forgetful: forget()
        case .after: _ = try? body()
        }
        throw failure
    }
}

private final class FaultyFile: OpenFile {
    private let base: any OpenFile
    private let system: FaultyFileSystem

    init(_ base: any OpenFile, _ system: FaultyFileSystem) {
        self.base = base
        self.system = system
    }

    var path: String { base.path }

    func information() throws(FileError) -> FileInformation { try base.information() }

    func size() throws(FileError) -> Int {
        try system.perform(.read, path) { () throws(FileError) in try base.size() }
    }

    func read(at offset: Int, count: Int) throws(FileError) -> [UInt8] {
        try system.perform(.read, path) { () throws(FileError) in try base.read(at: offset, count: count) }
    }

    func append(_ bytes: [UInt8]) throws(FileError) {
        try system.perform(
            .write,
            path,
            half: { () throws(FileError) in try base.append(Array(bytes.prefix(bytes.count / 2))) },
            { () throws(FileError) in try base.append(bytes) }
        )
    }

    func write(_ bytes: [UInt8], at offset: Int) throws(FileError) {
        try system.perform(
            .write,
            path,
            half: { () throws(FileError) in try base.write(Array(bytes.prefix(bytes.count / 2)), at: offset) },
            { () throws(FileError) in try base.write(bytes, at: offset) }
        )
    }

    func overwrite(_ bytes: [UInt8]) throws(FileError) {
        try system.perform(.write, path) { () throws(FileError) in try base.overwrite(bytes) }
    }

    func sync() throws(FileError) {
        try system.perform(.sync, path, forget: { (base as? any ForgetfulFile)?.failSync() }) {
            () throws(FileError) in try base.sync()
        }
    }

    func truncate(to size: Int) throws(FileError) {
        try system.perform(.truncate, path) { () throws(FileError) in try base.truncate(to: size) }
    }

    func tryLock() throws(FileError) -> Bool {
        try system.perform(.lock, path) { () throws(FileError) in try base.tryLock() }
    }

    func unlock() { base.unlock() }

    func close() { base.close() }
}
