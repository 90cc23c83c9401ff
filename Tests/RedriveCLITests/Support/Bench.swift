import LocatedYAML
@testable import RedriveCLI
import RedriveCore
import RedriveEngine
import RedriveTestSupport
import Synchronization
import Testing
import Transport
import WorkatoJobs
import WorkatoSimulator

/// A machine with files, a terminal and a workspace, all in memory and in virtual time; commands are run on it.
final class Bench: Sendable {
    /// What a command left.
    struct Transcript: Sendable {
        var status: RedriveCLI.ExitStatus
        var output: String
        var error: String
        /// Both in the order in which they were written, as a terminal gets them, with the time since the command began.
        var written: [(at: Duration, text: String)] = []

        /// What a terminal shows once everything that holds was written; everything if nothing holds.
        func pane(_ terminal: TerminalKind, upTo last: (Duration, String) -> Bool = { _, _ in false }) -> Pane {
            var pane = Pane(columns: terminal.width ?? 80, rows: terminal.height ?? 24)
            for (at, text) in written {
                pane.write(text)
                if last(at, text) { break }
            }
            return pane
        }

        /// The lines of standard output.
        var lines: [String] { output.split(separator: "\n").map(String.init) }
    }

    /// What the terminal is like.
    struct TerminalKind: Sendable {
        var canAsk = false
        var outputIsTerminal = false
        var errorIsTerminal = false
        var width: Int?
        var height: Int?

        /// Pipes everywhere.
        static let none = TerminalKind()

        /// A person sits there.
        static func person(width: Int = 80, height: Int = 24) -> TerminalKind {
            TerminalKind(canAsk: true, outputIsTerminal: true, errorIsTerminal: true, width: width, height: height)
        }
    }

    static let token = "simulated-token"
    static let wall = "2026-11-23T12:00:00Z"

    let files = InMemoryFileSystem()
    let time: VirtualTime
    let workspace: WorldTransport
    private let scenario: Scenario

    /// - Parameters:
    ///   - scenario: the workspace, as the text of a scenario.
    ///   - ignoresCursors: whether each page of its lists is the first, so that longer ones cannot be read whole.
    init(_ scenario: String = Scenarios.outage, ignoresCursors: Bool = false) throws {
        let (parsed, diagnostics) = Scenario.parse(SourceFile(name: "scenario.yaml", bytes: Array(scenario.utf8)))
        let rendered = DiagnosticRenderer().render(Diagnostics(diagnostics))
        self.scenario = try #require(parsed, "\(rendered)")
        let start = try #require(Timestamp(iso8601: Self.wall))
        time = VirtualTime(wall: start)
        workspace = WorldTransport(Self.world(self.scenario, at: start), time: time, ignoresCursors: ignoresCursors)
        put(scenario, at: "scenario.yaml")
    }

    private static func world(_ scenario: Scenario, at time: Timestamp) -> World {
        World(scenario: scenario, seed: scenario.seed, start: SimulatedTime(milliseconds: time.milliseconds))
    }

    /// Writes a file.
    func put(_ text: String, at path: String) { files.put(Array(text.utf8), at: path) }

    /// The text of a file.
    func text(_ path: String) throws -> String {
        String(decoding: try #require(files.contents(of: path)), as: UTF8.self)
    }

    /// The only file whose name ends like this.
    func path(ending suffix: String) throws -> String {
        let found = files.paths.filter { $0.hasSuffix(suffix) }
        try #require(found.count == 1, "\(files.paths)")
        return found[0]
    }

    /// Lets time pass.
    func pass(_ duration: Duration) throws {
        try time.run { [time] in try await time.sleep(for: duration) }
    }

    /// Runs a command.
    ///
    /// - Parameters:
    ///   - answers: the lines that the person types.
    ///   - typedAhead: the lines that the person typed before anything was asked.
    ///   - input: the content of standard input, if it is read as a file.
    ///   - whileAsked: called before each answer.
    ///   - interrupts: when the person presses Ctrl-C, counted from the start of the command.
    ///   - failAt: the file operation of the command that fails, half done; nil for none.
    ///   - files: the file system that the command sees in place of the machine's.
    func run(
        _ arguments: [String],
        terminal: TerminalKind = .none,
        answers: [String] = [],
        typedAhead: [String] = [],
        input: String = "",
        whileAsked: @escaping @Sendable () -> Void = {},
        variables: [String: String] = ["WORKATO_API_TOKEN": Bench.token],
        interrupts: [Duration] = [],
        failAt: Int? = nil,
        host: String = "ops-1",
        pid: Int = 4711,
        files replaced: @Sendable (any FileSystem) -> any FileSystem = { $0 }
    ) throws -> Transcript {
        let begun = time.now().instant
        let streams = Streams(answers: typedAhead + answers, typedAhead: typedAhead.count, input: input, whileAsked) {
            [time] in time.now().instant - begun
        }
        var environment = environment(
            terminal,
            streams,
            variables,
            interrupts,
            MachineIdentity(host: host, pid: pid, bootID: "boot")
        )
        environment.fileSystem = replaced(files)
        if let failAt { environment.fileSystem = FaultyFileSystem(files, failAt: failAt, fault: .torn) }
        let status = try time.run { [environment] in await Tool.run(arguments, in: environment) }
        return Transcript(status: status, output: streams.output, error: streams.error, written: streams.written)
    }

    /// A console of this machine, and what was written to standard error through it.
    func console(_ settings: Console.Settings) -> (console: Console, error: () -> String) {
        let streams = Streams(answers: [], typedAhead: 0, input: "", {}, { .zero })
        let machine = MachineIdentity(host: "ops-1", pid: 4711, bootID: "boot")
        let environment = environment(.none, streams, ["WORKATO_API_TOKEN": Bench.token], [], machine)
        return (Console(environment, settings), { streams.error })
    }

    private func environment(
        _ kind: TerminalKind,
        _ streams: Streams,
        _ variables: [String: String],
        _ interrupts: [Duration],
        _ machine: MachineIdentity
    ) -> ToolEnvironment {
        let begun = time.now().instant
        return ToolEnvironment(
            variables: variables.merging(["XDG_STATE_HOME": "/state", "TERM": "xterm"]) { first, _ in first },
            terminal: Terminal(
                canAsk: kind.canAsk,
                outputIsTerminal: kind.outputIsTerminal,
                errorIsTerminal: kind.errorIsTerminal,
                width: { kind.width },
                height: { kind.height },
                writeOutput: { streams.write(output: $0) },
                writeError: { streams.write(error: $0) },
                readLine: { streams.answer() },
                discardTyped: { streams.discardTypedAhead() },
                readAll: { _ in .success(Array(streams.input.utf8)) }
            ),
            fileSystem: files,
            clock: time,
            machine: machine,
            workingDirectory: "",
            randomSeed: { 7 },
            interrupts: { [time] _ in
                let now = time.now().instant
                let waits = interrupts.map { begun + $0 }.filter { $0 > now }
                return Self.stream(waits, time)
            },
            openTransport: { [workspace] _ in OpenTransport(transport: workspace, close: {}) },
            openSimulation: { [time] file in
                let (scenario, diagnostics) = Scenario.parse(file)
                guard let scenario else { return (nil, diagnostics) }
                let transport = WorldTransport(Self.world(scenario, at: time.now().wall), time: time)
                let simulation = Simulation(
                    transport: transport,
                    token: Secret(scenario.token),
                    serve: { port in ServedSimulation(url: "http://127.0.0.1:\(port)", stop: {}) },
                    ledger: { transport.ledger.jsonLines().split(separator: "\n").map(String.init) }
                )
                return (simulation, diagnostics)
            }
        )
    }

    /// An element at each of these times; no end, as with signals.
    private static func stream(_ times: [Instant], _ time: VirtualTime) -> AsyncStream<Void> {
        let left = Mutex(times)
        let state = Shared(left)
        return AsyncStream(unfolding: {
            guard let next = state.next() else {
                // Nobody presses anything any more: waits until it is cancelled.
                try? await time.sleep(for: .seconds(10 * 365 * 86_400))
                return nil
            }
            return (try? await time.sleep(until: next)).map { _ in () }
        })
    }

    private final class Shared: Sendable {
        private let times: Mutex<[Instant]>

        init(_ times: consuming Mutex<[Instant]>) { self.times = times }

        func next() -> Instant? { times.withLock { $0.isEmpty ? nil : $0.removeFirst() } }
    }
}

/// What a command wrote, and what the person still has to type.
private final class Streams: Sendable {
    private struct State {
        var output = ""
        var error = ""
        var written: [(at: Duration, text: String)] = []
        var answers: [String]
        /// How many of the answers were typed before anything was asked.
        var typedAhead: Int
    }

    let input: String

    private let state: Mutex<State>

    private let whileAsked: @Sendable () -> Void

    private let elapsed: @Sendable () -> Duration

    init(
        answers: [String],
        typedAhead: Int,
        input: String,
        _ whileAsked: @escaping @Sendable () -> Void,
        _ elapsed: @escaping @Sendable () -> Duration
    ) {
        self.elapsed = elapsed
        state = Mutex(State(answers: answers, typedAhead: typedAhead))
        self.input = input
        self.whileAsked = whileAsked
    }

    var output: String { state.withLock(\.output) }
    var error: String { state.withLock(\.error) }
    var written: [(at: Duration, text: String)] { state.withLock(\.written) }

    func write(output text: String) -> FileError? {
        let at = elapsed()
        state.withLock {
            $0.output += text
            $0.written.append((at, text))
        }
        return nil
    }

    func write(error text: String) {
        let at = elapsed()
        state.withLock {
            $0.error += text
            $0.written.append((at, text))
        }
    }

    func answer() -> String? {
        whileAsked()
        let at = elapsed()
        return state.withLock { state in
            state.typedAhead = max(state.typedAhead - 1, 0)
            guard !state.answers.isEmpty else { return nil }
            let answer = state.answers.removeFirst()
            // The terminal echoes what is typed.
            state.written.append((at, answer + "\n"))
            return answer
        }
    }

    /// Forgets what was typed before this moment.
    func discardTypedAhead() {
        state.withLock { state in
            state.answers.removeFirst(state.typedAhead)
            state.typedAhead = 0
        }
    }
}
