package import Transport

/// A simulated workspace of this process.
package struct Simulation: Sendable {
    /// Answers as the simulated workspace does, in real time.
    package var transport: any HTTPTransport
    /// The token that it accepts.
    package var token: Secret
    /// Serves it on a port of the loopback interface; 0 for a free one.
    package var serve: @Sendable (_ port: Int) async throws(TransportSetupError) -> ServedSimulation
    /// Returns what was done to its jobs so far, as lines of JSON.
    package var ledger: @Sendable () -> [String]

    /// A simulation from its parts.
    package init(
        transport: any HTTPTransport,
        token: Secret,
        serve: @escaping @Sendable (_ port: Int) async throws(TransportSetupError) -> ServedSimulation,
        ledger: @escaping @Sendable () -> [String]
    ) {
        self.transport = transport
        self.token = token
        self.serve = serve
        self.ledger = ledger
    }
}

/// A simulated workspace that is served on a socket.
package struct ServedSimulation: Sendable {
    /// The base URL, for `--url`.
    package var url: String
    /// Stops serving; called once.
    package var stop: @Sendable () async -> Void

    /// A served workspace from its parts.
    package init(url: String, stop: @escaping @Sendable () async -> Void) {
        self.url = url
        self.stop = stop
    }
}
