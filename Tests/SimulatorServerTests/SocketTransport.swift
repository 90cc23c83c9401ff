import NIOCore
import NIOHTTP1
import NIOPosix
import Transport

/// Long enough for any exchange that is to succeed, also where other tests keep all processors busy for a minute.
let patience = Duration.seconds(1800)

/// A plain HTTP/1.1 client for these tests: one connection for each sending, no retry.
struct SocketTransport: HTTPTransport {
    var port: Int

    func send(_ request: HTTPRequest, timeout: Duration) async throws(TransportError) -> HTTPResponse {
        try await send([request], timeout: timeout)[0].get()
    }

    /// Sends requests one after another over one connection; what comes after a failure is not sent.
    func send(
        _ requests: [HTTPRequest],
        timeout: Duration
    ) async throws(TransportError) -> [Result<HTTPResponse, TransportError>] {
        do {
            return try await withThrowingTaskGroup(of: [Result<HTTPResponse, TransportError>].self) { group in
                group.addTask { try await exchange(requests) }
                group.addTask {
                    try await Task.sleep(for: timeout)
                    throw TransportError.lost(.timeout, detail: "timeout")
                }
                defer { group.cancelAll() }
                guard let first = try await group.next() else { return [] }
                return first
            }
        } catch let failure as TransportError {
            throw failure
        } catch {
            // After the connection was made, whatever fails is the connection.
            throw .lost(.connectionClosed, detail: String(describing: error))
        }
    }

    private typealias Connection = NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>

    private func exchange(_ requests: [HTTPRequest]) async throws -> [Result<HTTPResponse, TransportError>] {
        let connection: Connection
        do {
            connection = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connect(host: "127.0.0.1", port: port) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHTTPClientHandlers()
                        return try Connection(wrappingChannelSynchronously: channel)
                    }
                }
        } catch {
            throw TransportError.notSent(.connect, detail: String(describing: error))
        }
        return try await connection.executeThenClose { inbound, outbound in
            var results: [Result<HTTPResponse, TransportError>] = []
            var parts = inbound.makeAsyncIterator()
            for request in requests {
                var head = HTTPRequestHead(
                    version: .http1_1,
                    method: request.method == .get ? .GET : .POST,
                    uri: request.target
                )
                for field in request.headers.fields { head.headers.add(name: field.name, value: field.value) }
                head.headers.add(name: "Host", value: "127.0.0.1")
                head.headers.add(name: "Content-Length", value: String(request.body.count))
                try await outbound.write(.head(head))
                try await outbound.write(.body(.byteBuffer(ByteBuffer(bytes: request.body))))
                try await outbound.write(.end(nil))
                var response: HTTPResponse?
                var isComplete = false
                do {
                    while !isComplete, let part = try await parts.next() {
                        switch part {
                        case .head(let head):
                            let fields = head.headers.map { HTTPHeaders.Field(name: $0.name, value: $0.value) }
                            response = HTTPResponse(status: Int(head.status.code), headers: HTTPHeaders(fields))
                        case .body(let buffer): response?.body.append(contentsOf: buffer.readableBytesView)
                        case .end: isComplete = true
                        }
                    }
                } catch is CancellationError {
                    throw CancellationError()
                } catch {
                    isComplete = false
                }
                guard isComplete, let response else {
                    results.append(.failure(.lost(.connectionClosed, detail: "closed")))
                    return results
                }
                results.append(.success(response))
            }
            return results
        }
    }
}
