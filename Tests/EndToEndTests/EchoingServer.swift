import Glibc
import Synchronization

/// A workspace of plain sockets that answers each request with a given text; a thread for each connection.
final class EchoingServer: Sendable {
    /// The port on 127.0.0.1.
    let port: UInt16
    private let heads = Mutex<[String]>([])

    /// The head of each request, in the order of arrival.
    var requests: [String] { heads.withLock { $0 } }
    /// The address for a runbook.
    var url: String { "http://127.0.0.1:\(port)" }

    private let listener: Int32
    private let answer: @Sendable (String) -> String

    /// - Parameter answer: from the head of a request to a whole answer.
    init(answer: @escaping @Sendable (String) -> String) throws {
        self.answer = answer
        let (listener, port) = try LoopbackSocket.listen()
        self.listener = listener
        self.port = port
        LoopbackSocket.serveEach(of: listener) { [weak self] in self?.serve($0) }
    }

    deinit { shutdown(listener, Int32(SHUT_RDWR)) }

    /// An answer of JSON.
    static func json(_ body: String, status: Int = 200) -> String {
        "HTTP/1.1 \(status) X\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    private func serve(_ client: Int32) {
        var input = MessageReader(client)
        while let request = input.next() {
            let text = String(decoding: request.bytes, as: UTF8.self)
            heads.withLock { $0.append(text) }
            guard LoopbackSocket.send(Array(answer(text).utf8), to: client) else { return }
        }
    }
}
