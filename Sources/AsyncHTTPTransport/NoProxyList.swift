/// The hosts that `NO_PROXY` names, such as `example.com, .internal, 10.0.0.0/8, [fd00::1]:8443`.
///
/// Read as curl and Go read it. Names are not resolved: a network is compared only with hosts that are addresses.
struct NoProxyList: Sendable {
    private enum Entry {
        case everything
        /// A name and all of its subdomains.
        case name(String, port: Int?)
        /// All subdomains of a name.
        case below(String, port: Int?)
        case address(IPAddress, port: Int?)
        case network(IPNetwork)
    }

    private let entries: [Entry]

    /// Reads a list; entries are separated by commas or white space, and an entry that cannot be read matches no host.
    init(_ text: String) {
        entries = text.split { $0 == "," || $0.isWhitespace }.compactMap { Self.entry($0.lowercased()) }
    }

    /// Whether the list names a host.
    func names(host: String, port: Int) -> Bool {
        let host = host.hasSuffix(".") ? String(host.dropLast()) : host
        let address = IPAddress(host)
        return entries.contains { entry in
            switch entry {
            case .everything: true
            case .name(let name, let wanted): (wanted ?? port) == port && (host == name || host.hasSuffix("." + name))
            case .below(let name, let wanted): (wanted ?? port) == port && host.hasSuffix("." + name)
            case .address(let other, let wanted): (wanted ?? port) == port && address == other
            case .network(let network): address.map(network.contains) ?? false
            }
        }
    }

    private static func entry(_ text: String) -> Entry? {
        if text == "*" { return .everything }
        if text.contains("/") { return IPNetwork(text).map(Entry.network) }
        // An IPv6 address may be written without brackets.
        if let address = IPAddress(text) { return .address(address, port: nil) }
        if text.hasPrefix("*.") {
            return HostAndPort(text.dropFirst(2)).map { .below(withoutDot($0.host), port: $0.port) }
        }
        // As in curl, a leading dot also matches the domain itself.
        guard let place = HostAndPort(text.drop { $0 == "." }) else { return nil }
        if let address = IPAddress(place.host) { return .address(address, port: place.port) }
        return .name(withoutDot(place.host), port: place.port)
    }

    private static func withoutDot(_ name: String) -> String { name.hasSuffix(".") ? String(name.dropLast()) : name }
}
