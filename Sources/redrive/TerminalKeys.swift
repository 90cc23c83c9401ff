import Dispatch
import Glibc
import Synchronization

/// Single keys of the terminal that this process runs on.
///
/// While keys are read, the terminal passes them on one by one and does not show them; Ctrl-C and Ctrl-Z work as always. It is put back
/// when the reading ends, before Ctrl-Z stops the process, and before the process is ended in haste. A process in the background
/// neither reads nor changes anything: the terminal is the shell's then.
final class TerminalKeys: Sendable {
    /// One for the process, since there is one terminal.
    static let shared = TerminalKeys()

    /// How long it is waited for a key before it is looked whether keys are still wanted.
    private static let patience: Int32 = 500

    private let reader = Mutex<AsyncStream<UInt8>.Continuation?>(nil)
    private let queue = DispatchQueue(label: "redrive.keys")

    private init() {}

    /// The keys from now on; only one stream is read at a time.
    func stream() -> AsyncStream<UInt8> {
        let (keys, continuation) = AsyncStream.makeStream(of: UInt8.self)
        reader.withLock { $0 = continuation }
        continuation.onTermination = { [self] _ in
            reader.withLock { $0 = nil }
            Modes.putBack()
        }
        Modes.watchSignals()
        queue.async { [self] in read(to: continuation) }
        return keys
    }

    private func read(to continuation: AsyncStream<UInt8>.Continuation) {
        while reader.withLock({ $0 != nil }) {
            guard Modes.isInForeground else {
                usleep(useconds_t(Self.patience) * 1_000)
                continue
            }
            // Under the lock, so that the terminal is not changed again once the reading has ended.
            reader.withLock { if $0 != nil { Modes.passKeysOn() } }
            var ready = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
            guard poll(&ready, 1, Self.patience) == 1, Modes.isInForeground else { continue }
            var byte: UInt8 = 0
            let count = Glibc.read(0, &byte, 1)
            if count == 1 { continuation.yield(byte) }
            if count == 0 || (count < 0 && errno != EINTR && errno != EAGAIN) { return continuation.finish() }
        }
    }

    /// Puts the terminal back at once; may be called by the handler of a signal.
    static func putBack() { Modes.putBack() }
}

/// The modes of the terminal; what handlers of signals touch is only memory that was allocated before.
private enum Modes {
    /// As they were before; valid while `changed` is true.
    ///
    /// Raw memory without a lock: the handler of a signal must not wait for a lock that the thread it interrupted may hold.
    /// It is written only while `changed` is false, and read only after `changed` was found true.
    nonisolated(unsafe) private static let before = UnsafeMutablePointer<termios>.allocate(capacity: 1)
    /// Whether they are changed; read and written by the handlers too.
    private static let changed = Atomic<Bool>(false)

    /// Whether the terminal belongs to this process' group, so that it may read and change it without being stopped.
    static var isInForeground: Bool { tcgetpgrp(0) == getpgrp() }

    /// Lets keys through one by one, and not shown; what was typed before is thrown away the first time.
    static func passKeysOn() {
        guard !changed.load(ordering: .acquiring), tcgetattr(0, before) == 0 else { return }
        var modes = before.pointee
        modes.c_lflag &= ~tcflag_t(ICANON | ECHO)
        changed.store(true, ordering: .releasing)
        tcsetattr(0, TCSAFLUSH, &modes)
    }

    /// Puts the modes back.
    static func putBack() {
        guard changed.exchange(false, ordering: .acquiringAndReleasing) else { return }
        if isInForeground { tcsetattr(0, TCSADRAIN, before) }
    }

    /// Ctrl-Z gives the terminal back first; after a stop of any kind it is changed anew.
    static func watchSignals() {
        _ = before
        signal(SIGTSTP) { _ in
            let code = errno
            Modes.putBack()
            kill(getpid(), SIGSTOP)
            errno = code
        }
        signal(SIGCONT) { _ in Modes.changed.store(false, ordering: .releasing) }
    }
}
