package import RedriveEngine

/// Standard input, output and error.
package struct Terminal: Sendable {
    /// Whether a person can be asked: standard input and standard error are a terminal.
    package var canAsk: Bool
    /// Whether standard output is a terminal.
    package var outputIsTerminal: Bool
    /// Whether standard error is a terminal.
    package var errorIsTerminal: Bool
    /// The current width of the terminal, in columns; nil if there is none.
    package var width: @Sendable () -> Int?
    /// The current height of the terminal, in lines; nil if there is none.
    package var height: @Sendable () -> Int?
    /// Writes to standard output.
    ///
    /// May return before the text is written, and returns the first error in writing earlier texts. A reader that has
    /// gone away is not an error.
    package var writeOutput: @Sendable (String) -> FileError?
    /// Whether nobody reads standard output any more, so that nothing written to it arrives.
    package var outputIsClosed: @Sendable () -> Bool
    /// Writes to standard error; errors are ignored, because there is no place left to report them.
    package var writeError: @Sendable (String) -> Void
    /// Returns when everything is written, with the first error in writing to standard output; nil if there was none.
    package var flush: @Sendable () async -> FileError?
    /// Reads a line of standard input, without its line break; nil if there is no more, and soon after the task is
    /// cancelled.
    package var readLine: @Sendable () async -> String?
    /// Discards what was typed but not read yet, so that it does not answer a later question.
    package var discardTyped: @Sendable () -> Void
    /// The keys that are pressed from now on, one by one and without being shown, until the stream is given up; nil without a terminal.
    ///
    /// The terminal is as it was before when the stream ends, while the process is stopped with Ctrl-Z, and when the process ends.
    package var keys: @Sendable () -> AsyncStream<UInt8>?
    /// Reads the rest of standard input, and waits for its end.
    ///
    /// - Parameter bound: the most bytes; more are an error.
    package var readAll: @Sendable (_ bound: Int) -> Result<[UInt8], FileError>

    /// Streams from their parts.
    package init(
        canAsk: Bool,
        outputIsTerminal: Bool,
        errorIsTerminal: Bool,
        width: @escaping @Sendable () -> Int?,
        height: @escaping @Sendable () -> Int? = { nil },
        writeOutput: @escaping @Sendable (String) -> FileError?,
        outputIsClosed: @escaping @Sendable () -> Bool = { false },
        writeError: @escaping @Sendable (String) -> Void,
        flush: @escaping @Sendable () async -> FileError? = { nil },
        readLine: @escaping @Sendable () async -> String?,
        discardTyped: @escaping @Sendable () -> Void,
        keys: @escaping @Sendable () -> AsyncStream<UInt8>? = { nil },
        readAll: @escaping @Sendable (_ bound: Int) -> Result<[UInt8], FileError>
    ) {
        self.canAsk = canAsk
        self.outputIsTerminal = outputIsTerminal
        self.errorIsTerminal = errorIsTerminal
        self.width = width
        self.height = height
        self.writeOutput = writeOutput
        self.outputIsClosed = outputIsClosed
        self.writeError = writeError
        self.flush = flush
        self.readLine = readLine
        self.discardTyped = discardTyped
        self.keys = keys
        self.readAll = readAll
    }
}
