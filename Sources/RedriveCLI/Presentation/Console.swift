import LocatedYAML
import RedriveEngine
import Synchronization
import Transport

/// Where a command shows what it has to say: for people, or as JSON Lines.
///
/// Standard output carries the result, standard error the progress. With `--json` standard output carries events, and
/// standard error nothing but what `--verbose` and questions need, and failures once standard output cannot be written.
final class Console: Sendable {
    /// What the command line says of presentation.
    struct Settings: Sendable, Hashable {
        /// Events instead of text.
        var json = false
        /// Nothing on standard error but warnings, errors and questions.
        var quiet = false
        /// A line on standard error for each request.
        var verbose = false
        /// No colour, whatever the terminal can do.
        var noColor = false
    }

    private struct Stream {
        /// What stands in the terminal's current line, to be drawn again below what is printed.
        var live: Line?
        var failure: FileError?
    }

    let settings: Settings
    let terminal: Terminal
    private let colorOnOutput: Bool
    private let colorOnError: Bool
    private let isDumb: Bool
    private let stream = Mutex(Stream())
    private let hidden: Mutex<Secrets>

    init(_ environment: ToolEnvironment, _ settings: Settings) {
        self.settings = settings
        hidden = Mutex(Secrets(environment.knownSecrets))
        terminal = environment.terminal
        isDumb = environment.variables["TERM"] == "dumb"
        let noColor = settings.noColor || isDumb || !(environment.variables["NO_COLOR"] ?? "").isEmpty
        colorOnOutput = !noColor && terminal.outputIsTerminal
        colorOnError = !noColor && terminal.errorIsTerminal
    }

    /// What is shown nowhere, whatever it is part of.
    var secrets: Secrets { hidden.withLock { $0 } }

    /// From now on this is shown nowhere.
    func hide(_ secret: Secret) { hidden.withLock { $0 = $0.adding(secret) } }

    /// This is none: the token of a simulated workspace, which whoever asks it has to know.
    func reveal(_ secret: Secret) { hidden.withLock { $0 = $0.without(secret) } }

    /// The columns that text may take: the terminal's, 80 where there is none, at least 40.
    var width: Int { max(terminal.width() ?? 80, 40) }

    /// The columns that messages on standard error may take; logs are not wrapped.
    private var messageWidth: Int { terminal.errorIsTerminal ? width : .max }

    /// Whether progress is drawn in place.
    var drawsInPlace: Bool {
        terminal.errorIsTerminal && !isDumb && !settings.quiet && !settings.json
    }

    /// What went wrong while the result was written, if known; nil where nothing did.
    var outputFailure: FileError? { stream.withLock(\.failure) }

    /// Returns when everything is written, and `outputFailure` is known.
    func flush() async {
        guard let failure = await terminal.flush() else { return }
        stream.withLock { $0.failure = $0.failure ?? failure }
    }

    // MARK: for people

    /// The result; shown where events are not.
    func result(_ lines: [Line]) {
        guard !settings.json else { return }
        output(secrets.removed(from: lines.map { $0.rendered(color: colorOnOutput) + "\n" }.joined()))
    }

    /// The result, shown anew over what was shown before where standard output is a terminal.
    ///
    /// - Parameter before: how many lines the last showing took; 0 for the first.
    /// - Returns: how many lines this one takes.
    func redraw(_ lines: [Line], over before: Int) -> Int {
        guard terminal.outputIsTerminal, !isDumb, before > 0 else {
            result(before > 0 ? [.empty] + lines : lines)
            return lines.count
        }
        let text = lines.map { $0.cut(to: width).rendered(color: colorOnOutput) + "\u{1b}[K\n" }.joined()
        output("\u{1b}[\(before)A" + secrets.removed(from: text) + "\u{1b}[J")
        return lines.count
    }

    /// A text that is the result as it is, such as a schema: not escaped.
    func raw(_ text: String) { output(text) }

    /// Something on the way; not with `--quiet` or `--json`.
    func note(_ lines: [Line]) {
        guard !settings.json, !settings.quiet else { return }
        error(lines)
    }

    /// What a person must see before answering a question, and the question: wherever the rest goes.
    ///
    /// What was typed before the question stands there is no answer to it.
    func ask(_ lines: [Line], _ question: Line) async -> String? {
        error(lines)
        // What precedes the question has been shown by then, so that nobody answers without having seen it.
        await flush()
        terminal.discardTyped()
        stream.withLock { _ in terminal.writeError(secrets.removed(from: question.rendered(color: colorOnError))) }
        let answer = await terminal.readLine()
        // The question has a line of its own, whatever comes next.
        if answer == nil { write(error: "\n") }
        return answer
    }

    /// A line of `--verbose`.
    func verbose(_ line: Line) {
        guard settings.verbose else { return }
        error([line])
    }

    /// Room is left for what the terminal echoes of a Ctrl-C: a line that wraps could not be taken away.
    private var liveWidth: Int { max(width - 3, 1) }

    /// Draws the line of progress anew; nil takes it away.
    func live(_ line: Line?) {
        guard drawsInPlace else { return }
        stream.withLock { stream in
            if stream.live == nil, line == nil { return }
            stream.live = line
            let text = line?.cut(to: liveWidth).rendered(color: colorOnError) ?? ""
            terminal.writeError("\r\u{1b}[K" + secrets.removed(from: text))
        }
    }

    // MARK: for both

    /// What the operator should know, but that does not stop the command.
    func warning(_ message: String) {
        if settings.json {
            event("warning", [JSONMember("message", .string(message))])
        } else {
            error(Line("\(Line("warning:", .caution)) \(message)").wrapped(to: messageWidth, indent: 2))
        }
    }

    /// What is wrong with a text, or worth knowing about it.
    func diagnostics(_ diagnostics: Diagnostics) {
        if settings.json {
            for diagnostic in diagnostics.sorted { event("diagnostic", JSONObject(DiagnosticRecord(diagnostic))) }
        } else if !diagnostics.isEmpty {
            let renderer = DiagnosticRenderer(color: colorOnError, width: max(width - 8, 20))
            write(error: renderer.render(diagnostics))
        }
    }

    /// Why the command did not do what it was asked for.
    func failure(_ failure: ToolError) {
        if !failure.diagnostics.isEmpty {
            diagnostics(failure.diagnostics)
        } else if settings.json, outputFailure == nil {
            event("diagnostic", JSONObject(failure))
        } else {
            error(FailureText(failure, width: messageWidth).lines)
        }
    }

    // MARK: events

    /// One event; only with `--json`.
    func event(_ type: String, _ members: JSONObject) {
        guard settings.json else { return }
        output(Self.text(ofEvent: type, members, secrets))
    }

    /// An event as a line, rid of secrets.
    static func text(ofEvent type: String, _ members: JSONObject, _ secrets: Secrets = .none) -> String {
        let value = JSONValue.object([JSONMember("type", .string(type))] + members)
        // In the strings themselves: what is written has escapes.
        return value.mappingText(secrets.removed(from:)).text + "\n"
    }

    // MARK: writing

    private func error(_ lines: [Line]) {
        guard !lines.isEmpty else { return }
        write(error: lines.map { $0.rendered(color: colorOnError) + "\n" }.joined())
    }

    private func write(error given: String) {
        let text = secrets.removed(from: given)
        stream.withLock { stream in
            guard let live = stream.live else { return terminal.writeError(text) }
            terminal.writeError("\r\u{1b}[K" + text + live.cut(to: liveWidth).rendered(color: colorOnError))
        }
    }

    private func output(_ text: String) {
        guard !text.isEmpty else { return }
        stream.withLock { stream in
            if let live = stream.live, terminal.outputIsTerminal {
                terminal.writeError("\r\u{1b}[K")
                stream.failure = stream.failure ?? terminal.writeOutput(text)
                terminal.writeError(live.cut(to: liveWidth).rendered(color: colorOnError))
            } else {
                stream.failure = stream.failure ?? terminal.writeOutput(text)
            }
        }
    }
}
