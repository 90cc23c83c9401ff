internal import NIOCore
import Synchronization

/// Hands a request's body over once, at the moment when a connection is ready to take it, and never after it was shut.
///
/// async-http-client asks for a streamed body only after it has written the request's head on a connection that is
/// open, TLS and proxy included (`HTTP1ClientChannelHandler.run(.notifyRequestHeadSendSuccessfully)`). So a gate that
/// was shut before it was asked is proof that the request was not applied, whatever the error says: at most a head went
/// out, which announces a body that never follows. And a body that was handed over once is not handed over again,
/// whatever the library does.
final class BodyGate: AsyncSequence, Sendable {
    typealias Element = ByteBuffer

    private enum State {
        /// Nobody has asked. Can transition to: open, shut.
        case waiting
        /// The body was handed over. Final.
        case open
        /// It never will be. Final.
        case shut
    }

    /// Thrown to whoever asks too late, or twice.
    struct Withheld: Error {}

    private let body: [UInt8]
    private let state = Mutex(State.waiting)

    /// A gate before a body.
    init(_ body: [UInt8]) {
        self.body = body
    }

    /// Shuts the gate; true where the body was not handed over and now never will be.
    func shut() -> Bool {
        state.withLock { state in
            switch state {
            case .waiting, .shut:
                state = .shut
                return true
            case .open: return false
            }
        }
    }

    private func open() throws -> ByteBuffer {
        try state.withLock { state in
            switch state {
            case .waiting: state = .open
            case .open, .shut: throw Withheld()
            }
        }
        return ByteBuffer(bytes: body)
    }

    func makeAsyncIterator() -> Iterator { Iterator(gate: self) }

    /// Hands the body over once, when the gate opens.
    struct Iterator: AsyncIteratorProtocol {
        let gate: BodyGate
        private var isDone = false

        init(gate: BodyGate) {
            self.gate = gate
        }

        mutating func next() async throws -> ByteBuffer? {
            guard !isDone else { return nil }
            isDone = true
            return try gate.open()
        }
    }
}
