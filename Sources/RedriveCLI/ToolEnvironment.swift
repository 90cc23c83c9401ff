package import LocatedYAML
package import RedriveCore
package import RedriveEngine
package import Transport

/// Everything that commands need of the world, as values and closures: `redrive` builds it from the real adapters, tests
/// build it in memory.
package struct ToolEnvironment: Sendable {
    /// The environment variables.
    package var variables: [String: String]
    /// The three streams.
    package var terminal: Terminal
    /// The files.
    package var fileSystem: any FileSystem
    /// The clocks.
    package var clock: any TimeSource
    /// Which machine and process this is.
    package var machine: MachineIdentity
    /// The directory that relative paths start from, as an absolute path; empty where paths are to stay as they are.
    package var workingDirectory: String
    /// A number by chance, anew on each call; spreads waiting times.
    package var randomSeed: @Sendable () -> UInt64
    /// From now on a stop wished for by a person or by the system becomes an element instead of ending the process.
    ///
    /// Each call gives a new stream, and ends the one before.
    package var interrupts: @Sendable (HangUp) async -> AsyncStream<Void>
    /// Opens the way to a workspace.
    ///
    /// - Throws: why it cannot be used, before anything was sent.
    package var openTransport: @Sendable (Workspace) throws(TransportSetupError) -> OpenTransport
    /// Makes a simulated workspace from a scenario; nil exactly where a diagnostic is an error.
    package var openSimulation: @Sendable (SourceFile) -> (simulation: Simulation?, diagnostics: [Diagnostic])

    /// An environment from its parts.
    package init(
        variables: [String: String],
        terminal: Terminal,
        fileSystem: any FileSystem,
        clock: any TimeSource,
        machine: MachineIdentity,
        workingDirectory: String,
        randomSeed: @escaping @Sendable () -> UInt64,
        interrupts: @escaping @Sendable (HangUp) async -> AsyncStream<Void>,
        openTransport: @escaping @Sendable (Workspace) throws(TransportSetupError) -> OpenTransport,
        openSimulation: @escaping @Sendable (SourceFile) -> (simulation: Simulation?, diagnostics: [Diagnostic])
    ) {
        self.variables = variables
        self.terminal = terminal
        self.fileSystem = fileSystem
        self.clock = clock
        self.machine = machine
        self.workingDirectory = workingDirectory
        self.randomSeed = randomSeed
        self.interrupts = interrupts
        self.openTransport = openTransport
        self.openSimulation = openSimulation
    }
}

/// What the loss of the terminal means.
package enum HangUp: Sendable, Hashable {
    /// Nothing: the work goes on without one.
    case isIgnored
    /// A wish to stop.
    case stops
}

/// Standard input, output and error.
package struct Terminal: Sendable {
    /// Whether a person can be asked: standard input and standard error are a terminal.
    package var canAsk: Bool
    /// Whether standard output is a terminal.
    package var outputIsTerminal: Bool
    /// Whether standard error is a terminal.
    package var errorIsTerminal: Bool
    /// The columns of the terminal now; nil where there is none.
    package var width: @Sendable () -> Int?
    /// Writes to standard output.
    ///
    /// May return before the text is written, and returns the first failure of the texts before. A reader that has gone away is
    /// no failure.
    package var writeOutput: @Sendable (String) -> FileError?
    /// Writes to standard error; what goes wrong there is nobody's to know.
    package var writeError: @Sendable (String) -> Void
    /// Returns when everything is written; what has gone wrong with standard output, or nil.
    package var flush: @Sendable () async -> FileError?
    /// One line of standard input without its end; nil where there is no more, and soon after the task is cancelled.
    package var readLine: @Sendable () async -> String?
    /// Forgets what was typed and not read yet, so that it answers no later question.
    package var discardTyped: @Sendable () -> Void
    /// All of standard input, from where it stands to its end; waits for it.
    ///
    /// - Parameter bound: more bytes than this are a failure.
    package var readAll: @Sendable (_ bound: Int) -> Result<[UInt8], FileError>

    /// Streams from their parts.
    package init(
        canAsk: Bool,
        outputIsTerminal: Bool,
        errorIsTerminal: Bool,
        width: @escaping @Sendable () -> Int?,
        writeOutput: @escaping @Sendable (String) -> FileError?,
        writeError: @escaping @Sendable (String) -> Void,
        flush: @escaping @Sendable () async -> FileError? = { nil },
        readLine: @escaping @Sendable () async -> String?,
        discardTyped: @escaping @Sendable () -> Void,
        readAll: @escaping @Sendable (_ bound: Int) -> Result<[UInt8], FileError>
    ) {
        self.canAsk = canAsk
        self.outputIsTerminal = outputIsTerminal
        self.errorIsTerminal = errorIsTerminal
        self.width = width
        self.writeOutput = writeOutput
        self.writeError = writeError
        self.flush = flush
        self.readLine = readLine
        self.discardTyped = discardTyped
        self.readAll = readAll
    }
}

/// A way to a workspace, to be closed when it is no longer needed.
package struct OpenTransport: Sendable {
    /// What sends.
    package var transport: any HTTPTransport
    /// Gives connections back; called once, at the end.
    package var close: @Sendable () async -> Void

    /// A way from its parts.
    package init(transport: any HTTPTransport, close: @escaping @Sendable () async -> Void) {
        self.transport = transport
        self.close = close
    }
}

/// Why there is no way to a workspace: an address or a proxy that cannot be used, trust roots that cannot be read.
package struct TransportSetupError: Error, Sendable, Hashable {
    /// The cause, as a sentence without a full stop; holds neither token nor proxy credentials.
    package var message: String

    /// A problem with its cause.
    package init(_ message: String) { self.message = message }
}

/// A simulated workspace of this process.
package struct Simulation: Sendable {
    /// Answers as the simulated workspace does, in real time.
    package var transport: any HTTPTransport
    /// The token that it accepts.
    package var token: Secret
    /// Serves it on a port of the loopback interface; 0 for a free one.
    package var serve: @Sendable (_ port: Int) async throws(TransportSetupError) -> ServedSimulation
    /// What was done to its jobs so far, as lines of JSON.
    package var ledger: @Sendable () -> [String]

    /// A simulation from its parts.
    package init(
        transport: any HTTPTransport,
        token: Secret,
        serve: @escaping @Sendable (_ port: Int) async throws(TransportSetupError) -> ServedSimulation,
        ledger: @escaping @Sendable () -> [String]
    ) {
        self.transport = transport
        self.token = token
        self.serve = serve
        self.ledger = ledger
    }
}

/// A simulated workspace behind a socket.
package struct ServedSimulation: Sendable {
    /// The base URL, for `--url`.
    package var url: String
    /// Stops serving; called once.
    package var stop: @Sendable () async -> Void

    /// A served workspace from its parts.
    package init(url: String, stop: @escaping @Sendable () async -> Void) {
        self.url = url
        self.stop = stop
    }
}
