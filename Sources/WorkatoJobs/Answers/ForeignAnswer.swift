internal import JSONText
internal import Transport

/// An answer that something other than the API has given or changed: a web page, a redirect, a compressed body.
struct ForeignAnswer {
    /// What was received, and what to check; safe to show.
    let words: String

    /// Nil for an answer that could be the API's.
    init?(_ response: HTTPResponse) {
        if (300..<400).contains(response.status), let location = response.headers["Location"] {
            words = "a redirect to '\(Self.place(location))', which is not followed: \(Self.check)"
        } else if let encoding = Self.encoding(of: response) {
            words =
                "a compressed body (\(encoding)), which was not asked for: a proxy or a gateway in between changes answers"
        } else if Self.isPage(response) {
            let type = response.contentType.map { " (\($0))" } ?? ""
            let title = Self.title(response).map { " titled '\($0)'" } ?? ""
            // A server that is down shows its own page; any other page is from somewhere else.
            let check = response.status < 500 ? ": \(Self.check)" : ""
            words = "a web page\(type)\(title) instead of JSON\(check)"
        } else {
            return nil
        }
    }

    private static let check =
        "check the address of the workspace, and whether a log-in page, a proxy or a gateway stands in between"

    /// The address without user name, query and fragment, which may be secret.
    private static func place(_ location: String) -> String {
        var place = location.prefix { $0 != "?" && $0 != "#" }
        let isCut = place.endIndex < location.endIndex
        if let scheme = place.firstRange(of: "//") {
            let authority = place[scheme.upperBound...].prefix { $0 != "/" }
            if let at = authority.lastIndex(of: "@") { place.removeSubrange(scheme.upperBound...at) }
        }
        return ServerMessage.shown(String(place), longest: 200) + (isCut ? "?…" : "")
    }

    private static func encoding(of response: HTTPResponse) -> String? {
        let said = response.headers["Content-Encoding"]?.lowercased() ?? ""
        if !said.isEmpty, said != "identity" { return ServerMessage.shown(said, longest: 40) }
        // Source: RFC 1952, section 2.3.1.
        return response.body.starts(with: [0x1F, 0x8B]) ? "gzip" : nil
    }

    private static func isPage(_ response: HTTPResponse) -> Bool {
        if let type = response.contentType, type == "text/html" || type == "application/xhtml+xml" { return true }
        let first = response.body.first { !($0 == 0x20 || (0x09...0x0D).contains($0)) }
        return first == UInt8(ascii: "<")
    }

    private static func title(_ response: HTTPResponse) -> String? {
        let bytes = Array(response.text.utf8)
        // Only ASCII case changes, so that positions in both texts are the same.
        let lower = bytes.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        guard let open = lower.firstRange(of: Array("<title".utf8)),
            let begin = lower[open.upperBound...].firstIndex(of: UInt8(ascii: ">")),
            let end = lower[begin...].firstIndex(of: UInt8(ascii: "<"))
        else { return nil }
        let title = ServerMessage.shown(String(decoding: bytes[(begin + 1)..<end], as: UTF8.self), longest: 100)
        return title.isEmpty ? nil : title
    }
}

extension Secrets {
    /// The removal of secrets as a function; nil if there are none.
    var rewriting: ((String) -> String)? { isEmpty ? nil : { removed(from: $0) } }
}

extension HTTPResponse {
    /// The body as a tree, without secrets.
    func json(
        skipping: Set<String> = [],
        mostValues: Int = JSONBounds.values
    ) throws(JSONError) -> JSONTree {
        try JSONParser.parse(body, skipping: skipping, rewriting: secrets.rewriting, mostValues: mostValues)
    }

    /// The beginning of the body as text without secrets; at most 4,096 characters.
    var text: String {
        // More than is returned, so that a secret at the end is not cut in two.
        String(secrets.removed(from: String(decoding: body.prefix(65_536), as: UTF8.self)).prefix(4096))
    }

    /// `Content-Type` without parameters, in lower case and safe to show; nil if it is missing.
    var contentType: String? {
        guard let field = headers["Content-Type"] else { return nil }
        let type = ServerMessage.shown(field.prefix { $0 != ";" }.lowercased(), longest: 60)
        return type.isEmpty ? nil : type
    }
}
