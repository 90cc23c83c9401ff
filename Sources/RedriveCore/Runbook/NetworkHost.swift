/// The host of an address: a name, or an IP address in any spelling.
enum NetworkHost: Sendable, Hashable {
    /// A name in lower case, without a dot at its end.
    case name(String)
    /// Four numbers.
    case version4([UInt8])
    /// Eight groups.
    case version6([UInt16])

    /// Reads a name, an IPv4 address in its usual form, or an IPv6 address in brackets; nil for anything else.
    ///
    /// What the system would read as an address in another way (`127.1`, `2130706433`, `0x7f.0.0.1`, `010.0.0.1`) is
    /// refused: it would be one more spelling.
    init?(_ text: some StringProtocol) {
        let text = text.lowercased()
        if text.hasPrefix("[") {
            guard text.hasSuffix("]"), let groups = Self.groups(text.dropFirst().dropLast()) else { return nil }
            let isMapped = groups[..<5].allSatisfy { $0 == 0 } && groups[5] == 0xFFFF
            self = isMapped ? .version4(groups[6...].flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }) : .version6(groups)
            return
        }
        var labels = text.split(separator: ".", omittingEmptySubsequences: false)
        if labels.last == "" { labels.removeLast() }
        guard let last = labels.last, labels.allSatisfy(Self.isLabel) else { return nil }
        guard last.utf8.allSatisfy(Self.isDigit) || last.hasPrefix("0x") else {
            self = .name(labels.joined(separator: "."))
            return
        }
        guard let bytes = Self.bytes(labels) else { return nil }
        self = .version4(bytes)
    }

    /// As it is written in an address; IPv6 in brackets, as RFC 5952 wants it.
    var text: String {
        switch self {
        case .name(let name): name
        case .version4(let bytes): bytes.map(String.init).joined(separator: ".")
        case .version6(let groups): "[\(Self.text(groups))]"
        }
    }

    /// Whether a request to it stays on this machine for sure: `localhost`, 127.0.0.0/8 and `::1`.
    var isLoopback: Bool {
        switch self {
        case .name(let name): name == "localhost"
        case .version4(let bytes): bytes[0] == 127
        case .version6(let groups): groups == [0, 0, 0, 0, 0, 0, 0, 1]
        }
    }

    /// The same, and all names below `localhost`, which lead there as well.
    ///
    /// Source: RFC 6761, section 6.3.
    var isLocal: Bool {
        if case .name(let name) = self, name.hasSuffix(".localhost") { return true }
        return isLoopback
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func isLabel(_ label: Substring) -> Bool {
        !label.isEmpty && label.utf8.allSatisfy { isDigit($0) || (0x61...0x7A).contains($0) || $0 == UInt8(ascii: "-") }
    }

    /// Four decimal numbers up to 255, none with a zero in front.
    private static func bytes(_ parts: [Substring]) -> [UInt8]? {
        let bytes = parts.compactMap { part in
            part.utf8.allSatisfy(isDigit) ? UInt8(part).flatMap { String($0) == part ? $0 : nil } : nil
        }
        return bytes.count == 4 && parts.count == 4 ? bytes : nil
    }

    /// The eight groups of an IPv6 address, which may end in an IPv4 address.
    private static func groups(_ text: Substring) -> [UInt16]? {
        let halves = text.split(separator: "::", omittingEmptySubsequences: false)
        guard (1...2).contains(halves.count) else { return nil }
        var parsed: [[UInt16]] = []
        for (index, half) in halves.enumerated() {
            var groups: [UInt16] = []
            let parts = half.isEmpty ? [] : half.split(separator: ":", omittingEmptySubsequences: false)
            for (place, part) in parts.enumerated() {
                if part.contains("."), index == halves.count - 1, place == parts.count - 1 {
                    guard let bytes = bytes(part.split(separator: ".", omittingEmptySubsequences: false)) else {
                        return nil
                    }
                    groups += [UInt16(bytes[0]) << 8 | UInt16(bytes[1]), UInt16(bytes[2]) << 8 | UInt16(bytes[3])]
                } else {
                    guard part.utf8.count <= 4, part.utf8.allSatisfy({ isDigit($0) || (0x61...0x66).contains($0) }),
                        let group = UInt16(part, radix: 16)
                    else { return nil }
                    groups.append(group)
                }
            }
            parsed.append(groups)
        }
        guard halves.count == 2 else { return parsed[0].count == 8 ? parsed[0] : nil }
        let missing = 8 - parsed[0].count - parsed[1].count
        return missing >= 1 ? parsed[0] + Array(repeating: 0, count: missing) + parsed[1] : nil
    }

    /// The first of the longest runs of two or more zeros is left out.
    private static func text(_ groups: [UInt16]) -> String {
        var longest = 0..<0
        var start: Int?
        for index in 0...groups.count {
            if index < groups.count, groups[index] == 0 {
                start = start ?? index
            } else if let begin = start {
                if index - begin > max(longest.count, 1) { longest = begin..<index }
                start = nil
            }
        }
        let hex: (ArraySlice<UInt16>) -> String = { $0.map { String($0, radix: 16) }.joined(separator: ":") }
        guard !longest.isEmpty else { return hex(groups[...]) }
        return hex(groups[..<longest.lowerBound]) + "::" + hex(groups[longest.upperBound...])
    }
}
