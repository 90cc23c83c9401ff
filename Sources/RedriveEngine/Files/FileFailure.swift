import Glibc

/// A file could not be read, written or synced.
public struct FileFailure: Error, Sendable, Hashable {
    /// What was being done.
    public enum Operation: String, Sendable, Hashable, CaseIterable {
        /// Making a file.
        case create
        /// Opening a file.
        case open
        /// Reading.
        case read
        /// Writing.
        case write
        /// Making sure that it survives a power cut.
        case sync
        /// Cutting.
        case truncate
        /// Taking a lock.
        case lock
        /// Giving a file its name.
        case rename
        /// Removing.
        case remove
        /// Making a directory.
        case makeDirectory = "make directory"
        /// Listing a directory.
        case list
        /// Following a path to what it leads to.
        case resolve
    }

    /// The file or directory.
    public var path: String
    /// What was being done.
    public var operation: Operation
    /// The system's error number; 0 where it was not the system that failed.
    public var code: Int32
    /// Why, in words.
    public var reason: String

    /// A failure from its parts.
    public init(path: String, operation: Operation, code: Int32, reason: String) {
        self.path = path
        self.operation = operation
        self.code = code
        self.reason = reason
    }

    /// A failure as the system tells it.
    ///
    /// - Parameter code: an error number of the C library.
    public init(path: String, operation: Operation, code: Int32) {
        self.init(path: path, operation: operation, code: code, reason: Self.words(code))
    }

    /// The name is taken.
    public var isAlreadyThere: Bool { code == EEXIST }
    /// There is no such file or directory.
    public var isMissing: Bool { code == ENOENT }

    private static func words(_ code: Int32) -> String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard strerror_r(code, &buffer, buffer.count) == 0 else { return "error \(code)" }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

extension FileFailure: CustomStringConvertible {
    /// What failed, where and why, on one line.
    public var description: String { "cannot \(operation.rawValue) '\(path)': \(reason)" }
}
