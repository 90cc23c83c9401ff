import Glibc
import RedriveEngine
import Synchronization

/// A file system that answers locks with ENOLCK, as some network file systems do.
final class LocklessFileSystem: ForwardingFileSystem {
    let base: any FileSystem
    private let isMeant: @Sendable (String) -> Bool
    private let locksLeft: Mutex<Int>

    /// - Parameters:
    ///   - locks: how many locks are given before the first failure.
    ///   - isMeant: whether the locks of a path are missing.
    init(_ base: any FileSystem, after locks: Int = 0, _ isMeant: @escaping @Sendable (String) -> Bool) {
        self.base = base
        self.isMeant = isMeant
        locksLeft = Mutex(locks)
    }

    func wrap(_ file: any OpenFile) -> any OpenFile {
        isMeant(file.path) ? LocklessFile(file, self) : file
    }

    fileprivate func takeLock(of path: String) throws(FileError) {
        let isLeft = locksLeft.withLock { left in
            left -= 1
            return left >= 0
        }
        guard isLeft else { throw FileError(path: path, operation: .lock, code: ENOLCK) }
    }
}

private final class LocklessFile: OpenFile {
    private let base: any OpenFile
    private let system: LocklessFileSystem

    init(_ base: any OpenFile, _ system: LocklessFileSystem) {
        self.base = base
        self.system = system
    }

    var path: String { base.path }

    func information() throws(FileError) -> FileInformation { try base.information() }
    func size() throws(FileError) -> Int { try base.size() }
    func read(at offset: Int, count: Int) throws(FileError) -> [UInt8] { try base.read(at: offset, count: count) }
    func append(_ bytes: [UInt8]) throws(FileError) { try base.append(bytes) }
    func write(_ bytes: [UInt8], at offset: Int) throws(FileError) { try base.write(bytes, at: offset) }
    func overwrite(_ bytes: [UInt8]) throws(FileError) { try base.overwrite(bytes) }
    func sync() throws(FileError) { try base.sync() }
    func truncate(to size: Int) throws(FileError) { try base.truncate(to: size) }

    func tryLock() throws(FileError) -> Bool {
        try system.takeLock(of: path)
        return try base.tryLock()
    }

    func unlock() { base.unlock() }
    func close() { base.close() }
}
