internal import FoundationEssentials

/// The proxy that connections go through.
struct ProxyServer: Sendable, Hashable {
    /// The proxy's name or address.
    var host: String
    /// The proxy's port.
    var port: Int
    /// The credentials that the proxy expects; never shown.
    var credentials: Credentials?

    /// A user name and a password.
    struct Credentials: Sendable, Hashable {
        var user: String
        var password: String

        /// The credentials as in `Proxy-Authorization: Basic`.
        var encoded: String { Data("\(user):\(password)".utf8).base64EncodedString() }
    }

    /// The proxy that the environment names for an address; nil for a direct connection.
    ///
    /// `https_proxy`, or `HTTPS_PROXY` if that is not set, as curl and Go do; an empty value is no proxy. None for
    /// hosts that `NO_PROXY` names, and none for this machine itself, so that `HTTP_PROXY` is never needed: `http://`
    /// is for this machine only.
    static func chosen(
        for base: BaseURL,
        environment: [String: String]
    ) throws(ConfigurationError) -> ProxyServer? {
        guard !isThisMachine(base) else { return nil }
        guard let name = ["https_proxy", "HTTPS_PROXY"].first(where: { environment[$0] != nil }),
            let text = environment[name], !text.isEmpty
        else { return nil }
        let exceptions = NoProxyList(environment["no_proxy"] ?? environment["NO_PROXY"] ?? "")
        guard !exceptions.names(host: base.host, port: base.port) else { return nil }
        return try ProxyServer(text, variable: name)
    }

    private init(_ text: String, variable: String) throws(ConfigurationError) {
        var rest = Substring(text)
        if let end = rest.firstRange(of: "://") {
            guard rest[..<end.lowerBound].lowercased() == "http" else {
                throw .proxy(variable: variable, "only proxies that are reached by http:// are supported")
            }
            rest = rest[end.upperBound...]
        }
        rest = rest.prefix { $0 != "/" }
        if let at = rest.lastIndex(of: "@") {
            let parts = rest[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard let user = parts.first.flatMap(ProxyServer.decoded),
                let password = parts.count == 2 ? ProxyServer.decoded(parts[1]) : "", !user.contains(":")
            else { throw .proxy(variable: variable, "its user name or password cannot be read") }
            credentials = Credentials(user: user, password: password)
            rest = rest[rest.index(after: at)...]
        }
        guard let place = HostAndPort(rest) else {
            throw .proxy(variable: variable, "its host or port cannot be read")
        }
        host = place.host
        port = place.port ?? 80
    }

    /// The text without percent escapes; nil if an escape is wrong or the result is not text.
    private static func decoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) else {
                return nil
            }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    /// The names and addresses of the loopback interface.
    private static func isThisMachine(_ base: BaseURL) -> Bool {
        base.isLoopback || base.host == "localhost." || base.host.hasSuffix(".localhost")
    }
}

extension ProxyServer: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Host and port only.
    var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
    /// Host and port only.
    var debugDescription: String { description }
    /// An empty mirror, so that `dump` shows nothing.
    var customMirror: Mirror { Mirror(self, children: []) }
}
