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

    /// What whoever reads the body must not take from it: each text that becomes a value goes through here.
    ///
    /// Nothing by default. Only what is decoded can be looked at in earnest: in the body itself a secret may be escaped.
    package private(set) var secrets = Secrets.none

    /// An answer from its parts.
    package init(status: Int, headers: HTTPHeaders = HTTPHeaders(), body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The same answer with the secrets taken out of its header fields, and told to those who read its body.
    package func hiding(_ secrets: Secrets) -> HTTPResponse {
        var answer = self
        answer.secrets = secrets
        answer.headers.fields = headers.fields.map {
            HTTPHeaders.Field(name: $0.name, value: secrets.removed(from: $0.value))
        }
        return answer
    }
}
