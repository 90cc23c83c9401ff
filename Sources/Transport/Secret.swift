/// A token or a resume token: text that no output, log, file or error may show.
///
/// Printing it in any way, `dump` and string interpolation included, gives a placeholder; the text is read with
/// `revealed` only, which is easy to search for.
public struct Secret: Sendable, Hashable {
    /// The text itself; for the one place that puts it on the wire.
    public let revealed: String

    /// A secret from its text, which is taken as it is.
    public init(_ text: String) {
        revealed = text
    }

    /// Whether it can stand in a header field: at least one character, and nothing but visible ASCII.
    ///
    /// A token that fails this was copied wrongly (a line break, a typographic dash); it must not be sent.
    public var isHeaderSafe: Bool {
        !revealed.isEmpty && revealed.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// A placeholder.
    public var description: String { "(secret)" }
    /// A placeholder.
    public var debugDescription: String { "(secret)" }
    /// Nothing to look into.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension HTTPResponse {
    /// The same answer with every occurrence of the secret's text replaced by asterisks of the same length.
    ///
    /// Some proxies echo the request, `Authorization` included, in their error pages; such an answer must not carry the
    /// token into messages and files. Secrets shorter than 8 bytes are left alone: they would hit innocent text.
    public func redacting(_ secret: Secret) -> HTTPResponse {
        let needle = Array(secret.revealed.utf8)
        guard needle.count >= 8 else { return self }
        var answer = self
        answer.body = body.redacting(needle)
        answer.headers.fields = headers.fields.map { field in
            let value = Array(field.value.utf8)
            let clean = value.redacting(needle)
            guard clean != value else { return field }
            return HTTPHeaders.Field(name: field.name, value: String(decoding: clean, as: UTF8.self))
        }
        return answer
    }
}

extension [UInt8] {
    fileprivate func redacting(_ needle: [UInt8]) -> [UInt8] {
        guard let first = needle.first, count >= needle.count else { return self }
        var clean = self
        var index = 0
        while index <= count - needle.count {
            if self[index] == first, self[index..<(index + needle.count)].elementsEqual(needle) {
                for place in index..<(index + needle.count) { clean[place] = UInt8(ascii: "*") }
                index += needle.count
            } else {
                index += 1
            }
        }
        return clean
    }
}
