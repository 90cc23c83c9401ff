import Glibc
import Synchronization

/// An open file of this machine.
final class PosixFile: OpenFile {
    private enum State {
        /// Can transition to: poisoned, closed.
        case open(Int32)
        /// A sync failed: what was written may be lost, so nothing more is written.
        /// Can transition to: closed.
        case poisoned(Int32)
        /// The end.
        case closed
    }

    let path: String
    private let state: Mutex<State>

    init(path: String, descriptor: Int32) {
        self.path = path
        state = Mutex(.open(descriptor))
    }

    deinit { close() }

    func information() throws(FileError) -> FileInformation {
        var found = stat()
        guard fstat(try descriptor(for: .read), &found) == 0 else { throw failure(.read) }
        return FileInformation(found)
    }

    func size() throws(FileError) -> Int {
        var information = stat()
        guard fstat(try descriptor(for: .read), &information) == 0 else { throw failure(.read) }
        return Int(information.st_size)
    }

    func read(at offset: Int, count: Int) throws(FileError) -> [UInt8] {
        let descriptor = try descriptor(for: .read)
        var bytes = [UInt8](repeating: 0, count: max(count, 0))
        var filled = 0
        while filled < bytes.count {
            let got = bytes.withUnsafeMutableBytes { buffer in
                pread(descriptor, buffer.baseAddress.map { $0 + filled }, buffer.count - filled, offset + filled)
            }
            if got > 0 {
                filled += got
            } else if got == 0 {
                break
            } else if errno != EINTR {
                throw failure(.read)
            }
        }
        bytes.removeSubrange(filled...)
        return bytes
    }

    func append(_ bytes: [UInt8]) throws(FileError) {
        try write(bytes, at: try size())
    }

    func write(_ bytes: [UInt8], at offset: Int) throws(FileError) {
        let descriptor = try descriptor(for: .write)
        var written = 0
        while written < bytes.count {
            let put = bytes.withUnsafeBytes { buffer in
                pwrite(descriptor, buffer.baseAddress.map { $0 + written }, buffer.count - written, offset + written)
            }
            if put > 0 {
                written += put
            } else if put < 0, errno == EINTR {
                continue
            } else {
                throw put == 0 ? FileError(path: path, operation: .write, code: EIO) : failure(.write)
            }
        }
    }

    func overwrite(_ bytes: [UInt8]) throws(FileError) {
        try write(bytes, at: 0)
        try truncate(to: bytes.count)
    }

    func sync() throws(FileError) {
        let descriptor = try descriptor(for: .sync)
        while fsync(descriptor) != 0 {
            let code = errno
            if code == EINTR { continue }
            state.withLock { if case .open(let descriptor) = $0 { $0 = .poisoned(descriptor) } }
            throw FileError(path: path, operation: .sync, code: code)
        }
    }

    func truncate(to size: Int) throws(FileError) {
        let descriptor = try descriptor(for: .truncate)
        while ftruncate(descriptor, size) != 0 {
            if errno != EINTR { throw failure(.truncate) }
        }
    }

    func tryLock() throws(FileError) -> Bool {
        let descriptor = try descriptor(for: .lock)
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            switch errno {
            case EINTR: continue
            case EWOULDBLOCK: return false
            default: throw failure(.lock)
            }
        }
        return true
    }

    func unlock() {
        if let descriptor = try? descriptor(for: .read) { _ = flock(descriptor, LOCK_UN) }
    }

    func close() {
        state.withLock {
            switch $0 {
            case .open(let descriptor), .poisoned(let descriptor):
                _ = Glibc.close(descriptor)
                $0 = .closed
            case .closed: break
            }
        }
    }

    private func descriptor(for operation: FileError.Operation) throws(FileError) -> Int32 {
        switch (state.withLock { $0 }, operation) {
        case (.open(let descriptor), _), (.poisoned(let descriptor), .read):
            return descriptor
        case (.poisoned, _):
            throw FileError(path: path, operation: operation, code: EIO, reason: "an earlier sync of it failed")
        case (.closed, _):
            throw FileError(path: path, operation: operation, code: EBADF)
        }
    }

    private func failure(_ operation: FileError.Operation) -> FileError {
        FileError(path: path, operation: operation, code: errno)
    }
}
