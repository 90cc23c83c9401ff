internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix

/// Asks a proxy again for a connection that it has refused, to learn the status of the refusal.
///
/// async-http-client reports only that the proxy's answer was not 2xx. Nothing is sent to the server, even if the proxy
/// now accepts.
struct ProxyQuestion: Sendable {
    private let proxy: ProxyServer
    private let target: String
    private let timeout: TimeAmount

    /// Nil if there is no proxy.
    init?(_ configuration: TransportConfiguration) {
        guard let proxy = configuration.proxy else { return nil }
        self.proxy = proxy
        target = configuration.baseURL.authority
        timeout = min(TimeAmount(configuration.connectTimeout), .seconds(5))
    }

    /// The status of the refusal; nil if the proxy does not refuse this time, or its answer cannot be read.
    func status() async -> Int? {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let found = loop.makePromise(of: Int?.self)
        let (head, timeout) = (request, timeout)
        let connecting = ClientBootstrap(group: loop)
            .connectTimeout(timeout)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(HTTPRequestEncoder())
                    try pipeline.addHandler(
                        ByteToMessageHandler(HTTPResponseDecoder(leftOverBytesStrategy: .dropBytes))
                    )
                    try pipeline.addHandler(Listener(request: head, timeout: timeout, found: found))
                }
            }
            .connect(host: proxy.host, port: proxy.port)
        connecting.whenFailure { _ in found.succeed(nil) }
        let status = (try? await found.futureResult.get()) ?? nil
        return status.flatMap { (200..<300).contains($0) ? nil : $0 }
    }

    private var request: HTTPRequestHead {
        var head = HTTPRequestHead(version: .http1_1, method: .CONNECT, uri: target)
        head.headers.add(name: "Host", value: target)
        if let credentials = proxy.credentials {
            head.headers.add(name: "Proxy-Authorization", value: "Basic \(credentials.encoded)")
        }
        return head
    }

    private final class Listener: ChannelInboundHandler {
        typealias InboundIn = HTTPClientResponsePart
        typealias OutboundOut = HTTPClientRequestPart

        private let request: HTTPRequestHead
        private let timeout: TimeAmount
        private var found: EventLoopPromise<Int?>?
        private var timer: Scheduled<Void>?

        init(request: HTTPRequestHead, timeout: TimeAmount, found: EventLoopPromise<Int?>) {
            self.request = request
            self.timeout = timeout
            self.found = found
        }

        func channelActive(context: ChannelHandlerContext) {
            timer = context.eventLoop.assumeIsolated().scheduleTask(in: timeout) { self.end(nil, context) }
            context.write(wrapOutboundOut(.head(request)), promise: nil)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            if case .head(let head) = unwrapInboundIn(data) { end(Int(head.status.code), context) }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { end(nil, context) }

        func channelInactive(context: ChannelHandlerContext) { end(nil, context) }

        private func end(_ status: Int?, _ context: ChannelHandlerContext) {
            timer?.cancel()
            guard let promise = found else { return }
            found = nil
            promise.succeed(status)
            context.close(promise: nil)
        }
    }
}
