import Glibc

/// The files of this machine.
public struct PosixFileSystem: FileSystem {
    /// The file system; it has no state of its own.
    public init() {}

    /// Makes a new, empty file with mode 0600.
    public func create(_ path: String) throws(FileFailure) -> any OpenFile {
        try open(path, flags: O_RDWR | O_CREAT | O_EXCL, operation: .create)
    }

    /// Opens a file.
    public func open(_ path: String, for access: FileAccess) throws(FileFailure) -> any OpenFile {
        switch access {
        case .reading: try open(path, flags: O_RDONLY, operation: .open)
        case .writing: try open(path, flags: O_RDWR, operation: .open)
        case .writingOrCreating: try open(path, flags: O_RDWR | O_CREAT, operation: .open)
        }
    }

    /// Gives a complete file its name, and never takes that of another.
    public func publish(_ temporary: String, as path: String) throws(FileFailure) {
        if link(temporary, path) == 0 {
            try remove(temporary)
        } else {
            let code = errno
            // Some file systems have no hard links: take the name first, so that nobody else's file is replaced.
            guard [EPERM, EOPNOTSUPP, ENOSYS, EMLINK].contains(code) else {
                throw FileFailure(path: path, operation: .create, code: code)
            }
            try create(path).close()
            guard rename(temporary, path) == 0 else {
                throw FileFailure(path: path, operation: .rename, code: errno)
            }
        }
        try syncDirectory(of: path)
    }

    /// Replaces the contents of a file at once.
    public func replace(_ path: String, with contents: [UInt8]) throws(FileFailure) {
        let temporary = FilePath.temporary(for: path)
        _ = unlink(temporary)
        let file = try create(temporary)
        do throws(FileFailure) {
            try file.append(contents)
            try file.sync()
            file.close()
            guard rename(temporary, path) == 0 else {
                throw FileFailure(path: path, operation: .rename, code: errno)
            }
        } catch {
            file.close()
            _ = unlink(temporary)
            throw error
        }
        try syncDirectory(of: path)
    }

    /// Removes a file.
    public func remove(_ path: String) throws(FileFailure) {
        guard unlink(path) == 0 else { throw FileFailure(path: path, operation: .remove, code: errno) }
    }

    /// Makes a directory and those above it.
    public func makeDirectory(_ path: String) throws(FileFailure) {
        if mkdir(path, 0o700) == 0 { return }
        var code = errno
        if code == ENOENT, let parent = FilePath.directory(of: path) {
            try makeDirectory(parent)
            if mkdir(path, 0o700) == 0 { return }
            code = errno
        }
        var information = stat()
        let isDirectory = stat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFDIR
        guard code == EEXIST, isDirectory else {
            throw FileFailure(path: path, operation: .makeDirectory, code: code == EEXIST ? ENOTDIR : code)
        }
    }

    /// The path from the root on, with every symbolic link followed.
    public func resolve(_ path: String) throws(FileFailure) -> String {
        guard let resolved = realpath(path, nil) else {
            throw FileFailure(path: path, operation: .resolve, code: errno)
        }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// The names in a directory, sorted.
    public func list(_ directory: String) throws(FileFailure) -> [String] {
        guard let stream = opendir(directory) else {
            throw FileFailure(path: directory, operation: .list, code: errno)
        }
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
        guard errno == 0 else { throw FileFailure(path: directory, operation: .list, code: errno) }
        return names.sorted()
    }

    func open(
        _ path: String,
        flags: Int32,
        operation: FileFailure.Operation
    ) throws(FileFailure) -> any OpenFile {
        while true {
            // Opening a pipe would wait for somebody at its other end.
            let descriptor = Glibc.open(path, flags | O_CLOEXEC | O_NONBLOCK, 0o600)
            guard descriptor >= 0 else {
                guard errno == EINTR else { throw FileFailure(path: path, operation: operation, code: errno) }
                continue
            }
            let file = PosixFile(path: path, descriptor: descriptor)
            var information = stat()
            guard fstat(descriptor, &information) == 0, ![S_IFIFO, S_IFSOCK].contains(information.st_mode & S_IFMT)
            else {
                file.close()
                throw FileFailure(
                    path: path,
                    operation: operation,
                    code: 0,
                    reason: "it is a pipe or a socket, not a file"
                )
            }
            return file
        }
    }

    private func syncDirectory(of path: String) throws(FileFailure) {
        let directory = FilePath.directory(of: path) ?? "."
        let file = try open(directory, flags: O_RDONLY | O_DIRECTORY, operation: .sync)
        defer { file.close() }
        do throws(FileFailure) {
            try file.sync()
        } catch {
            // Some file systems cannot sync a directory, and say so; they have nothing to sync.
            guard error.code == EINVAL else { throw error }
        }
    }
}

/// What Redrive does with the text of paths.
enum FilePath {
    /// All up to the last `/`; nil where there is none, `/` for what stands there.
    static func directory(of path: String) -> String? {
        guard let slash = path.lastIndex(of: "/") else { return nil }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// All behind the last `/`.
    static func name(of path: String) -> String {
        String(path.split(separator: "/", omittingEmptySubsequences: false).last ?? "")
    }

    /// A name in the same directory for a file that is not complete; no two processes choose the same.
    static func temporary(for path: String) -> String {
        let name = ".\(name(of: path)).\(getpid()).tmp"
        return directory(of: path).map { $0 == "/" ? "/\(name)" : "\($0)/\(name)" } ?? name
    }

    /// A name in a directory.
    static func join(_ directory: String, _ name: String) -> String {
        directory.hasSuffix("/") ? directory + name : "\(directory)/\(name)"
    }
}
