internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL
package import Transport

/// The transport on async-http-client: sends each request once, over HTTP/1.1, and reports whether it can have arrived.
///
/// What was verified in async-http-client 1.37.0 so that a POST is never sent twice:
/// - The only loop around a request follows redirects (`HTTPClient.executeAndFollowRedirectsIfNeeded`); they are
///   disallowed here.
/// - A request that was given to a connection is never put back into the queue: an error of the connection fails the
///   request (`HTTPConnectionPool.HTTP1StateMachine.http1ConnectionClosed` touches connections only;
///   `HTTP1Connection.execute0` fails a request whose connection is closed already). This holds for a reused
///   connection that the server has closed, where libcurl sends again.
/// - `retryConnectionEstablishment` concerns connections that no request was given to. It is off anyway, so that a
///   refusal is reported at once.
/// - HTTP/2, which has other paths, is not offered.
/// - Whatever the library does, `BodyGate` hands over a body once.
///
/// An answer belongs to its request: writes have connections of their own, and each of these carries one request and is
/// then closed (`SingleRequestHandler`). On a connection that is used again, a late or stray answer to the request
/// before it would be taken for the answer to a write: a 400 or 429 would mean "nothing was applied, send it again".
///
/// `shutdown()` must be called once, after the last request has ended.
package struct AsyncHTTPTransport: HTTPTransport {
    private let configuration: TransportConfiguration
    private let reads: HTTPClient
    private let writes: HTTPClient

    /// A transport; connections are opened with the first request, or by `connectAhead`.
    package init(configuration: TransportConfiguration) {
        self.configuration = configuration
        reads = HTTPClient(
            eventLoopGroupProvider: .shared(MultiThreadedEventLoopGroup.singleton),
            configuration: configuration.clientConfiguration(singleRequest: false)
        )
        writes = HTTPClient(
            eventLoopGroupProvider: .shared(MultiThreadedEventLoopGroup.singleton),
            configuration: configuration.clientConfiguration(singleRequest: true)
        )
    }

    /// Closes all connections.
    ///
    /// Requests under way fail; later ones are not sent.
    package func shutdown() async {
        // Throws only if it was called before.
        try? await reads.shutdown()
        try? await writes.shutdown()
    }

    /// Waits until a connection for the next write is open, proxy and TLS included, or cannot be opened.
    ///
    /// Nothing is sent to the server: `SingleRequestHandler` answers the request that asks the pool for a connection.
    package func connectAhead() async {
        var request = HTTPClientRequest(url: configuration.baseURL.address(of: "/"))
        request.method = SingleRequestHandler.connect
        guard let answer = try? await writes.execute(request, deadline: .distantFuture) else { return }
        // The connection is free again once the answer was read to its end.
        do { for try await _ in answer.body {} } catch {}
    }

    /// Sends `request` once and returns the whole answer.
    package func send(_ request: HTTPRequest, timeout: Duration) async throws(TransportError) -> HTTPResponse {
        guard request.target.first == "/", request.target.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw .notSent(.cancelled, detail: "the request's target is not a path")
        }
        guard request.headers.fields.allSatisfy(\.isWritable) else {
            throw .notSent(.cancelled, detail: "a header field of the request has characters that cannot be sent")
        }
        guard !Task.isCancelled else { throw .notSent(.cancelled, detail: "given up before the request was sent") }
        let gate = request.bodyLength == 0 ? nil : BodyGate(request.body, request.file)
        let (result, isTimeout) = await race(request, gate, timeout: timeout)
        switch result {
        case .success(let response): return response
        case .failure(let error):
            let isRefusal = configuration.proxy != nil && error as? HTTPClientError == .invalidProxyResponse
            let body: FailedExchange.Body = gate.map { $0.shut() ? .withheld : .handedOver } ?? .none
            let exchange = FailedExchange(
                error: error,
                isTimeout: isTimeout,
                isCancelled: Task.isCancelled,
                body: body,
                base: configuration.baseURL,
                proxy: configuration.proxy,
                proxyStatus: isRefusal ? await ProxyQuestion(configuration)?.status() : nil
            )
            throw exchange.failure
        }
    }

    private enum Contender: Sendable {
        case exchange(Result<HTTPResponse, any Error>)
        case clock(isOver: Bool)
    }

    /// The exchange against the clock: async-http-client's own deadline ends at the head of the answer.
    private func race(
        _ request: HTTPRequest,
        _ gate: BodyGate?,
        timeout: Duration
    ) async -> (result: Result<HTTPResponse, any Error>, isTimeout: Bool) {
        await withTaskGroup(of: Contender.self) { group in
            group.addTask {
                do {
                    return .exchange(.success(try await exchange(request, gate)))
                } catch {
                    return .exchange(.failure(error))
                }
            }
            group.addTask {
                do {
                    try await ContinuousClock().sleep(for: timeout)
                    return .clock(isOver: true)
                } catch {
                    return .clock(isOver: false)
                }
            }
            var isTimeout = false
            for await contender in group {
                switch contender {
                case .exchange(let result):
                    group.cancelAll()
                    return (result, isTimeout)
                case .clock(let isOver):
                    // A cancelled exchange ends at once; until then it may still complete.
                    isTimeout = isOver
                    if isOver { group.cancelAll() }
                }
            }
            return (.failure(CancellationError()), isTimeout)
        }
    }

    private func exchange(_ request: HTTPRequest, _ gate: BodyGate?) async throws -> HTTPResponse {
        var outgoing = HTTPClientRequest(url: configuration.baseURL.address(of: request.target))
        outgoing.method = HTTPMethod(rawValue: request.method.rawValue)
        for field in request.headers.fields { outgoing.headers.add(name: field.name, value: field.value) }
        let isWrite = request.method == .post
        if isWrite { outgoing.headers.replaceOrAdd(name: "Connection", value: "close") }
        if let gate { outgoing.body = .stream(gate, length: .known(Int64(request.bodyLength))) }
        let incoming = try await (isWrite ? writes : reads).execute(outgoing, deadline: .distantFuture)

        let announced = incoming.headers.first(name: "Content-Length").flatMap { Int($0) }
        let limit = min(configuration.maximumBodyBytes, request.largestAnswer ?? .max)
        if let announced, announced > limit { throw AnswerError.tooLarge(limit: limit, announced: announced) }
        var body: [UInt8] = []
        body.reserveCapacity(announced ?? 0)
        for try await part in incoming.body {
            guard body.count + part.readableBytes <= limit else { throw AnswerError.tooLarge(limit: limit) }
            body.append(contentsOf: part.readableBytesView)
        }
        // A cancelled stream may just end: the part that has arrived is no answer.
        try Task.checkCancellation()
        let hasNoBody = incoming.status == .noContent || incoming.status == .notModified
        if let announced, !hasNoBody, announced != body.count { throw AnswerError.wrongLength }
        return HTTPResponse(
            status: Int(incoming.status.code),
            headers: Transport.HTTPHeaders(incoming.headers.map { .init(name: $0.name, value: $0.value) }),
            body: body
        )
    }
}

extension Transport.HTTPHeaders.Field {
    /// Whether the field is one line of HTTP: a name of letters, digits and dashes, a value without control characters.
    fileprivate var isWritable: Bool {
        !name.isEmpty
            && name.utf8.allSatisfy { $0 == 0x2D || (0x30...0x39).contains($0) || (0x41...0x5A).contains($0 & 0xDF) }
            && value.utf8.allSatisfy { (0x20...0x7E).contains($0) }
    }
}
