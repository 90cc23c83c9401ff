import Glibc
import NIOCore
import NIOPosix

/// A Unix socket on which a process answers lines: one line in, one line out, then the connection is closed.
///
/// Many may connect at once. Who sends nothing, too much or garbage harms nobody but itself.
package struct ControlSocket: Sendable {
    /// Why there is no socket, or no answer.
    package struct Failure: Error, Sendable, Hashable {
        /// What went wrong.
        package enum Cause: Sendable, Hashable {
            /// Nobody listens there.
            case nobodyListens
            /// This user may not connect.
            case forbidden
            /// No answer came in time, or the connection was closed before it.
            case noAnswer
            /// Anything else.
            case other
        }

        /// What went wrong.
        package var cause: Cause
        /// The same in the system's words.
        package var words: String
    }

    /// The longest line, in bytes, without its end.
    package static let longestLine = 1 << 16
    /// Source: sockaddr_un in unix(7): 108 bytes, with the zero at the end.
    package static let longestPath = 107
    /// A connection that has sent no whole line by then is closed.
    private static let patience: TimeAmount = .seconds(5)
    /// How many connections may wait to be accepted.
    private static let backlog: CInt = 16

    private let channel: any Channel
    private let path: String

    /// Listens; a file that a crashed process has left there is replaced.
    ///
    /// Only this user can connect: the file has mode 0600.
    ///
    /// - Parameters:
    ///   - path: where; at most `longestPath` bytes, in a folder that only this user can write to.
    ///   - answer: returns the answer to a line, both without their ends.
    /// - Throws: `Failure`.
    package static func listen(
        at path: String,
        answer: @escaping @Sendable ([UInt8]) async -> [UInt8]
    ) async throws(Failure) -> ControlSocket {
        do {
            let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .serverChannelOption(.backlog, value: backlog)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandlers([
                            IdleStateHandler(readTimeout: patience), LineServer(answer: answer),
                        ])
                    }
                }
                .bind(unixDomainSocketPath: path, cleanupExistingSocketFile: true)
                .get()
            guard chmod(path, 0o600) == 0 else {
                let code = errno
                try? await channel.close()
                throw Failure(cause: .other, words: String(cString: strerror(code)))
            }
            return ControlSocket(channel: channel, path: path)
        } catch let failure as Failure {
            throw failure
        } catch {
            throw Failure(error)
        }
    }

    /// Stops listening, and removes the file.
    package func close() async {
        try? await channel.close()
        unlink(path)
    }

    /// Sends a line to whoever listens, and waits for the answer.
    ///
    /// - Parameters:
    ///   - line: without its end.
    ///   - seconds: how long to wait for the answer.
    /// - Throws: `Failure`.
    package static func ask(_ line: [UInt8], at path: String, within seconds: Int) async throws(Failure) -> [UInt8] {
        do {
            let reply = MultiThreadedEventLoopGroup.singleton.next().makePromise(of: [UInt8].self)
            let channel: any Channel
            do {
                channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                    .connectTimeout(.seconds(Int64(seconds)))
                    .channelInitializer { channel in
                        channel.eventLoop.makeCompletedFuture {
                            try channel.pipeline.syncOperations.addHandlers([
                                IdleStateHandler(readTimeout: .seconds(Int64(seconds))), LineClient(reply: reply),
                            ])
                        }
                    }
                    .connect(unixDomainSocketPath: path)
                    .get()
            } catch {
                reply.fail(error)
                _ = try? await reply.futureResult.get()
                throw error
            }
            try? await channel.writeAndFlush(ByteBuffer(bytes: line + [UInt8(ascii: "\n")]))
            return try await reply.futureResult.get()
        } catch let failure as Failure {
            throw failure
        } catch {
            throw Failure(error)
        }
    }
}

extension ControlSocket.Failure {
    fileprivate init(_ error: any Error) {
        let cause: Cause =
            switch (error as? IOError)?.errnoCode {
            case ENOENT, ECONNREFUSED: .nobodyListens
            case EACCES, EPERM: .forbidden
            default: .other
            }
        let words = (error as? IOError).map { String(cString: strerror($0.errnoCode)) } ?? "\(error)"
        self.init(cause: cause, words: words)
    }

    fileprivate static let noAnswer = ControlSocket.Failure(
        cause: .noAnswer,
        words: "the connection was closed before an answer came"
    )
}

/// The bytes of one line as they come.
private struct LineBuffer {
    private var bytes: [UInt8] = []

    /// Takes bytes in.
    ///
    /// - Returns: the line, once it is whole.
    mutating func take(_ buffer: inout ByteBuffer) -> [UInt8]? {
        bytes += buffer.readBytes(length: buffer.readableBytes) ?? []
        return bytes.firstIndex(of: UInt8(ascii: "\n")).map { Array(bytes[..<$0]) }
    }

    var isTooLong: Bool { bytes.count > ControlSocket.longestLine }
}

/// Reads one line, and writes its answer.
private final class LineServer: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let answer: @Sendable ([UInt8]) async -> [UInt8]
    private var line = LineBuffer()
    private var isAnswering = false

    init(answer: @escaping @Sendable ([UInt8]) async -> [UInt8]) { self.answer = answer }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var buffer = unwrapInboundIn(data)
        guard !isAnswering else { return }
        guard let whole = line.take(&buffer) else {
            if line.isTooLong { context.close(promise: nil) }
            return
        }
        isAnswering = true
        let channel = context.channel
        Task { [answer] in
            let reply = await answer(whole)
            try? await channel.writeAndFlush(ByteBuffer(bytes: reply + [UInt8(ascii: "\n")]))
            try? await channel.close()
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is IdleStateHandler.IdleStateEvent, !isAnswering { context.close(promise: nil) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}

/// Waits for one line.
private final class LineClient: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let reply: EventLoopPromise<[UInt8]>
    private var line = LineBuffer()

    init(reply: EventLoopPromise<[UInt8]>) { self.reply = reply }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var buffer = unwrapInboundIn(data)
        if let whole = line.take(&buffer) {
            reply.succeed(whole)
            context.close(promise: nil)
        } else if line.isTooLong {
            context.close(promise: nil)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is IdleStateHandler.IdleStateEvent { context.close(promise: nil) }
    }

    func channelInactive(context: ChannelHandlerContext) { reply.fail(ControlSocket.Failure.noAnswer) }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        reply.fail(error)
        context.close(promise: nil)
    }
}
