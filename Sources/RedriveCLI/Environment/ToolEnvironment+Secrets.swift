import FoundationEssentials
import Transport

extension ToolEnvironment {
    /// The secrets in the environment, whether a command needs them or not: the token in its usual variable, and the credentials
    /// of proxies, both as they are written there and as they are sent.
    var knownSecrets: [Secret] {
        let token = variables["WORKATO_API_TOKEN"].map { [Secret($0)] } ?? []
        let names = ["http_proxy", "https_proxy", "all_proxy"].flatMap { [$0, $0.uppercased()] }
        return token + names.compactMap { variables[$0] }.flatMap(Self.credentials)
    }

    /// The secrets in a proxy's address: the password, and `user:password` as `Proxy-Authorization` sends it.
    private static func credentials(of proxy: String) -> [Secret] {
        let rest = proxy.firstRange(of: "://").map { proxy[$0.upperBound...] } ?? proxy[...]
        let authority = rest.prefix { $0 != "/" }
        guard let at = authority.lastIndex(of: "@") else { return [] }
        let written = String(authority[..<at])
        let decoded = percentDecoded(written)
        let passwords = [written, decoded].compactMap { pair in
            pair.firstIndex(of: ":").map { String(pair[pair.index(after: $0)...]) }
        }
        return (passwords + [Data(decoded.utf8).base64EncodedString()]).map { Secret($0) }
    }

    /// Decodes percent escapes; anything that is no escape stays as it is.
    private static func percentDecoded(_ text: String) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            let digits = rest.prefix(2)
            if byte == UInt8(ascii: "%"), digits.count == 2,
                let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
