internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1
internal import NIOSSL

extension TransportConfiguration {
    /// The settings of async-http-client.
    ///
    /// - Parameter singleRequest: whether each connection carries one request only.
    func clientConfiguration(singleRequest: Bool) -> HTTPClient.Configuration {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv12
        if let trustRoots { tls.trustRoots = .certificates(trustRoots) }
        var pool = HTTPClient.Configuration.ConnectionPool()
        pool.idleTimeout = TimeAmount(idleTimeout)
        pool.retryConnectionEstablishment = false
        pool.preWarmedHTTP1ConnectionCount = max(0, connectionsAhead)
        var configuration = HTTPClient.Configuration(
            tlsConfiguration: tls,
            redirectConfiguration: .disallow,
            timeout: .init(connect: TimeAmount(connectTimeout)),
            connectionPool: pool,
            proxy: proxy.map { proxy in
                .server(
                    host: proxy.host,
                    port: proxy.port,
                    authorization: proxy.credentials.map { .basic(username: $0.user, password: $0.password) }
                )
            },
            ignoreUncleanSSLShutdown: false,
            decompression: .disabled
        )
        configuration.httpVersion = .http1Only
        let timeout = connectionsAhead > 0 ? TimeAmount(idleTimeout) : nil
        let base = baseURL
        configuration.http1_1ConnectionDebugInitializer = { channel in
            channel.eventLoop.makeCompletedFuture {
                do {
                    try PeerCheck(base).check(channel)
                } catch {
                    channel.close(promise: nil)
                    throw error
                }
                let pipeline = channel.pipeline.syncOperations
                // Whole messages pass on this side of the HTTP codec; the last handler added is next to the codec.
                let codec = try pipeline.handler(type: ByteToMessageHandler<HTTPResponseDecoder>.self)
                if singleRequest { try pipeline.addHandler(SingleRequestHandler(), position: .after(codec)) }
                if let timeout {
                    try pipeline.addHandler(IdleConnectionCloser(timeout: timeout), position: .after(codec))
                }
            }
        }
        return configuration
    }
}
