/// The proxy that connections go through.
struct ProxyServer: Sendable, Hashable {
    /// The proxy's name or address.
    var host: String
    /// The proxy's port.
    var port: Int
    /// What it wants to know; never shown.
    var credentials: Credentials?

    /// A user name and a password.
    struct Credentials: Sendable, Hashable {
        var user: String
        var password: String
    }

    /// The proxy that the environment names for an address; nil for a direct connection.
    ///
    /// As curl and Go do: `HTTPS_PROXY` for https, `HTTP_PROXY` for http, the lower-case name first where both are set;
    /// none for hosts that `NO_PROXY` names, and none for this machine itself. An empty value is no proxy.
    static func chosen(
        for base: BaseURL,
        environment: [String: String]
    ) throws(ConfigurationFault) -> ProxyServer? {
        guard !isThisMachine(base.host) else { return nil }
        let names = base.scheme == .https ? ["https_proxy", "HTTPS_PROXY"] : ["http_proxy", "HTTP_PROXY"]
        guard let name = names.first(where: { environment[$0] != nil }), let text = environment[name], !text.isEmpty
        else {
            return nil
        }
        let exceptions = environment["no_proxy"] ?? environment["NO_PROXY"] ?? ""
        guard !isExcepted(base, by: exceptions) else { return nil }
        return try ProxyServer(text, variable: name)
    }

    private init(_ text: String, variable: String) throws(ConfigurationFault) {
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

    /// Percent-decoded; nil where the escapes are wrong or the text is none.
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
    private static func isThisMachine(_ host: String) -> Bool {
        if host == "localhost" || host.hasSuffix(".localhost") || host == "::1" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    /// Whether a list such as `example.com, .internal, 10.0.0.1:8080, *` names the address.
    ///
    /// A name stands for itself and everything below it, with or without a leading dot.
    private static func isExcepted(_ base: BaseURL, by list: String) -> Bool {
        let host = base.host.hasSuffix(".") ? String(base.host.dropLast()) : base.host
        return list.split { $0 == "," || $0.isWhitespace }.contains { entry in
            if entry == "*" { return true }
            // An IPv6 address may stand there without brackets.
            if entry.lowercased() == host { return true }
            var entry = entry
            while entry.first == "." { entry = entry.dropFirst() }
            guard let place = HostAndPort(entry) else { return false }
            let name = place.host.lowercased()
            guard place.port == nil || place.port == base.port else { return false }
            return host == name || host.hasSuffix("." + name)
        }
    }
}

extension ProxyServer: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Host and port only.
    var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
    /// Host and port only.
    var debugDescription: String { description }
    /// Nothing to look into.
    var customMirror: Mirror { Mirror(self, children: []) }
}
