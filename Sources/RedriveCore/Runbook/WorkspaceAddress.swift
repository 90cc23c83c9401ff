/// The base address of a workspace, checked and in the one form in which it is kept and compared.
///
/// Everything that names a workspace goes through it: runbooks, `--url`, plan files and state files. A plan that was
/// written by hand cannot send the token in clear text, and two spellings of one address share their locks and limits.
package struct WorkspaceAddress: Sendable, Hashable {
    /// Scheme and host in lower case; no port that the scheme implies, no zeros before a port, no dot after the host,
    /// no trailing slash, no trailing `/api`.
    package let text: String

    /// What identifies a workspace: host, port and path.
    ///
    /// All names of the loopback interface are one, so that `localhost`, `127.0.0.1` and `[::1]` share their limits.
    package let key: String

    /// Why a text is not accepted; the message never repeats the text, which may hold a password.
    package struct AddressError: Error, Hashable, Sendable {
        /// The rule that is broken, as the end of the sentence "'url' …".
        package var rule: String
        /// What to write instead, if that is clear.
        package var help: String?

        /// The rule as the end of the sentence "'url' has to be …".
        var expectation: String {
            rule.hasPrefix("is ") ? String(rule.dropFirst(3)) : "an address that \(rule)"
        }
    }

    /// The longest address that is accepted, in bytes.
    static let longest = 500

    /// Checks an address and brings it into its normal form.
    package init(_ given: String) throws(AddressError) {
        let form = AddressError(rule: "is an address such as https://www.workato.com")
        guard given.utf8.count <= Self.longest,
            given.unicodeScalars.allSatisfy({ $0.isASCII && $0.value > 32 && $0.value != 127 })
        else { throw form }
        guard let scheme = ["https", "http"].first(where: { given.lowercased().hasPrefix($0 + "://") }) else {
            throw form
        }
        let rest = given.dropFirst(scheme.count + 3)
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let path = rest[authority.endIndex...]
        if authority.contains("@") {
            throw AddressError(
                rule: "has no user name and no password in it",
                help: "the token comes from 'token' alone"
            )
        }
        if path.contains("?") || path.contains("#") { throw AddressError(rule: "has no query and no fragment") }
        guard let (host, written) = Self.parts(of: authority) else { throw form }
        if scheme == "http", !host.isLoopback {
            throw AddressError(
                rule: "begins with https://, except for loopback",
                help: "the token would travel in clear text"
            )
        }
        let own = scheme == "https" ? 443 : 80
        let port = written ?? own
        let tail = try Self.normalPath(path)
        text = "\(scheme)://\(host.text)\(port == own ? "" : ":\(port)")\(tail)"
        key = "\(host.isLocal ? "localhost" : host.text):\(port)\(tail)"
    }

    /// The key of a stored address; for a text that is no address, the text itself.
    package static func key(of text: String) -> String { (try? WorkspaceAddress(text))?.key ?? text }

    /// Host and port; nil if one of them is not well formed.
    private static func parts(of authority: Substring) -> (host: NetworkHost, port: Int?)? {
        let isBracketed = authority.first == "["
        let end =
            isBracketed ? authority.firstIndex(of: "]").map(authority.index(after:)) : authority.firstIndex(of: ":")
        let hostText = authority[..<(end ?? authority.endIndex)]
        guard let host = NetworkHost(hostText) else { return nil }
        let portText = authority[hostText.endIndex...]
        if portText.isEmpty { return (host, nil) }
        let digits = portText.dropFirst()
        guard portText.first == ":", !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let port = Int(digits), (1...65_535).contains(port)
        else { return nil }
        return (host, port)
    }

    /// The path without empty parts and without `api` at its end.
    private static func normalPath(_ path: Substring) throws(AddressError) -> String {
        var parts = path.split(separator: "/")
        while parts.last == "api" { parts.removeLast() }
        // Escapes and dots would be further spellings of the same path.
        guard parts.allSatisfy({ $0 != "." && $0 != ".." && $0.utf8.allSatisfy(\.isUnreserved) }) else {
            throw AddressError(rule: "has a path of letters, digits, '-', '.', '_' and '~' only")
        }
        return parts.map { "/" + $0 }.joined()
    }
}

extension UInt8 {
    /// Whether an address may contain it without an escape.
    ///
    /// Source: RFC 3986, section 2.3.
    fileprivate var isUnreserved: Bool {
        switch self {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
