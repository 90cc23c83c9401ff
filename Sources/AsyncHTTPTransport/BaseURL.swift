/// The address that every request's target is appended to: scheme, host, port and perhaps a path.
package struct BaseURL: Sendable, Hashable {
    /// The schemes that are supported.
    package enum Scheme: String, Sendable, Hashable, CaseIterable {
        /// Without encryption; for a server on this machine.
        case http
        /// With TLS.
        case https
    }

    /// The scheme.
    package let scheme: Scheme
    /// The host's name or address; IPv6 without brackets; lower case.
    package let host: String
    /// The port; the scheme's default if none was written.
    package let port: Int
    /// The path before every target, without a trailing slash; empty for none.
    package let pathPrefix: String

    /// Reads `https://host`, `https://host:8443/prefix` and the like.
    ///
    /// - Throws: `ConfigurationError.baseURL` for anything else: other schemes, user names, queries, fragments, names
    ///   that are not ASCII (write those in their `xn--` form), and `http://` to anything but this machine, because
    ///   the token would travel in clear text.
    package init(_ text: String) throws(ConfigurationError) {
        guard let scheme = Scheme.allCases.first(where: { text.lowercased().hasPrefix($0.rawValue + "://") }) else {
            throw .baseURL("it does not begin with https:// or http://")
        }
        let rest = text.dropFirst(scheme.rawValue.count + 3)
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        var path = rest.dropFirst(authority.count)
        guard !authority.contains("@") else { throw .baseURL("it holds a user name or password") }
        guard path.utf8.allSatisfy(BaseURL.isPathByte) else {
            throw .baseURL("its path has characters other than unreserved ones, '%' and '/'")
        }
        while path.last == "/" { path = path.dropLast() }
        guard let place = HostAndPort(authority) else { throw .baseURL("its host or port cannot be read") }
        self.scheme = scheme
        host = place.host.lowercased()
        port = place.port ?? (scheme == .https ? 443 : 80)
        pathPrefix = String(path)
        guard scheme == .https || isLoopback else {
            throw .baseURL("it begins with http:// and is not on this machine, so the token would travel in clear text")
        }
    }

    /// Whether a request to the host certainly stays on this machine: `localhost`, 127.0.0.0/8 and `::1`.
    var isLoopback: Bool {
        if host == "localhost" || host == "::1" { return true }
        return IPAddress(host).map { $0.version == .four && $0.bytes[0] == 127 } ?? false
    }

    /// The whole address of a target.
    func address(of target: String) -> String {
        "\(scheme.rawValue)://\(authority)\(pathPrefix)\(target)"
    }

    /// Host and port, an IPv6 address in brackets.
    var authority: String { "\(host.contains(":") ? "[\(host)]" : host):\(port)" }

    private static func isPathByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"), UInt8(ascii: "/"), UInt8(ascii: "%"):
            true
        default: false
        }
    }
}

/// `host`, `host:port`, `[::1]` or `[::1]:port`.
struct HostAndPort: Sendable, Hashable {
    var host: String
    var port: Int?

    init?(_ text: some StringProtocol) {
        var host = Substring(text)
        var portText: Substring?
        if host.first == "[" {
            guard let end = host.firstIndex(of: "]") else { return nil }
            let tail = host[host.index(after: end)...]
            guard tail.isEmpty || tail.first == ":" else { return nil }
            if !tail.isEmpty { portText = tail.dropFirst() }
            host = host[host.index(after: host.startIndex)..<end]
            guard host.contains(":"), host.utf8.allSatisfy(HostAndPort.isAddressByte) else { return nil }
        } else {
            if let colon = host.firstIndex(of: ":") {
                portText = host[host.index(after: colon)...]
                host = host[..<colon]
            }
            guard !host.isEmpty, host.utf8.allSatisfy(HostAndPort.isNameByte) else { return nil }
        }
        self.host = String(host)
        if let portText {
            guard portText.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(portText),
                (1...65_535).contains(number)
            else { return nil }
            port = number
        }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    private static func isAddressByte(_ byte: UInt8) -> Bool {
        isNameByte(byte) || byte == UInt8(ascii: ":")
    }
}
