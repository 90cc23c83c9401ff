/// The base address of a workspace, brought into the one form in which it is compared and kept.
struct WorkspaceURL: Equatable {
    /// Scheme and host in lower case, no trailing slash, no trailing `/api`.
    let text: String

    /// Why a text is not accepted; the message never repeats the text, which may hold a password.
    struct Fault: Error, Equatable {
        /// The rule that is broken, as the end of the sentence "'url' …".
        var rule: String
        /// How to mend it, where that is clear.
        var help: String?
    }

    /// Checks and normalises an address.
    init(_ given: String) throws(Fault) {
        let form = Fault(rule: "is an address such as https://www.workato.com")
        guard given.utf8.count <= 500,
            given.unicodeScalars.allSatisfy({ $0.isASCII && $0.value > 32 && $0.value != 127 })
        else { throw form }
        guard let separator = given.range(ofFirst: "://") else { throw form }
        let scheme = given[..<separator.lowerBound].lowercased()
        guard scheme == "https" || scheme == "http" else { throw form }
        let rest = given[separator.upperBound...]
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        var path = rest[authority.endIndex...]
        if authority.contains("@") {
            throw Fault(rule: "has no user name and no password in it", help: "the token comes from 'token' alone")
        }
        if path.contains("?") || path.contains("#") { throw Fault(rule: "has no query and no fragment") }
        guard let host = Self.host(of: authority) else { throw form }
        if scheme == "http", !Self.isLoopback(host) {
            throw Fault(rule: "begins with https://, except for loopback", help: "the token would travel in clear text")
        }
        while path.last == "/" { path.removeLast() }
        if path.hasSuffix("/api") { path.removeLast(4) }
        while path.last == "/" { path.removeLast() }
        text = "\(scheme)://\(authority.lowercased())\(path)"
    }

    /// The host without its port; nil where host or port are not well formed.
    private static func host(of authority: Substring) -> Substring? {
        var host = authority
        if authority.first == "[" {
            guard let end = authority.firstIndex(of: "]") else { return nil }
            host = authority[...end]
            guard host.dropFirst().dropLast().allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." }) else {
                return nil
            }
        } else {
            host = authority.prefix { $0 != ":" }
            guard !host.isEmpty,
                host.utf8.allSatisfy({ $0.isLetterOrDigit || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") })
            else { return nil }
        }
        let port = authority[host.endIndex...]
        if port.isEmpty { return host }
        guard port.first == ":", let number = DigitsText.parse(port.dropFirst()), (1...65_535).contains(number)
        else { return nil }
        return host
    }

    private static func isLoopback(_ host: Substring) -> Bool {
        if host.lowercased() == "localhost" || host == "[::1]" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127"
            && parts.allSatisfy { DigitsText.parse($0).map { $0 <= 255 } ?? false }
    }
}

extension String {
    /// Where a short text stands first.
    fileprivate func range(ofFirst text: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
            start = index(after: start)
        }
        return nil
    }
}
