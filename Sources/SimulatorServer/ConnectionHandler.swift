import NIOCore
import NIOHTTP1
import Transport
import WorkatoSimulator

/// One connection: passes whole requests to the world and performs the result.
///
/// The pipeline holds back further requests until one is answered. A connection on which the world stays silent carries
/// nothing more.
final class ConnectionHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    /// The largest body in bytes; a larger one closes the connection.
    ///
    /// The API's own bound on resume data is 50 MB.
    private static let mostBodyBytes = 64 << 20

    private let world: LiveWorld
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []

    init(world: LiveWorld) {
        self.world = world
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            body = []
        case .body(let buffer):
            body.append(contentsOf: buffer.readableBytesView)
            if body.count > Self.mostBodyBytes { context.close(promise: nil) }
        case .end:
            guard let head else { return }
            self.head = nil
            answer(head, context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func answer(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        if head.method == .GET, head.uri == "/__ledger" {
            let headers = HTTPHeaders([.init(name: "Content-Type", value: "application/x-ndjson")])
            let lines = Array(world.ledger().jsonLines().utf8)
            write(HTTPResponse(status: 200, headers: headers, body: lines), head, context)
            return
        }
        guard let method = HTTPRequest.Method(rawValue: head.method.rawValue) else {
            let message = Array(#"{"message":"Not found"}"#.utf8)
            write(HTTPResponse(status: 404, body: message), head, context)
            return
        }
        let request = HTTPRequest(
            method: method,
            target: head.uri,
            headers: HTTPHeaders(head.headers.map { .init(name: $0.name, value: $0.value) }),
            body: body
        )
        body = []
        switch world.receive(request).fate {
        case .answer(let response, let after):
            later(after, context) { $0.write(response, head, $1) }
        case .cutAnswer(let response, let bodyBytes, let after):
            later(after, context) { $0.write(response, head, cutAfter: bodyBytes, $1) }
        case .closed(let after):
            later(after, context) { $1.close(promise: nil) }
        case .silence: break
        case .refusedConnection: context.close(promise: nil)
        }
    }

    /// Performs an action on this connection's loop; at once if the delay is 0.
    private func later(
        _ delay: Duration,
        _ context: ChannelHandlerContext,
        _ action: @escaping (ConnectionHandler, ChannelHandlerContext) -> Void
    ) {
        guard delay > .zero else {
            action(self, context)
            return
        }
        context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(delay)) {
            guard context.channel.isActive else { return }
            action(self, context)
        }
    }

    /// Writes an answer; if `cutAfter` is given, only that many bytes of its body, and then closes the connection.
    private func write(
        _ response: HTTPResponse,
        _ request: HTTPRequestHead,
        cutAfter: Int? = nil,
        _ context: ChannelHandlerContext
    ) {
        let status = HTTPResponseStatus(statusCode: response.status)
        var head = HTTPResponseHead(version: .http1_1, status: status)
        for field in response.headers.fields { head.headers.add(name: field.name, value: field.value) }
        if status.mayHaveResponseBody { head.headers.add(name: "Content-Length", value: String(response.body.count)) }
        let isKept = request.isKeepAlive && cutAfter == nil
        if !request.isKeepAlive { head.headers.add(name: "Connection", value: "close") }
        let sent = cutAfter.map { min($0, response.body.count) } ?? response.body.count

        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if sent > 0 {
            let bytes = context.channel.allocator.buffer(bytes: response.body[..<sent])
            context.write(wrapOutboundOut(.body(.byteBuffer(bytes))), promise: nil)
        }
        if cutAfter == nil { context.write(wrapOutboundOut(.end(nil)), promise: nil) }
        context.flush()
        if !isKept { context.close(promise: nil) }
    }
}
