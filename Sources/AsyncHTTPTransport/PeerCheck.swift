internal import NIOCore
internal import NIOSSL

/// Checks the server on an open connection, before anything is sent on it.
struct PeerCheck: Sendable {
    /// Why nothing may be sent to the server.
    enum PeerError: Error, Sendable, Hashable {
        /// Its certificate has a common name only. Source: RFC 9525, section 2: the common name is not used.
        case commonNameOnly
        /// Its certificate is for `*` or the like, which names every host without a dot.
        case bareWildcard
        /// A name of the loopback interface leads to another machine, and the connection has no TLS.
        case notThisMachine
    }

    private let base: BaseURL

    init(_ base: BaseURL) {
        self.base = base
    }

    /// Checks that plain HTTP reaches only this machine, and that an accepted certificate names the host.
    ///
    /// The certificate has been accepted by swift-nio-ssl.
    ///
    /// - Throws: `PeerError` if nothing may be sent to this server.
    func check(_ channel: any Channel) throws {
        switch base.scheme {
        case .http:
            // A connection without an IP address does not use a network.
            guard let peer = channel.remoteAddress?.ipAddress.flatMap({ IPAddress($0) }) else { return }
            let loopback = [UInt8](repeating: 0, count: 15) + [1]
            guard peer.version == .four ? peer.bytes[0] == 127 : peer.bytes == loopback else {
                throw PeerError.notThisMachine
            }
        case .https:
            guard let certificate = try channel.pipeline.syncOperations.nioSSL_peerCertificate() else {
                throw NIOSSLError.noCertificateToValidate
            }
            try check(certificate)
        }
    }

    private func check(_ certificate: NIOSSLCertificate) throws(PeerError) {
        // swift-nio-ssl takes the common name if there is no alternative name at all.
        var hasNames = false
        var hasOwnName = false
        for name in certificate._subjectAlternativeNames() {
            hasNames = true
            guard case .dnsName = name.nameType else { continue }
            let text = String(decoding: name.contents, as: UTF8.self).lowercased()
            if text == base.host || text == base.host + "." || text + "." == base.host { hasOwnName = true }
        }
        guard hasNames else { throw .commonNameOnly }
        // It has found a matching name. A host without a dot matches only its own name or a bare wildcard.
        let isBareName = !base.host.dropLast().contains(".") && IPAddress(base.host) == nil
        guard !isBareName || hasOwnName else { throw .bareWildcard }
    }
}
