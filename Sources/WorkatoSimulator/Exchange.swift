package import Transport

/// What becomes of one request.
package struct Exchange: Sendable, Equatable {
    /// What the client gets to see; durations count from the arrival of the request.
    package enum Fate: Sendable, Equatable {
        /// A whole answer.
        case answer(HTTPResponse, after: Duration)
        /// The head and the first `bodyBytes` bytes of the body, then the connection is closed.
        case cutAnswer(HTTPResponse, bodyBytes: Int, after: Duration)
        /// No answer: the connection is closed.
        case closed(after: Duration)
        /// No answer, ever; the connection stays open.
        case silence
        /// The request never reached the server: nothing was applied, and the ledger does not know of it.
        ///
        /// A socket server has accepted the connection already and can only close it.
        case refusedConnection
    }

    /// What the client gets to see.
    package var fate: Fate

    /// The number of the request in the ledger, counted from 1; nil where the connection was refused.
    package var request: Int?

    /// An exchange from its parts.
    package init(fate: Fate, request: Int?) {
        self.fate = fate
        self.request = request
    }
}
