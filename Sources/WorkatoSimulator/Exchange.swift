package import Transport

/// How a world treats one request.
package struct Exchange: Sendable, Equatable {
    /// What the client sees; durations are counted from the arrival of the request.
    package enum Fate: Sendable, Equatable {
        /// A whole answer.
        case answer(HTTPResponse, after: Duration)
        /// The head and the first `bodyBytes` bytes of the body, then the connection is closed.
        case cutAnswer(HTTPResponse, bodyBytes: Int, after: Duration)
        /// No answer: the connection is closed.
        case closed(after: Duration)
        /// No answer at all; the connection stays open.
        case silence
        /// The request never reached the server: nothing was applied, and the ledger does not know of it.
        ///
        /// A socket server has accepted the connection already and can only close it.
        case refusedConnection
    }

    /// What the client sees.
    package var fate: Fate

    /// The number of the request in the ledger, counted from 1; nil if the connection was refused.
    package var request: Int?

    /// An exchange from its parts.
    package init(fate: Fate, request: Int?) {
        self.fate = fate
        self.request = request
    }
}

extension Exchange {
    /// What a client with a timeout receives, and how long after the arrival of the request.
    ///
    /// The only place that turns a fate into an answer or an error, for every client with exact times. A socket
    /// server performs the fate itself.
    ///
    /// - Parameter timeout: how long the client waits for the whole answer; an answer at that very moment is in time.
    package func outcome(timeout: Duration) -> (result: Result<HTTPResponse, TransportError>, after: Duration) {
        let (result, after): (Result<HTTPResponse, TransportError>, Duration)
        switch fate {
        case .answer(let response, let time): (result, after) = (.success(response), time)
        case .cutAnswer(_, bodyBytes: _, let time):
            let detail = "the connection was closed within the answer"
            (result, after) = (.failure(.lost(.connectionClosed, detail: detail)), time)
        case .closed(let time):
            let detail = "the connection was closed before the answer"
            (result, after) = (.failure(.lost(.connectionClosed, detail: detail)), time)
        case .silence: return (Self.timedOut(timeout), timeout)
        case .refusedConnection: return (.failure(.notSent(.connect, detail: "connection refused")), .zero)
        }
        return after > timeout ? (Self.timedOut(timeout), timeout) : (result, after)
    }

    private static func timedOut(_ timeout: Duration) -> Result<HTTPResponse, TransportError> {
        .failure(.lost(.timeout, detail: "no answer in \(timeout)"))
    }
}
