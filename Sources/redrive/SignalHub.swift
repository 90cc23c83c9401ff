import Dispatch
import Glibc
import RedriveCLI
import Synchronization

/// Turns Ctrl-C and SIGTERM into elements of whoever listens now; what comes while nobody does is kept for the next.
///
/// One for the process. Signals arrive on a queue of their own, outside of the task pool: the second one ends the process
/// whatever the tasks are busy with.
final class SignalHub: Sendable {
    private struct State {
        var isInstalled = false
        var listener: AsyncStream<Void>.Continuation?
        var hangUp = HangUp.isIgnored
        var missed = 0
        /// How often a person or the system has asked this process to stop.
        var wishes = 0
    }

    /// A second wish to stop that the tasks have not obeyed by then is carried out here.
    private static let patience: DispatchTimeInterval = .seconds(2)

    private let state = Mutex(State())
    private let sources = Mutex<[any DispatchSourceSignal]>([])
    private let queue = DispatchQueue(label: "redrive.signals")

    /// From the first call on, these signals and the loss of the terminal do not end the process any more.
    func interrupts(_ hangUp: HangUp) -> AsyncStream<Void> {
        install()
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        let missed = state.withLock { state in
            defer { state.missed = 0 }
            state.listener?.finish()
            state.listener = continuation
            state.hangUp = hangUp
            return state.missed
        }
        for _ in 0..<missed { continuation.yield() }
        return stream
    }

    private func install() {
        let isFirst = state.withLock { state in
            defer { state.isInstalled = true }
            return !state.isInstalled
        }
        guard isFirst else { return }
        for number in [SIGINT, SIGTERM, SIGHUP] {
            sources.withLock { sources in
                let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
                source.setEventHandler { [weak self] in self?.deliver(number) }
                source.activate()
                sources.append(source)
            }
        }
    }

    private func deliver(_ number: Int32) {
        let wishes = state.withLock { state in
            if number == SIGHUP, state.hangUp == .isIgnored { return 0 }
            state.wishes += 1
            switch state.listener?.yield() {
            case .enqueued, .dropped: break
            case .terminated, nil: state.missed += 1
            @unknown default: state.missed += 1
            }
            return state.wishes
        }
        if wishes == 2 { queue.asyncAfter(deadline: .now() + Self.patience) { Self.leave() } }
        if wishes > 2 { Self.leave() }
    }

    /// Ends the process as an interrupted one, without any task's help.
    private static func leave() {
        let words: StaticString =
            "\nerror: stopped at once; a run's state file is still right, and 'redrive resume' continues the run\n"
        TerminalKeys.putBack()
        // A terminal that was stopped with Ctrl-S takes no words, and must not keep the process from ending.
        var ready = pollfd(fd: 2, events: Int16(POLLOUT), revents: 0)
        if poll(&ready, 1, 100) == 1 { _ = write(2, words.utf8Start, words.utf8CodeUnitCount) }
        _exit(ExitStatus.interrupted.rawValue)
    }
}
