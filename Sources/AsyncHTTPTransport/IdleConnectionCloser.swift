internal import NIOCore
internal import NIOHTTP1

/// Closes a connection that has carried no request for a while.
///
/// async-http-client has an idle timeout of its own, but does not apply it to the connections that it keeps ready
/// (`HTTPConnectionPool.HTTP1StateMachine.connectionIdleTimeout`). Those would stay open until the server closes them,
/// perhaps just as a request goes out. If this handler closes a connection at the moment when it is picked for a
/// request, that request fails before it is written (`HTTP1Connection.execute0`).
final class IdleConnectionCloser: ChannelDuplexHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias InboundOut = HTTPClientResponsePart
    typealias OutboundIn = HTTPClientRequestPart
    typealias OutboundOut = HTTPClientRequestPart

    private let timeout: TimeAmount
    private var timer: Scheduled<Void>?
    /// The number of the last timer: a cancelled timer may still fire if it is due at that moment.
    private var timerNumber = 0

    init(timeout: TimeAmount) {
        self.timeout = timeout
    }

    func handlerAdded(context: ChannelHandlerContext) {
        startTimer(context)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        stopTimer()
    }

    func channelInactive(context: ChannelHandlerContext) {
        stopTimer()
        context.fireChannelInactive()
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        stopTimer()
        context.write(data, promise: promise)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // The timer starts first: the end of an answer may start the next request at once, and writing that request
        // stops the timer again.
        if case .end = unwrapInboundIn(data) { startTimer(context) }
        context.fireChannelRead(data)
    }

    private func startTimer(_ context: ChannelHandlerContext) {
        stopTimer()
        let number = timerNumber
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: timeout) {
            guard self.timerNumber == number else { return }
            context.close(promise: nil)
        }
    }

    private func stopTimer() {
        timer?.cancel()
        timer = nil
        timerNumber += 1
    }
}
