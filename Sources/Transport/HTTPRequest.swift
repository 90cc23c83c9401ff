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

    /// The body, or its beginning if a file follows; empty for none.
    package var body: [UInt8]

    /// A file whose bytes follow `body`; nil for none.
    package var file: BodyFile?

    /// The largest body of an answer that is taken, in bytes; nil for the transport's own limit.
    package var largestAnswer: Int?

    /// A request from its parts.
    package init(
        method: Method,
        target: String,
        headers: HTTPHeaders = HTTPHeaders(),
        body: [UInt8] = [],
        file: BodyFile? = nil,
        largestAnswer: Int? = nil
    ) {
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
        self.file = file
        self.largestAnswer = largestAnswer
    }
}

extension HTTPRequest {
    /// A file that is a part of a body; a transport sends it in small parts, so that it is never in memory as a whole.
    package struct BodyFile: Sendable, Hashable {
        /// Its path.
        package var path: String
        /// Its size in bytes; a transport gives up if it finds another one.
        package var bytes: Int
        /// What follows it in the body.
        package var suffix: [UInt8]

        /// A file from its parts.
        package init(path: String, bytes: Int, suffix: [UInt8] = []) {
            self.path = path
            self.bytes = bytes
            self.suffix = suffix
        }
    }

    /// How long the whole body is, in bytes.
    package var bodyLength: Int { body.count + (file.map { $0.bytes + $0.suffix.count } ?? 0) }
}

extension HTTPRequest: CustomStringConvertible {
    /// Method and target only: headers hold the token and the body may hold resume tokens.
    package var description: String { "\(method.rawValue) \(target)" }
}
