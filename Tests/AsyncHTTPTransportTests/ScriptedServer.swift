import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// A TCP server on the loopback interface that answers by a script, and remembers every request that arrived.
struct ScriptedServer: Sendable {
    /// What it does after a request has arrived whole.
    enum Move: Sendable {
        /// Sends these bytes.
        case send(String)
        /// Sends these bytes after a while.
        case sendLater(String, after: TimeAmount)
        /// Speaks TLS from now on, with a certificate for `workato.test`, as behind a proxy's tunnel.
        case startTLS
        /// Sends so many bytes of a body.
        case sendBytes(Int)
        /// Sends a character at a time, for ever.
        case drip(every: TimeAmount)
        /// Closes the connection.
        case close
    }

    /// What arrived.
    final class Arrivals: Sendable {
        private struct State {
            var connections = 0
            var closed = 0
            var requests: [String] = []
        }

        private let state = Mutex(State())

        /// Requests that arrived whole, in the order of their arrival.
        var requests: [String] { state.withLock { $0.requests } }
        /// Connections so far.
        var connections: Int { state.withLock { $0.connections } }

        /// Connections that have ended.
        var closed: Int { state.withLock { $0.closed } }

        fileprivate func disconnected() { state.withLock { $0.closed += 1 } }

        fileprivate func connected() { state.withLock { $0.connections += 1 } }

        /// The number of the request, from 0.
        fileprivate func arrived(_ request: String) -> Int {
            state.withLock { state in
                state.requests.append(request)
                return state.requests.count - 1
            }
        }
    }

    /// What arrived so far.
    let arrivals: Arrivals
    /// The port it listens at.
    let port: Int
    private let channel: any Channel

    /// Starts a server.
    ///
    /// - Parameters:
    ///   - script: the moves after the first request, the second and so on; the last ones again for all later requests.
    ///   - onConnect: the moves when a connection is opened.
    ///   - tls: the certificate to speak TLS with; nil for no TLS.
    static func start(
        _ script: [[Move]],
        onConnect: [Move] = [],
        tls: TestCertificate? = nil
    ) async throws -> ScriptedServer {
        let arrivals = Arrivals()
        let context = try tls.map(serverContext)
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let context {
                        try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
                    }
                    let handler = Handler(script: script, onConnect: onConnect, arrivals: arrivals)
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        guard let port = channel.localAddress?.port else { throw ChannelError.unknownLocalAddress }
        return ScriptedServer(arrivals: arrivals, port: port, channel: channel)
    }

    /// Stops listening.
    func stop() async { try? await channel.close() }

    private static func serverContext(_ identity: TestCertificate) throws -> NIOSSLContext {
        let certificate = try NIOSSLCertificate(bytes: Array(identity.certificate.utf8), format: .pem)
        let key = try NIOSSLPrivateKey(bytes: Array(identity.key.utf8), format: .pem)
        let configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: [.certificate(certificate)],
            privateKey: .privateKey(key)
        )
        return try NIOSSLContext(configuration: configuration)
    }

    private init(arrivals: Arrivals, port: Int, channel: any Channel) {
        self.arrivals = arrivals
        self.port = port
        self.channel = channel
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let script: [[Move]]
        private let onConnect: [Move]
        private let arrivals: Arrivals
        private var received = ""

        init(script: [[Move]], onConnect: [Move], arrivals: Arrivals) {
            self.script = script
            self.onConnect = onConnect
            self.arrivals = arrivals
        }

        func channelActive(context: ChannelHandlerContext) {
            arrivals.connected()
            perform(onConnect, context)
        }

        func channelInactive(context: ChannelHandlerContext) { arrivals.disconnected() }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            received += String(buffer: unwrapInboundIn(data))
            while let request = takeRequest() {
                let number = arrivals.arrived(request)
                if !script.isEmpty { perform(script[min(number, script.count - 1)], context) }
            }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

        private func takeRequest() -> String? {
            guard let end = received.firstRange(of: "\r\n\r\n") else { return nil }
            let fields = received[..<end.lowerBound].lowercased().split(separator: "\r\n")
            let length = fields.first { $0.hasPrefix("content-length:") }.flatMap { field in
                Int(field.dropFirst("content-length:".count).drop { $0 == " " })
            }
            guard received[end.upperBound...].utf8.count >= length ?? 0 else { return nil }
            let request = String(received[..<end.upperBound]) + String(received[end.upperBound...].prefix(length ?? 0))
            received.removeFirst(request.count)
            return request
        }

        private func perform(_ moves: [Move], _ context: ChannelHandlerContext) {
            for move in moves {
                switch move {
                case .send(let text): context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
                case .sendLater(let text, let pause):
                    context.eventLoop.assumeIsolated().scheduleTask(in: pause) {
                        guard context.channel.isActive else { return }
                        context.writeAndFlush(self.wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
                    }
                case .startTLS:
                    do {
                        let tls = try NIOSSLServerHandler(context: ScriptedServer.serverContext(.workato))
                        try context.pipeline.syncOperations.addHandler(tls, position: .first)
                    } catch {
                        context.close(promise: nil)
                    }
                case .sendBytes(let count):
                    let bytes = ByteBuffer(repeating: UInt8(ascii: " "), count: count)
                    context.writeAndFlush(wrapOutboundOut(bytes), promise: nil)
                case .drip(let pause): drip(every: pause, context)
                case .close: context.close(promise: nil)
                }
            }
        }

        private func drip(every pause: TimeAmount, _ context: ChannelHandlerContext) {
            context.eventLoop.assumeIsolated().scheduleTask(in: pause) {
                guard context.channel.isActive else { return }
                context.writeAndFlush(self.wrapOutboundOut(ByteBuffer(string: "x")), promise: nil)
                self.drip(every: pause, context)
            }
        }
    }
}
