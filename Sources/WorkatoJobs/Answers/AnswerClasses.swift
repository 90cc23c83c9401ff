import Transport

/// The classes of answers to a read, before the body of a 200 is read.
enum ReadOutcome {
    case ok
    case throttled(RetryAfter?)
    case unauthorized(ServerMessage)
    case notFound(ServerMessage)
    case refused(ServerMessage)
    case failed(ServerMessage)
    case unexpected(String)

    init(_ response: HTTPResponse) {
        switch response.status {
        case 200: self = .ok
        case 429: self = .throttled(RetryAfter(of: response))
        case 401, 403: self = .unauthorized(ServerMessage(reading: response))
        case 404:
            let documented = ServerMessage(documented: response)
            self = documented.map(ReadOutcome.notFound) ?? .refused(ServerMessage(reading: response))
        case 400..<500: self = .refused(ServerMessage(reading: response))
        case 500..<600: self = .failed(ServerMessage(reading: response))
        default: self = .unexpected(ForeignAnswer(response)?.words ?? "status \(response.status) instead of 200")
        }
    }
}

/// The classes of answers to a write, before the body of a success is read.
enum WriteOutcome {
    case ok
    case throttled(RetryAfter?)
    case badRequest(ServerMessage)
    case unauthorized(ServerMessage)
    case notFound(ServerMessage)
    case unknown(String)

    init(_ response: HTTPResponse) {
        switch response.status {
        case 200, 204: self = .ok
        case 429: self = .throttled(RetryAfter(of: response))
        case 401, 403: self = .unauthorized(ServerMessage(reading: response))
        case 400:
            let documented = ServerMessage(documented: response)
            self = documented.map(WriteOutcome.badRequest) ?? .unknown(WriteOutcome.reason(response))
        case 404:
            let documented = ServerMessage(documented: response)
            self = documented.map(WriteOutcome.notFound) ?? .unknown(WriteOutcome.reason(response))
        default: self = .unknown(WriteOutcome.reason(response))
        }
    }

    private static func reason(_ response: HTTPResponse) -> String {
        let message = ServerMessage(reading: response)
        return message.text.isEmpty ? "status \(response.status)" : "status \(response.status): \(message)"
    }
}
