/// A whole answer: status, header fields and body.
///
/// A part of an answer is never a value of this type.
package struct HTTPResponse: Sendable, Hashable {
    /// The status code, 100 to 599.
    package var status: Int

    /// The header fields.
    package var headers: HTTPHeaders

    /// The whole body; empty for none.
    package var body: [UInt8]

    /// The secrets to remove from each text that is decoded from the body.
    ///
    /// Empty by default. Only decoded text can be searched reliably: in the body itself a secret may be escaped.
    package private(set) var secrets = Secrets.none

    /// An answer from its parts.
    package init(status: Int, headers: HTTPHeaders = HTTPHeaders(), body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The same answer with the secrets removed from its header fields, and stored for readers of its body.
    package func hiding(_ secrets: Secrets) -> HTTPResponse {
        var answer = self
        answer.secrets = secrets
        answer.headers.fields = headers.fields.map {
            HTTPHeaders.Field(name: $0.name, value: secrets.removed(from: $0.value))
        }
        return answer
    }
}
