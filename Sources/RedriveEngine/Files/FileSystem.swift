import Glibc

/// The few things that Redrive does with files, so that each of them can be made to fail in a test.
///
/// Nothing is flushed, renamed or retried behind the caller's back: what is durable, and when, is the point.
package protocol FileSystem: Sendable {
    /// Makes a new, empty file with mode 0600 and opens it for reading and writing.
    ///
    /// - Throws: `FileError`, with `isAlreadyThere` if the name is taken.
    func create(_ path: String) throws(FileError) -> any OpenFile

    /// Opens a file that is there.
    ///
    /// - Throws: `FileError`, with `isMissing` if it is not there.
    func open(_ path: String, for access: FileAccess) throws(FileError) -> any OpenFile

    /// Gives a complete and synced file its name, and syncs the directory; never takes the name of another file.
    ///
    /// - Parameters:
    ///   - temporary: the name it has; gone afterwards.
    ///   - path: the name that it is to have, in the same directory.
    /// - Throws: `FileError`, with `isAlreadyThere` if the name is taken.
    func publish(_ temporary: String, as path: String) throws(FileError)

    /// Gives a complete and synced file its name, in place of the file that has it, if any, and syncs the directory.
    ///
    /// - Parameters:
    ///   - temporary: the name it has; gone afterwards.
    ///   - path: the name that it is to have, in the same directory.
    func publish(_ temporary: String, over path: String) throws(FileError)

    /// Replaces the contents of a file, or makes it: at any moment either the old contents are there or the new ones.
    func replace(_ path: String, with contents: [UInt8]) throws(FileError)

    /// Removes a file.
    func remove(_ path: String) throws(FileError)

    /// Removes what killed processes have left of a file of this name that was not complete; does nothing where it cannot.
    func removeLeftovers(of path: String)

    /// Makes a directory with mode 0700, and those above it; one that is there already is no error.
    func makeDirectory(_ path: String) throws(FileError)

    /// What stands under a path, without following a link; nil if nothing does.
    func information(_ path: String) throws(FileError) -> FileInformation?

    /// Makes a directory, and those above it, for the user or the group.
    ///
    /// - Throws: `FileError` if something else stands there, a symbolic link to a directory included.
    func makeDirectory(_ path: String, for sharing: FileSharing) throws(FileError)

    /// Opens a file for reading and writing, and makes an empty one for the user or the group if there is none.
    ///
    /// - Throws: `FileError` if something else stands there, a symbolic link to a file included.
    func openOwn(_ path: String, for sharing: FileSharing) throws(FileError) -> any OpenFile

    /// As `replace(_:with:)`, for the user or the group.
    func replace(_ path: String, with contents: [UInt8], for sharing: FileSharing) throws(FileError)

    /// The path of something that is there from the root on, without `.`, `..` and symbolic links.
    func resolve(_ path: String) throws(FileError) -> String

    /// The names in a directory, sorted, without `.` and `..`.
    func list(_ directory: String) throws(FileError) -> [String]
}

extension FileSystem {
    /// Makes a new file for what is to have this name once it is complete, under a name that is this process' alone.
    ///
    /// It is to be locked, where there are locks, so that no process elsewhere takes it for left behind.
    func createTemporary(for path: String) throws(FileError) -> any OpenFile {
        removeLeftovers(of: path)
        return try createAnew(FilePath.temporary(for: path))
    }

    private func createAnew(_ temporary: String) throws(FileError) -> any OpenFile {
        do {
            return try create(temporary)
        } catch {
            // Left behind by a process of the same number that was killed.
            guard error.isAlreadyThere else { throw error }
            try remove(temporary)
            return try create(temporary)
        }
    }
}

extension FileSystem {
    /// Finds out whether a file could be made under a new name, and leaves nothing behind.
    ///
    /// To be asked before work that would be lost otherwise; the name may be taken and the disk may fill up later all the
    /// same.
    ///
    /// - Throws: `FileError`, with `isAlreadyThere` if the name is taken.
    package func checkNew(_ path: String) throws(FileError) {
        let isThere: Bool
        do {
            try open(path, for: .reading).close()
            isThere = true
        } catch {
            guard error.isMissing else { throw error }
            isThere = false
        }
        if isThere { throw FileError(path: path, operation: .create, code: EEXIST) }
        try checkDirectory(of: path)
    }

    /// Finds out whether files can be made in the directory of a path, whatever its last part is.
    ///
    /// - Throws: `FileError` if the directory is not there or takes no files.
    package func checkDirectory(of path: String) throws(FileError) {
        let temporary = FilePath.temporary(for: path)
        do throws(FileError) {
            try createAnew(temporary).close()
        } catch {
            // The name that a person knows; the temporary one is nobody's concern.
            throw FileError(path: path, operation: .create, code: error.code, reason: error.reason)
        }
        try remove(temporary)
    }
}

/// What a file is opened for.
package enum FileAccess: Sendable, Hashable, CaseIterable {
    /// Reading only.
    case reading
    /// Reading and writing.
    case writing
    /// Reading and writing; an empty file with mode 0600 is made if there is none.
    case writingOrCreating
}

/// A file that is open.
///
/// Its lock goes with it.
package protocol OpenFile: AnyObject, Sendable {
    /// The path it was opened by.
    var path: String { get }

    /// What it is, whatever its path leads to by now.
    func information() throws(FileError) -> FileInformation

    /// Its length in bytes.
    func size() throws(FileError) -> Int

    /// Reads from an offset; fewer bytes than asked for only at the end, none behind it.
    func read(at offset: Int, count: Int) throws(FileError) -> [UInt8]

    /// Writes the whole buffer at the end.
    func append(_ bytes: [UInt8]) throws(FileError)

    /// Writes the whole buffer over what stands there, from an offset within the file on.
    func write(_ bytes: [UInt8], at offset: Int) throws(FileError)

    /// Writes the whole buffer from the first byte on, and cuts off what stands behind it.
    func overwrite(_ bytes: [UInt8]) throws(FileError)

    /// Returns when what was written survives a power cut.
    ///
    /// A sync that failed is final: what it should have written may be lost though a second sync reports success, so
    /// from then on every write to this file fails.
    func sync() throws(FileError)

    /// Cuts the file.
    func truncate(to size: Int) throws(FileError)

    /// Takes the kernel's lock on the file, without waiting. It ends with the process at the latest.
    ///
    /// - Returns: whether it was free.
    func tryLock() throws(FileError) -> Bool

    /// Gives the lock back.
    func unlock()

    /// Closes the file and so gives its lock back; a second call does nothing.
    func close()
}

extension OpenFile {
    /// The whole contents.
    ///
    /// - Parameter bound: a larger file is refused.
    package func readAll(upTo bound: Int) throws(FileError) -> [UInt8] {
        let size = try size()
        guard size <= bound else {
            throw FileError(path: path, operation: .read, code: 0, reason: "it is larger than \(bound) bytes")
        }
        return try read(at: 0, count: size)
    }
}
