package import LocatedYAML
package import RedriveCore
package import RedriveEngine

/// Everything that commands need from the outside world, as values and closures: `redrive` makes it from the real
/// adapters, tests make it in memory.
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
    /// The absolute path of the directory that relative paths start from; empty if paths are used as they are.
    package var workingDirectory: String
    /// Returns a new random number on each call, to spread waiting times.
    package var randomSeed: @Sendable () -> UInt64
    /// From now on, turns requests to stop, by a person or by the system, into elements instead of ending the process.
    ///
    /// Each call returns a new stream and ends the one before.
    package var interrupts: @Sendable (HangUp) async -> AsyncStream<Void>
    /// Opens a transport to a workspace; nothing is sent.
    ///
    /// - Throws: why it cannot be opened.
    package var openTransport: @Sendable (Workspace) throws(TransportSetupError) -> OpenTransport
    /// Makes a simulated workspace from a scenario; nil exactly if a diagnostic is an error.
    package var openSimulation: @Sendable (SourceFile) -> (simulation: Simulation?, diagnostics: [Diagnostic])

    /// Sockets on which live runs take commands.
    package var control: ControlPort

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
        openSimulation: @escaping @Sendable (SourceFile) -> (simulation: Simulation?, diagnostics: [Diagnostic]),
        control: ControlPort = .none
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
        self.control = control
    }
}

/// What to do when the terminal is lost.
package enum HangUp: Sendable, Hashable {
    /// Nothing: the work continues without one.
    case isIgnored
    /// Stop, as after Ctrl-C.
    case stops
}
