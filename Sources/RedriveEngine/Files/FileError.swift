import Glibc

/// A file could not be read, written or synced.
package struct FileError: Error, Sendable, Hashable {
    /// What was being done.
    package enum Operation: String, Sendable, Hashable, CaseIterable {
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
    package var path: String
    /// What was being done.
    package var operation: Operation
    /// The system's error number; 0 if it was not the system that failed.
    package var code: Int32
    /// Why, in words.
    package var reason: String

    /// A failure from its parts.
    package init(path: String, operation: Operation, code: Int32, reason: String) {
        self.path = path
        self.operation = operation
        self.code = code
        self.reason = reason
    }

    /// A failure as the system tells it.
    ///
    /// - Parameter code: an error number of the C library.
    package init(path: String, operation: Operation, code: Int32) {
        self.init(path: path, operation: operation, code: code, reason: Self.words(code))
    }

    /// The name is taken.
    package var isAlreadyThere: Bool { code == EEXIST }
    /// There is no such file or directory.
    package var isMissing: Bool { code == ENOENT }

    private static func words(_ code: Int32) -> String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard strerror_r(code, &buffer, buffer.count) == 0 else { return "error \(code)" }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

extension FileError: CustomStringConvertible {
    /// What failed, where and why, on one line.
    package var description: String { "cannot \(operation.rawValue) '\(path)': \(reason)" }
}
