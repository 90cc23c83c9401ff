import Glibc

/// A file that is written whole: under another name first, and with its own only once it is complete and synced.
///
/// Whatever goes wrong before, what stood under the name stays as it was, and nothing is left behind.
package struct OutputFile: ~Copyable {
    private let path: String
    private let replaces: Bool
    private let temporary: String
    private let file: any OpenFile
    private let fileSystem: any FileSystem

    /// Begins a file.
    ///
    /// - Parameters:
    ///   - path: its name; a symbolic link is followed, so that the file that it leads to is replaced.
    ///   - replaces: whether the file may take the place of another one.
    /// - Throws: `FileError`, with `isAlreadyThere` if there is something that may not be replaced: any file unless
    ///   `replaces`, and a directory or a device in any case.
    package init(_ path: String, replaces: Bool, fileSystem: any FileSystem) throws(FileError) {
        var target = path
        if let found = try fileSystem.information(path) {
            guard replaces else { throw FileError(path: path, operation: .create, code: EEXIST) }
            if found.kind == .link { target = try fileSystem.resolve(path) }
            guard let end = try fileSystem.information(target), end.kind == .file else {
                throw FileError(
                    path: path,
                    operation: .create,
                    code: 0,
                    reason: "it is not a file that can be replaced"
                )
            }
        }
        let file: any OpenFile
        do throws(FileError) {
            file = try fileSystem.createTemporary(for: target)
        } catch {
            // The name that a person knows; the temporary one is nobody's concern.
            throw FileError(path: path, operation: .create, code: error.code, reason: error.reason)
        }
        _ = try? file.tryLock()
        self.path = target
        self.replaces = replaces
        self.fileSystem = fileSystem
        self.file = file
        temporary = file.path
    }

    /// Appends to the file.
    package func append(_ bytes: [UInt8]) throws(FileError) { try file.append(bytes) }

    /// Syncs the file and gives it its name.
    package consuming func finish() throws(FileError) {
        try file.sync()
        if replaces {
            try fileSystem.publish(temporary, over: path)
        } else {
            try fileSystem.publish(temporary, as: path)
        }
        file.close()
    }

    /// Removes what was written; nothing was given the name.
    package consuming func abandon() {
        file.close()
        try? fileSystem.remove(temporary)
    }
}
