package import Transport
package import WorkatoSimulator

/// The simulated world as a transport, in real time and without a socket.
///
/// What the socket can only approximate is exact here: a refused connection is `notSent`.
package struct InProcessTransport: HTTPTransport {
    /// The world behind it.
    package let world: LiveWorld

    /// A transport into a world that may have other doors.
    package init(_ world: LiveWorld) {
        self.world = world
    }

    /// A transport into a world of its own, whose time runs from now on.
    package init(world: World) {
        self.init(LiveWorld(world))
    }

    /// Lets the world take the request now, and waits as long as the answer takes.
    package func send(_ request: HTTPRequest, timeout: Duration) async throws(TransportError) -> HTTPResponse {
        guard !Task.isCancelled else { throw .notSent(.cancelled, detail: "cancelled before sending") }
        switch world.receive(request).fate {
        case .answer(let response, let after):
            try await wait(after, timeout: timeout)
            return response
        case .cutAnswer(_, bodyBytes: _, let after):
            try await wait(after, timeout: timeout)
            throw .lost(.connectionClosed, detail: "the connection was closed within the answer")
        case .closed(let after):
            try await wait(after, timeout: timeout)
            throw .lost(.connectionClosed, detail: "the connection was closed before the answer")
        case .silence:
            try await wait(nil, timeout: timeout)
            throw .lost(.timeout, detail: "no answer in \(timeout)")
        case .refusedConnection:
            throw .notSent(.connect, detail: "connection refused")
        }
    }

    /// Waits for a duration, nil for ever, or until the timeout.
    private func wait(_ duration: Duration?, timeout: Duration) async throws(TransportError) {
        let isInTime = duration.map { $0 < timeout } ?? false
        do {
            try await Task.sleep(for: isInTime ? duration ?? timeout : timeout)
        } catch {
            throw .lost(.cancelled, detail: "cancelled while waiting for the answer")
        }
        if !isInTime { throw .lost(.timeout, detail: "no answer in \(timeout)") }
    }
}
