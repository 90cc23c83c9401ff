internal import Glibc

/// An IP address as its bytes; an IPv4 address in IPv6 notation is an IPv4 address.
struct IPAddress: Sendable, Hashable {
    /// The two kinds.
    enum Version: Sendable, Hashable {
        /// Four bytes.
        case four
        /// Sixteen bytes.
        case six
    }

    /// The bytes, in the order of the address.
    let bytes: [UInt8]
    /// The kind.
    var version: Version { bytes.count == 4 ? .four : .six }

    /// Reads the usual form of IPv4 (four decimal numbers) or IPv6, without brackets; nil for a name.
    init?(_ text: some StringProtocol) {
        let text = String(text)
        var four = in_addr()
        var six = in6_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            bytes = withUnsafeBytes(of: &four) { Array($0) }
        } else if inet_pton(AF_INET6, text, &six) == 1 {
            let all = withUnsafeBytes(of: &six) { Array($0) }
            let isMapped = all[..<10].allSatisfy { $0 == 0 } && all[10] == 0xFF && all[11] == 0xFF
            bytes = isMapped ? Array(all[12...]) : all
        } else {
            return nil
        }
    }
}

/// Addresses that begin with the same bits, such as `10.66.0.0/16`.
struct IPNetwork: Sendable, Hashable {
    private let address: IPAddress
    private let prefixLength: Int

    /// Reads `address/length`, IPv6 with or without brackets; nil for anything else.
    init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }), let length = Int(parts[1])
        else { return nil }
        var written = Substring(parts[0])
        if written.first == "[", written.last == "]" { written = written.dropFirst().dropLast() }
        guard let address = IPAddress(written), length <= address.bytes.count * 8 else { return nil }
        self.address = address
        prefixLength = length
    }

    /// Whether an address begins with the same bits.
    func contains(_ other: IPAddress) -> Bool {
        guard other.version == address.version else { return false }
        for (index, pair) in zip(address.bytes, other.bytes).enumerated() {
            let bits = min(max(prefixLength - index * 8, 0), 8)
            let mask = UInt8(truncatingIfNeeded: 0xFF00 >> bits)
            guard pair.0 & mask == pair.1 & mask else { return false }
        }
        return true
    }
}
