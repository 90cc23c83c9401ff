/// A whole answer: status, header fields and body.
///
/// A part of an answer is never a value of this type.
public struct HTTPResponse: Sendable, Hashable {
    /// The status code, 100 to 599.
    public var status: Int

    /// The header fields.
    public var headers: HTTPHeaders

    /// The whole body; empty for none.
    public var body: [UInt8]

    /// An answer from its parts.
    public init(status: Int, headers: HTTPHeaders = HTTPHeaders(), body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}
