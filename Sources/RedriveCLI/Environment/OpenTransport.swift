package import Transport

/// A transport to a workspace, to be closed when it is no longer needed.
package struct OpenTransport: Sendable {
    /// The transport.
    package var transport: any HTTPTransport
    /// The proxy that it uses, as `host:port` without credentials; nil for a direct connection.
    package var proxy: String?
    /// Closes its connections; called once, at the end.
    package var close: @Sendable () async -> Void

    /// A transport from its parts.
    package init(
        transport: any HTTPTransport,
        proxy: String? = nil,
        close: @escaping @Sendable () async -> Void
    ) {
        self.transport = transport
        self.proxy = proxy
        self.close = close
    }
}

/// Why there is no transport to a workspace: an address or a proxy that cannot be used, trust roots that cannot be
/// read.
package struct TransportSetupError: Error, Sendable, Hashable {
    /// The cause, as a sentence without a full stop; holds neither token nor proxy credentials.
    package var message: String

    /// An error with its cause.
    package init(_ message: String) { self.message = message }
}
