internal import NIOCore
internal import NIOHTTP1

/// Lets one request through on a connection, and answers requests that only want a connection to be open.
///
/// async-http-client opens connections for requests alone. A request with the method `connect` never leaves: it is
/// answered here, and its connection stays unused. Requests for the server have `Connection: close`, so the pool does
/// not give their connection to a second one; if it did, the connection would be closed instead.
final class SingleRequestHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias InboundOut = HTTPClientResponsePart
    typealias OutboundIn = HTTPClientRequestPart
    typealias OutboundOut = HTTPClientRequestPart

    /// The method of a request that is answered as soon as there is a connection; no server ever sees it.
    static let connect = HTTPMethod.RAW(value: "REDRIVE-CONNECT")

    private enum State {
        /// Nothing was sent. Can transition to: answering, used.
        case fresh
        /// A request that only wants the connection is being read. Can transition to: fresh.
        case answering
        /// A request went to the server. Final.
        case used
    }

    /// A second request was about to be sent.
    struct AlreadyUsed: Error {}

    private var state = State.fresh

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch (unwrapOutboundIn(data), state) {
        case (.head(let head), .fresh) where head.method == Self.connect:
            state = .answering
            promise?.succeed()
        case (.head, .fresh):
            state = .used
            context.write(data, promise: promise)
        case (.head, .answering), (.head, .used):
            promise?.fail(AlreadyUsed())
            context.close(promise: nil)
        case (.end, .answering):
            state = .fresh
            promise?.succeed()
            answer(context)
        case (_, .answering):
            promise?.succeed()
        case (_, .fresh), (_, .used):
            context.write(data, promise: promise)
        }
    }

    /// Answers 204, once its sender considers the request written.
    private func answer(_ context: ChannelHandlerContext) {
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        context.eventLoop.execute {
            let (handler, context) = bound.value
            guard context.channel.isActive else { return }
            let head = HTTPResponseHead(version: .http1_1, status: .noContent)
            context.fireChannelRead(handler.wrapInboundOut(.head(head)))
            context.fireChannelRead(handler.wrapInboundOut(.end(nil)))
            context.fireChannelReadComplete()
        }
    }
}
