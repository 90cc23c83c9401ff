public import LocatedYAML
public import RedriveCore
public import RedriveEngine
public import Transport

/// Everything that commands need of the world, as values and closures: `redrive` builds it from the real adapters, tests
/// build it in memory.
public struct ToolEnvironment: Sendable {
    /// The environment variables.
    public var variables: [String: String]
    /// The three streams.
    public var terminal: Terminal
    /// The files.
    public var fileSystem: any FileSystem
    /// The clocks.
    public var clock: any TimeSource
    /// Which machine and process this is.
    public var machine: MachineIdentity
    /// The directory that relative paths start from, as an absolute path; empty where paths are to stay as they are.
    public var workingDirectory: String
    /// A number by chance, anew on each call; spreads waiting times.
    public var randomSeed: @Sendable () -> UInt64
    /// From now on a stop wished for by a person or by the system becomes an element instead of ending the process.
    ///
    /// Each call gives a new stream, and ends the one before.
    public var interrupts: @Sendable (HangUp) async -> AsyncStream<Void>
    /// Opens the way to a workspace.
    ///
    /// - Throws: why it cannot be used, before anything was sent.
    public var openTransport: @Sendable (Workspace) throws(TransportProblem) -> OpenTransport
    /// Makes a simulated workspace from a scenario; nil exactly where a diagnostic is an error.
    public var openSimulation: @Sendable (SourceFile) -> (simulation: Simulation?, diagnostics: [Diagnostic])

    /// An environment from its parts.
    public init(
        variables: [String: String],
        terminal: Terminal,
        fileSystem: any FileSystem,
        clock: any TimeSource,
        machine: MachineIdentity,
        workingDirectory: String,
        randomSeed: @escaping @Sendable () -> UInt64,
        interrupts: @escaping @Sendable (HangUp) async -> AsyncStream<Void>,
        openTransport: @escaping @Sendable (Workspace) throws(TransportProblem) -> OpenTransport,
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
public enum HangUp: Sendable, Hashable {
    /// Nothing: the work goes on without one.
    case isIgnored
    /// A wish to stop.
    case stops
}

/// Standard input, output and error.
public struct Terminal: Sendable {
    /// Whether a person can be asked: standard input and standard error are a terminal.
    public var canAsk: Bool
    /// Whether standard output is a terminal.
    public var outputIsTerminal: Bool
    /// Whether standard error is a terminal.
    public var errorIsTerminal: Bool
    /// The columns of the terminal now; nil where there is none.
    public var width: @Sendable () -> Int?
    /// Writes to standard output.
    ///
    /// May return before the text is written, and returns the first failure of the texts before. A reader that has gone away is
    /// no failure.
    public var writeOutput: @Sendable (String) -> FileFailure?
    /// Writes to standard error; what goes wrong there is nobody's to know.
    public var writeError: @Sendable (String) -> Void
    /// Returns when everything is written; what has gone wrong with standard output, or nil.
    public var flush: @Sendable () async -> FileFailure?
    /// One line of standard input without its end; nil where there is no more, and soon after the task is cancelled.
    public var readLine: @Sendable () async -> String?
    /// Forgets what was typed and not read yet, so that it answers no later question.
    public var discardTyped: @Sendable () -> Void
    /// All of standard input, from where it stands to its end; waits for it.
    ///
    /// - Parameter bound: more bytes than this are a failure.
    public var readAll: @Sendable (_ bound: Int) -> Result<[UInt8], FileFailure>

    /// Streams from their parts.
    public init(
        canAsk: Bool,
        outputIsTerminal: Bool,
        errorIsTerminal: Bool,
        width: @escaping @Sendable () -> Int?,
        writeOutput: @escaping @Sendable (String) -> FileFailure?,
        writeError: @escaping @Sendable (String) -> Void,
        flush: @escaping @Sendable () async -> FileFailure? = { nil },
        readLine: @escaping @Sendable () async -> String?,
        discardTyped: @escaping @Sendable () -> Void,
        readAll: @escaping @Sendable (_ bound: Int) -> Result<[UInt8], FileFailure>
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
public struct OpenTransport: Sendable {
    /// What sends.
    public var transport: any HTTPTransport
    /// Gives connections back; called once, at the end.
    public var close: @Sendable () async -> Void

    /// A way from its parts.
    public init(transport: any HTTPTransport, close: @escaping @Sendable () async -> Void) {
        self.transport = transport
        self.close = close
    }
}

/// Why there is no way to a workspace: an address or a proxy that cannot be used, trust roots that cannot be read.
public struct TransportProblem: Error, Sendable, Hashable {
    /// The cause, as a sentence without a full stop; holds neither token nor proxy credentials.
    public var message: String

    /// A problem with its cause.
    public init(_ message: String) { self.message = message }
}

/// A simulated workspace of this process.
public struct Simulation: Sendable {
    /// Answers as the simulated workspace does, in real time.
    public var transport: any HTTPTransport
    /// The token that it accepts.
    public var token: Secret
    /// Serves it on a port of the loopback interface; 0 for a free one.
    public var serve: @Sendable (_ port: Int) async throws(TransportProblem) -> ServedSimulation
    /// What was done to its jobs so far, as lines of JSON.
    public var ledger: @Sendable () -> [String]

    /// A simulation from its parts.
    public init(
        transport: any HTTPTransport,
        token: Secret,
        serve: @escaping @Sendable (_ port: Int) async throws(TransportProblem) -> ServedSimulation,
        ledger: @escaping @Sendable () -> [String]
    ) {
        self.transport = transport
        self.token = token
        self.serve = serve
        self.ledger = ledger
    }
}

/// A simulated workspace behind a socket.
public struct ServedSimulation: Sendable {
    /// The base URL, for `--url`.
    public var url: String
    /// Stops serving; called once.
    public var stop: @Sendable () async -> Void

    /// A served workspace from its parts.
    public init(url: String, stop: @escaping @Sendable () async -> Void) {
        self.url = url
        self.stop = stop
    }
}
