/// Sockets on which live runs take commands, as closures: `redrive` makes them from the real adapter, tests in memory.
package struct ControlPort: Sendable {
    /// Listens at a path until `close` is called; answers each line, all without their ends.
    ///
    /// - Throws: why nobody can listen there.
    package var listen:
        @Sendable (_ path: String, _ answer: @escaping @Sendable ([UInt8]) async -> [UInt8])
            async throws(ControlFailure)
            -> ControlListener
    /// Sends a line to whoever listens at a path.
    ///
    /// - Returns: the answer.
    /// - Throws: why there is none.
    package var ask: @Sendable (_ path: String, _ line: [UInt8]) async throws(ControlFailure) -> [UInt8]

    /// A port from its parts.
    package init(
        listen:
            @escaping @Sendable (_ path: String, _ answer: @escaping @Sendable ([UInt8]) async -> [UInt8])
            async
            throws(ControlFailure) -> ControlListener,
        ask: @escaping @Sendable (_ path: String, _ line: [UInt8]) async throws(ControlFailure) -> [UInt8]
    ) {
        self.listen = listen
        self.ask = ask
    }

    /// Nobody listens, and nobody can.
    package static let none = ControlPort(
        listen: { _, _ throws(ControlFailure) in throw ControlFailure(.other, "there are no sockets here") },
        ask: { _, _ throws(ControlFailure) in throw ControlFailure(.nobodyListens, "there are no sockets here") }
    )
}

/// A socket on which somebody listens.
package struct ControlListener: Sendable {
    /// Stops listening.
    package var close: @Sendable () async -> Void

    /// A listener from its end.
    package init(close: @escaping @Sendable () async -> Void) { self.close = close }
}

/// Why a run cannot be told anything.
package struct ControlFailure: Error, Sendable, Hashable {
    /// What went wrong.
    package enum Cause: Sendable, Hashable {
        /// Nobody listens there.
        case nobodyListens
        /// This user may not connect.
        case forbidden
        /// No answer came.
        case noAnswer
        /// Anything else.
        case other
    }

    /// What went wrong.
    package var cause: Cause
    /// The same in the system's words.
    package var words: String

    /// A failure from its parts.
    package init(_ cause: Cause, _ words: String) {
        self.cause = cause
        self.words = words
    }
}
