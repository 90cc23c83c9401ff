import FoundationEssentials
package import Transport
package import WorkatoSimulator

/// The simulated world as a transport, in real time and without a socket.
///
/// What the socket can only approximate is exact here: a refused connection is `notSent`.
package struct InProcessTransport: HTTPTransport {
    /// The world that answers.
    package let world: LiveWorld

    /// A transport to a world that others may use as well.
    package init(_ world: LiveWorld) {
        self.world = world
    }

    /// A transport to a world of its own, whose time starts now.
    package init(world: World) {
        self.init(LiveWorld(world))
    }

    /// Passes the request to the world now, and waits as long as the answer takes.
    package func send(_ request: HTTPRequest, timeout: Duration) async throws(TransportError) -> HTTPResponse {
        guard !Task.isCancelled else { throw .notSent(.cancelled, detail: "cancelled before sending") }
        var request = request
        if let file = request.file {
            guard let data = try? Data(contentsOf: URL(filePath: file.path), options: .alwaysMapped),
                data.count == file.bytes
            else { throw .notSent(.cancelled, detail: "the file of the request's body cannot be read") }
            request.body += data + file.suffix
            request.file = nil
        }
        let (result, after) = world.receive(request).outcome(timeout: timeout)
        do {
            try await Task.sleep(for: after)
        } catch {
            throw .lost(.cancelled, detail: "cancelled while waiting for the answer")
        }
        return try result.get()
    }
}
