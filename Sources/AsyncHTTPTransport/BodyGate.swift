internal import NIOCore
import Synchronization
import Transport

/// Hands over a request's body once, when a connection is ready to take it, and never after the gate was shut.
///
/// async-http-client asks for a streamed body only after it has written the request's head on a connection that is
/// open, TLS and proxy included (`HTTP1ClientChannelHandler.run(.notifyRequestHeadSendSuccessfully)`). So a gate that
/// was shut before it was asked proves that the request was not applied, whatever the error says: at most a head was
/// sent, which announces a body that never follows. A body that was handed over once is not handed over again, whatever
/// the library does.
final class BodyGate: AsyncSequence, Sendable {
    typealias Element = ByteBuffer

    private enum State {
        /// Nobody has asked. Can transition to: open, shut.
        case waiting
        /// The body was handed over. Final.
        case open
        /// The body will never be handed over. Final.
        case shut
    }

    /// Thrown to a caller that asks too late, or twice.
    struct Withheld: Error {}

    private let body: [UInt8]
    private let file: HTTPRequest.BodyFile?
    private let state = Mutex(State.waiting)

    /// Creates a gate for a body, which a file may end.
    init(_ body: [UInt8], _ file: HTTPRequest.BodyFile? = nil) {
        self.body = body
        self.file = file
    }

    /// Shuts the gate; true if the body was not handed over and now never will be.
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

    /// Hands over the body once, when the gate opens; a file follows in small parts.
    struct Iterator: AsyncIteratorProtocol {
        let gate: BodyGate
        private var isDone = false
        private var file: BodyFileReader?

        init(gate: BodyGate) {
            self.gate = gate
        }

        mutating func next() async throws -> ByteBuffer? {
            guard isDone else {
                isDone = true
                let first = try gate.open()
                file = gate.file.map { BodyFileReader($0) }
                return first
            }
            return try await file?.next()
        }
    }
}
