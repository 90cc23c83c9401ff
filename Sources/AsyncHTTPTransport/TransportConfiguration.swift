internal import NIOSSL

/// Where and how an `AsyncHTTPTransport` connects.
package struct TransportConfiguration: Sendable {
    /// The address of the server.
    package let baseURL: BaseURL
    /// The proxy that the environment names; nil for none.
    let proxy: ProxyServer?
    /// The roots that are trusted instead of the system's; nil for the system's.
    let trustRoots: [NIOSSLCertificate]?

    /// How long a connection may take to be ready, proxy and TLS included.
    ///
    /// 10 s by default.
    package var connectTimeout: Duration = .seconds(10)

    /// How long an unused connection stays open.
    ///
    /// 10 s by default: if the server has closed a connection in the meantime, the answer to the next request is lost.
    package var idleTimeout: Duration = .seconds(10)

    /// The largest body of an answer that is accepted, in bytes.
    ///
    /// 64 MiB by default.
    package var maximumBodyBytes = 64 * 1024 * 1024

    /// How many connections are kept ready beyond those in use, from the first request on.
    ///
    /// 1 by default.
    ///
    /// A request that has to open its connection first arrives a few round trips late. If the next one has a
    /// connection, it arrives too soon after the first for a server that counts by arrival. Unused ones are renewed
    /// after `idleTimeout`.
    package var connectionsAhead = 1

    /// A configuration with the defaults.
    ///
    /// - Parameters:
    ///   - baseURL: such as `https://www.workato.com`; may have a path.
    ///   - environment: where `HTTPS_PROXY` and `NO_PROXY` are looked up, in upper or lower case.
    ///   - trustRoots: the path of a PEM file whose certificates are trusted instead of the system's; nil for the
    ///     system's.
    /// - Throws: `ConfigurationError`; the file of trust roots is read here, once.
    package init(
        baseURL: String,
        environment: [String: String] = [:],
        trustRoots: String? = nil
    ) throws(ConfigurationError) {
        let base = try BaseURL(baseURL)
        self.baseURL = base
        proxy = try ProxyServer.chosen(for: base, environment: environment)
        self.trustRoots = try trustRoots.map(TransportConfiguration.certificates(at:))
    }

    /// The proxy that is used, as `host:port` without its credentials; nil for a direct connection.
    package var proxyDescription: String? { proxy?.description }

    private static func certificates(at path: String) throws(ConfigurationError) -> [NIOSSLCertificate] {
        let certificates: [NIOSSLCertificate]
        do {
            certificates = try NIOSSLCertificate.fromPEMFile(path)
        } catch {
            throw .trustRoots(path: path, "the file cannot be read, or is not in PEM form")
        }
        guard !certificates.isEmpty else { throw .trustRoots(path: path, "the file holds no certificate") }
        return certificates
    }
}
