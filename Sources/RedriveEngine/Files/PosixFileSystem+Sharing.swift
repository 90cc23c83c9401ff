import Glibc

extension PosixFileSystem {
    /// What stands under a path; a link is not followed.
    package func information(_ path: String) throws(FileError) -> FileInformation? {
        var found = stat()
        while lstat(path, &found) != 0 {
            switch errno {
            case EINTR: continue
            case ENOENT, ENOTDIR: return nil
            default: throw FileError(path: path, operation: .open, code: errno)
            }
        }
        return FileInformation(found)
    }

    /// Makes a directory, and those above it, for the user or the group; what is there already has to be a directory.
    package func makeDirectory(_ path: String, for sharing: FileSharing) throws(FileError) {
        if let found = try information(path) {
            guard found.kind == .directory else {
                throw FileError(path: path, operation: .makeDirectory, code: 0, reason: found.kind.refusal)
            }
            return
        }
        try makeDirectory(path)
        guard sharing == .group else { return }
        guard chmod(path, 0o2770) == 0 else {
            throw FileError(path: path, operation: .makeDirectory, code: errno)
        }
    }

    /// Opens a file for reading and writing, and makes it for the user or the group if there is none; never follows a link.
    package func openOwn(_ path: String, for sharing: FileSharing) throws(FileError) -> any OpenFile {
        if let found = try information(path), found.kind != .file {
            throw FileError(path: path, operation: .open, code: 0, reason: found.kind.refusal)
        }
        let isNew = try information(path) == nil
        let file = try open(path, flags: O_RDWR | O_CREAT | O_NOFOLLOW, operation: .open)
        if isNew, sharing == .group, chmod(path, 0o660) != 0 {
            let code = errno
            // Another process may have made it at the same moment, and given it this mode.
            guard code == EPERM else {
                file.close()
                throw FileError(path: path, operation: .open, code: code)
            }
        }
        return file
    }

    /// Replaces the contents of a file at once; what makes it anew makes it for the user or the group.
    package func replace(_ path: String, with contents: [UInt8], for sharing: FileSharing) throws(FileError) {
        try replace(path, with: contents)
        guard sharing == .group else { return }
        guard chmod(path, 0o660) == 0 else { throw FileError(path: path, operation: .write, code: errno) }
    }
}

extension FileInformation {
    init(_ found: stat) {
        let kind: Kind =
            switch found.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .directory
            case S_IFLNK: .link
            default: .other
            }
        self.init(
            kind: kind,
            owner: found.st_uid,
            permissions: found.st_mode & 0o7777,
            identity: [UInt64(found.st_dev), UInt64(found.st_ino)],
            names: Int(found.st_nlink)
        )
    }
}
