import RedriveCLI
import Synchronization
import UnixSignals

/// Turns Ctrl-C and SIGTERM into elements of whoever listens now; what comes while nobody does is kept for the next.
///
/// One for the process: only a single handler can be installed for a signal.
final class SignalHub: Sendable {
    private struct State {
        var isInstalled = false
        var listener: AsyncStream<Void>.Continuation?
        var hangUp = HangUp.isIgnored
        var missed = 0
    }

    private let state = Mutex(State())

    /// From the first call on, these signals and the loss of the terminal do not end the process any more.
    func interrupts(_ hangUp: HangUp) async -> AsyncStream<Void> {
        await install()
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

    private func install() async {
        let isFirst = state.withLock { state in
            defer { state.isInstalled = true }
            return !state.isInstalled
        }
        guard isFirst else { return }
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm, .sighup)
        // Lives as long as the process: there is nobody to wait for it.
        Task {
            for await signal in signals { deliver(signal) }
        }
    }

    private func deliver(_ signal: UnixSignal) {
        state.withLock { state in
            if signal == .sighup, state.hangUp == .isIgnored { return }
            switch state.listener?.yield() {
            case .enqueued, .dropped: break
            case .terminated, nil: state.missed += 1
            @unknown default: state.missed += 1
            }
        }
    }
}
