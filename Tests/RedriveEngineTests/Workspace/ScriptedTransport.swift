import RedriveEngine
import Synchronization
import Transport

/// Answers the n-th request with the n-th of a list, and the last one for ever.
final class ScriptedTransport: HTTPTransport {
    private let answers: [Result<HTTPResponse, TransportError>]
    private let count = Mutex(0)

    init(_ answers: [Result<HTTPResponse, TransportError>]) { self.answers = answers }

    /// Requests so far.
    var requests: Int { count.withLock { $0 } }

    func send(_ request: HTTPRequest, timeout: Duration) async throws(TransportError) -> HTTPResponse {
        let number = count.withLock { count in
            defer { count += 1 }
            return count
        }
        return try answers[min(number, answers.count - 1)].get()
    }

    static let page = answer(200, #"{"items":[]}"#)
    static let lost = Result<HTTPResponse, TransportError>.failure(.lost(.connectionClosed, detail: "reset"))

    static func answer(
        _ status: Int,
        _ body: String,
        _ fields: [HTTPHeaders.Field] = []
    ) -> Result<HTTPResponse, TransportError> {
        let type = HTTPHeaders.Field(name: "Content-Type", value: "application/json")
        return .success(HTTPResponse(status: status, headers: HTTPHeaders([type] + fields), body: Array(body.utf8)))
    }

    static func throttled(_ fields: [HTTPHeaders.Field] = []) -> Result<HTTPResponse, TransportError> {
        answer(429, #"{"message":"Too many requests"}"#, fields)
    }
}
