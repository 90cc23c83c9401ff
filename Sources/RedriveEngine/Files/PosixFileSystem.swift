import Glibc

/// The files of this machine.
package struct PosixFileSystem: FileSystem {
    /// A way to give a file its name without taking that of another.
    enum Naming: CaseIterable {
        /// A second name for the same file.
        case link
        /// `renameat2` with `RENAME_NOREPLACE`.
        case exclusiveRename
        /// The name is taken with an empty file, which is replaced then: what a process that is killed in between leaves is
        /// empty.
        case reservedName
    }

    /// In this order, the first that the file system has.
    private let namings: [Naming]

    /// The file system; it has no state of its own.
    package init() { self.init(namings: Naming.allCases) }

    /// The file system without some ways to give a name, as if it did not have them.
    init(namings: [Naming]) { self.namings = namings }

    /// Makes a new, empty file with mode 0600.
    package func create(_ path: String) throws(FileError) -> any OpenFile {
        try open(path, flags: O_RDWR | O_CREAT | O_EXCL, operation: .create)
    }

    /// Opens a file.
    package func open(_ path: String, for access: FileAccess) throws(FileError) -> any OpenFile {
        switch access {
        case .reading: try open(path, flags: O_RDONLY, operation: .open)
        case .writing: try open(path, flags: O_RDWR, operation: .open)
        case .writingOrCreating: try open(path, flags: O_RDWR | O_CREAT, operation: .open)
        }
    }

    /// Gives a complete file its name, and never takes that of another.
    package func publish(_ temporary: String, as path: String) throws(FileError) {
        for naming in namings {
            if try name(temporary, path, naming) { return try syncDirectory(of: path) }
        }
        throw FileError(path: path, operation: .create, code: EOPNOTSUPP)
    }

    /// False where the file system has no such way.
    private func name(_ temporary: String, _ path: String, _ naming: Naming) throws(FileError) -> Bool {
        switch naming {
        case .link:
            let result = SystemCall.repeating { link(temporary, path) }
            // Some file systems have no hard links.
            if [EPERM, EOPNOTSUPP, ENOSYS, EMLINK].contains(result.code) { return false }
            let isDone = result.code == EEXIST && result.wasRepeated && Self.isSameFile(temporary, path)
            guard result.code == 0 || isDone else {
                throw FileError(path: path, operation: .create, code: result.code)
            }
            try remove(temporary)
        case .exclusiveRename:
            guard let result = SystemCall.renameExclusively(temporary, to: path) else { return false }
            if [EINVAL, EPERM, EOPNOTSUPP, ENOSYS].contains(result.code) { return false }
            try check(result, of: temporary, to: path, .create)
        case .reservedName:
            try create(path).close()
            try check(SystemCall.repeating { rename(temporary, path) }, of: temporary, to: path, .rename)
        }
        return true
    }

    /// An interrupted call may still have renamed the file; the repeated call then does not find it.
    private func check(
        _ result: SystemCall.Result,
        of temporary: String,
        to path: String,
        _ operation: FileError.Operation
    ) throws(FileError) {
        let isGone = access(temporary, F_OK) != 0 && errno == ENOENT && access(path, F_OK) == 0
        guard result.code == 0 || (result.wasRepeated && isGone) else {
            throw FileError(path: path, operation: operation, code: result.code)
        }
    }

    private static func isSameFile(_ first: String, _ second: String) -> Bool {
        var (left, right) = (stat(), stat())
        return lstat(first, &left) == 0 && lstat(second, &right) == 0 && left.st_ino == right.st_ino
            && left.st_dev == right.st_dev
    }

    /// Gives a complete file its name, in place of the file that has it.
    package func publish(_ temporary: String, over path: String) throws(FileError) {
        try check(SystemCall.repeating { rename(temporary, path) }, of: temporary, to: path, .rename)
        try syncDirectory(of: path)
    }

    /// Replaces the contents of a file at once.
    package func replace(_ path: String, with contents: [UInt8]) throws(FileError) {
        let file = try createTemporary(for: path)
        let temporary = file.path
        _ = try? file.tryLock()
        do throws(FileError) {
            try file.append(contents)
            try file.sync()
            file.close()
            try check(SystemCall.repeating { rename(temporary, path) }, of: temporary, to: path, .rename)
        } catch {
            file.close()
            try? remove(temporary)
            throw error
        }
        try syncDirectory(of: path)
    }

    /// Removes a file.
    package func remove(_ path: String) throws(FileError) {
        let result = SystemCall.repeating { unlink(path) }
        guard result.code == 0 || (result.code == ENOENT && result.wasRepeated) else {
            throw FileError(path: path, operation: .remove, code: result.code)
        }
    }

    /// Removes what killed processes have left of a file of this name that was not complete.
    ///
    /// Such a file has the number of a process that is gone, and is locked by nobody: a process elsewhere, whose number
    /// says nothing here, still holds its lock.
    package func removeLeftovers(of path: String) {
        guard let names = try? list(FilePath.directory(of: path) ?? ".") else { return }
        for name in names {
            guard let process = FilePath.process(ofTemporary: name, for: path), process != getpid(),
                kill(process, 0) != 0, errno == ESRCH
            else { continue }
            let leftover = FilePath.sibling(name, of: path)
            guard let file = try? open(leftover, for: .writing) else { continue }
            defer { file.close() }
            if (try? file.tryLock()) == true { try? remove(leftover) }
        }
    }

    /// Makes a directory and those above it.
    package func makeDirectory(_ path: String) throws(FileError) {
        var code = SystemCall.repeating { mkdir(path, 0o700) }.code
        if code == 0 { return }
        if code == ENOENT, let parent = FilePath.directory(of: path) {
            try makeDirectory(parent)
            code = SystemCall.repeating { mkdir(path, 0o700) }.code
            if code == 0 { return }
        }
        var information = stat()
        let isDirectory = stat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFDIR
        guard code == EEXIST, isDirectory else {
            throw FileError(path: path, operation: .makeDirectory, code: code == EEXIST ? ENOTDIR : code)
        }
    }

    /// The path from the root on, with every symbolic link followed.
    package func resolve(_ path: String) throws(FileError) -> String {
        let (found, code) = SystemCall.repeating { realpath(path, nil) }
        guard let resolved = found else { throw FileError(path: path, operation: .resolve, code: code) }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// The names in a directory, sorted.
    package func list(_ directory: String) throws(FileError) -> [String] {
        let (opened, code) = SystemCall.repeating { opendir(directory) }
        guard let stream = opened else { throw FileError(path: directory, operation: .list, code: code) }
        defer { closedir(stream) }
        var names: [String] = []
        errno = 0
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
            errno = 0
        }
        guard errno == 0 else { throw FileError(path: directory, operation: .list, code: errno) }
        return names.sorted()
    }

    func open(
        _ path: String,
        flags: Int32,
        operation: FileError.Operation
    ) throws(FileError) -> any OpenFile {
        // Opening a pipe would wait for somebody at its other end.
        let (opened, code) = SystemCall.repeating { () -> Int32? in
            let descriptor = Glibc.open(path, flags | O_CLOEXEC | O_NONBLOCK, 0o600)
            return descriptor >= 0 ? descriptor : nil
        }
        guard let descriptor = opened else { throw FileError(path: path, operation: operation, code: code) }
        let file = PosixFile(path: path, descriptor: descriptor)
        var information = stat()
        guard fstat(descriptor, &information) == 0, ![S_IFIFO, S_IFSOCK].contains(information.st_mode & S_IFMT) else {
            file.close()
            throw FileError(path: path, operation: operation, code: 0, reason: "it is a pipe or a socket, not a file")
        }
        return file
    }

    private func syncDirectory(of path: String) throws(FileError) {
        let directory = FilePath.directory(of: path) ?? "."
        let file = try open(directory, flags: O_RDONLY | O_DIRECTORY, operation: .sync)
        defer { file.close() }
        do throws(FileError) {
            try file.sync()
        } catch {
            // Some file systems cannot sync a directory, and say so; they have nothing to sync.
            guard error.code == EINVAL else { throw error }
        }
    }
}
