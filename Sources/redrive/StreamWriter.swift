import Dispatch
import Glibc
import RedriveEngine
import Synchronization

/// Writes standard output and standard error in the order given, on a queue of its own.
///
/// A terminal that was stopped with Ctrl-S, or a pipe whose reader does not read, blocks that queue and nothing else: the
/// run goes on. Only a writer that is far ahead of the reader has to wait.
final class StreamWriter: Sendable {
    /// What may wait to be written before `write` itself waits, in bytes: hours of progress and events of a run.
    private static let mostWaiting = 16 << 20

    private let queue = DispatchQueue(label: "redrive.streams")
    private let waiting = Atomic<Int>(0)
    private let outputFailure = Mutex<FileError?>(nil)
    private let outputIsTerminal: Bool

    init(outputIsTerminal: Bool) { self.outputIsTerminal = outputIsTerminal }

    /// Writes to standard output.
    ///
    /// - Returns: the first failure of the texts before; `flush` returns that of this text.
    func output(_ text: String) -> FileError? {
        enqueue(text, to: 1) { [self] code in
            // A reader that has gone away, or a terminal that was closed, wants to know no more.
            guard code != 0, code != EPIPE, !(outputIsTerminal && code == EIO) else { return }
            outputFailure.withLock { failure in
                failure = failure ?? FileError(path: "standard output", operation: .write, code: code)
            }
        }
        return outputFailure.withLock(\.self)
    }

    /// Writes to standard error; what goes wrong there can be told nowhere.
    func error(_ text: String) { enqueue(text, to: 2) { _ in } }

    /// Returns when everything is written.
    ///
    /// - Returns: what went wrong with standard output.
    func flush() async -> FileError? {
        await withCheckedContinuation { continuation in queue.async { continuation.resume() } }
        return outputFailure.withLock(\.self)
    }

    private func enqueue(_ text: String, to descriptor: Int32, done: @escaping @Sendable (Int32) -> Void) {
        let size = text.utf8.count
        let before = waiting.add(size, ordering: .relaxed).oldValue
        queue.async { [self] in
            done(Self.write(text, to: descriptor))
            waiting.subtract(size, ordering: .relaxed)
        }
        if before > Self.mostWaiting { queue.sync {} }
    }

    /// Writes all of it.
    ///
    /// - Returns: 0, or why not.
    private static func write(_ text: String, to descriptor: Int32) -> Int32 {
        var text = text
        return text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while !rest.isEmpty {
                let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
                if count > 0 {
                    rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
                } else if errno == EAGAIN {
                    var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    poll(&ready, 1, -1)
                } else if errno != EINTR {
                    return errno
                }
            }
            return 0
        }
    }
}
