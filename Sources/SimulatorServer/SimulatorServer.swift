import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
package import WorkatoSimulator

/// The simulated world behind a socket on 127.0.0.1.
///
/// Serves HTTP/1.1 with keep-alive. `GET /__ledger` returns the ledger as JSON Lines, without a token; it is no request
/// to the world.
package final class SimulatorServer: Sendable {
    /// The world behind the socket; in-process transports may use it as well.
    package let world: LiveWorld

    /// The port that the server listens on.
    package let port: Int

    private let group: MultiThreadedEventLoopGroup
    private let listener: any Channel

    private init(world: LiveWorld, port: Int, group: MultiThreadedEventLoopGroup, listener: any Channel) {
        self.world = world
        self.port = port
        self.group = group
        self.listener = listener
    }

    /// Listens on 127.0.0.1; the world's time starts now.
    ///
    /// - Parameter port: 0 for any free port.
    /// - Throws: `SimulatorServerError` if the port cannot be opened.
    package static func start(
        world: World,
        port: Int = 0
    ) async throws(SimulatorServerError) -> SimulatorServer {
        let live = LiveWorld(world)
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.configureHTTPServerPipeline(withErrorHandling: true)
                    try pipeline.addHandler(ConnectionHandler(world: live))
                }
            }
        do {
            let listener = try await bootstrap.bind(host: "127.0.0.1", port: port).get()
            return SimulatorServer(
                world: live,
                port: listener.localAddress?.port ?? port,
                group: group,
                listener: listener
            )
        } catch {
            group.shutdownGracefully { _ in }
            throw .cannotListen(port: port, reason: Self.words(error))
        }
    }

    private static func words(_ error: any Error) -> String {
        guard let code = (error as? IOError)?.errnoCode else { return String(describing: error) }
        var buffer = [CChar](repeating: 0, count: 256)
        guard strerror_r(code, &buffer, buffer.count) == 0 else { return "error \(code)" }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The base URL, such as `http://127.0.0.1:8400`.
    package var url: String { "http://127.0.0.1:\(port)" }

    /// Everything that really happened up to this moment.
    package func ledger() -> Ledger { world.ledger() }

    /// Closes the port and all connections; returns when they are closed.
    package func stop() async {
        // Both fail only if they are closed already.
        try? await listener.close()
        try? await group.shutdownGracefully()
    }
}

/// Why the simulated workspace is not served.
package enum SimulatorServerError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The server could not listen on the port.
    case cannotListen(port: Int, reason: String)

    /// What happened, for an operator.
    package var description: String {
        switch self {
        case .cannotListen(let port, let reason): "port \(port) of 127.0.0.1 cannot be listened on: \(reason)"
        }
    }
}
