import Foundation
import Glibc
import Synchronization

/// A proxy between the tool and a workspace, of plain sockets and a thread for each connection.
///
/// It forwards bytes as they are and counts the requests that repeat jobs; what it does to one of them is told up front.
final class ProxyInBetween: Sendable {
    /// What becomes of a request.
    enum Interference: Sendable {
        /// It is forwarded; its answer is taken, and the connection closed.
        case cut
        /// It is forwarded; half of its answer's body is passed on, and the connection closed.
        case truncate
        /// It is forwarded; its answer is kept for ever.
        case stall
        /// It is answered with a page of the proxy's own, and not forwarded.
        case badGateway
        /// It is forwarded; its answer is kept until `release()`, and then passed on.
        case hold
    }

    private struct Counts {
        var seen = 0
        var passedOn = 0
        var isHolding = false
        var isReleased = false
    }

    /// The port on 127.0.0.1.
    let port: UInt16
    private let listener: Int32
    private let upstream: UInt16
    private let nth: Int
    private let interference: Interference
    private let counts = Mutex(Counts())

    /// - Parameter nth: the request to repeat jobs that is interfered with, from 1.
    init(to upstream: UInt16, nth: Int, _ interference: Interference) throws {
        self.upstream = upstream
        self.nth = nth
        self.interference = interference
        let (listener, port) = try LoopbackSocket.listen()
        self.listener = listener
        self.port = port
        LoopbackSocket.serveEach(of: listener) { [weak self] in self?.serve($0) }
    }

    deinit { shutdown(listener, Int32(SHUT_RDWR)) }

    /// The address for a runbook.
    var url: String { "http://127.0.0.1:\(port)" }
    /// So many requests to repeat jobs came.
    var seen: Int { counts.withLock { $0.seen } }
    /// So many of their answers were passed on.
    var passedOn: Int { counts.withLock { $0.passedOn } }

    /// Whether an answer is kept back now.
    var isHolding: Bool { counts.withLock { $0.isHolding } }
    /// Passes on what is kept back.
    func release() { counts.withLock { $0.isReleased = true } }

    /// One connection of the client, and one of its own for each request.
    private func serve(_ client: Int32) {
        var input = MessageReader(client)
        while let request = input.next() {
            guard request.isRepeat else {
                guard let answer = forward(request), LoopbackSocket.send(answer.bytes, to: client) else { return }
                continue
            }
            let number = counts.withLock { counts in
                counts.seen += 1
                return counts.seen
            }
            guard pass(request, number, client) else { return }
            counts.withLock { $0.passedOn += 1 }
        }
    }

    /// - Returns: whether the connection goes on.
    private func pass(_ request: MessageReader.Message, _ number: Int, _ client: Int32) -> Bool {
        if number == nth, case .badGateway = interference {
            let body = "<html><body><h1>502 Bad Gateway</h1></body></html>"
            let head =
                "HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
            return LoopbackSocket.send(Array((head + body).utf8), to: client)
        }
        guard let answer = forward(request) else { return false }
        guard number == nth else { return LoopbackSocket.send(answer.bytes, to: client) }
        switch interference {
        case .cut: return false
        case .truncate:
            _ = LoopbackSocket.send(Array(answer.bytes.dropLast(answer.bodyCount / 2)), to: client)
            return false
        case .stall:
            // Until the client has had enough.
            var byte: UInt8 = 0
            _ = read(client, &byte, 1)
            return false
        case .hold:
            counts.withLock { $0.isHolding = true }
            while !counts.withLock({ $0.isReleased }) { Thread.sleep(forTimeInterval: 0.005) }
            return LoopbackSocket.send(answer.bytes, to: client)
        case .badGateway: return false
        }
    }

    private func forward(_ request: MessageReader.Message) -> MessageReader.Message? {
        guard let server = try? LoopbackSocket.connect(to: upstream) else { return nil }
        defer { close(server) }
        guard LoopbackSocket.send(request.bytes, to: server) else { return nil }
        var answers = MessageReader(server)
        return answers.next()
    }
}

/// Cuts what a socket sends into HTTP messages, by their `Content-Length`.
struct MessageReader {
    /// A message as it came.
    struct Message {
        var bytes: [UInt8]
        var bodyCount: Int
        var isRepeat: Bool
    }

    private let socket: Int32
    private var buffer: [UInt8] = []

    init(_ socket: Int32) { self.socket = socket }

    /// The next whole message; nil where the other side has closed.
    mutating func next() -> Message? {
        let blankLine = Array("\r\n\r\n".utf8)
        while true {
            if let end = buffer.firstRange(of: blankLine)?.upperBound {
                let head = String(decoding: buffer[..<end], as: UTF8.self).lowercased()
                let bodyCount = head.firstRange(of: "content-length:").map { range in
                    Int(head[range.upperBound...].drop { $0 == " " }.prefix { $0.isNumber }) ?? 0
                }
                let total = end + (bodyCount ?? 0)
                if buffer.count >= total {
                    let bytes = Array(buffer[..<total])
                    buffer.removeFirst(total)
                    return Message(bytes: bytes, bodyCount: bodyCount ?? 0, isRepeat: head.contains("/repeat_jobs "))
                }
            }
            var chunk = [UInt8](repeating: 0, count: 65_536)
            let count = read(socket, &chunk, chunk.count)
            guard count > 0 else { return nil }
            buffer += chunk[..<count]
        }
    }
}
