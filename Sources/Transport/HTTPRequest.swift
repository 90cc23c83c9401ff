/// One request to the API, as a value: what would be sent, before anything is sent.
///
/// The base URL is not part of it; the adapter that sends the request adds it.
package struct HTTPRequest: Sendable, Hashable {
    /// The HTTP methods that the Jobs API uses.
    package enum Method: String, Sendable, Hashable, CaseIterable {
        /// Reads; may be sent again.
        case get = "GET"
        /// Writes; never sent again by a transport.
        case post = "POST"
    }

    /// The method.
    package var method: Method

    /// The path and query, percent-encoded, beginning with `/`; for example `/api/recipes/28904/jobs?status=failed`.
    package var target: String

    /// The header fields, without `Host` and `Content-Length`, which the adapter adds.
    package var headers: HTTPHeaders

    /// The body; empty for none.
    package var body: [UInt8]

    /// The largest body of an answer that is taken, in bytes; nil for the transport's own limit.
    package var largestAnswer: Int?

    /// A request from its parts.
    package init(
        method: Method,
        target: String,
        headers: HTTPHeaders = HTTPHeaders(),
        body: [UInt8] = [],
        largestAnswer: Int? = nil
    ) {
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
        self.largestAnswer = largestAnswer
    }
}

extension HTTPRequest: CustomStringConvertible {
    /// Method and target only: headers hold the token and the body may hold resume tokens.
    package var description: String { "\(method.rawValue) \(target)" }
}
