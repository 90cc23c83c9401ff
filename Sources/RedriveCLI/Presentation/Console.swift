import LocatedYAML
import RedriveCore
import RedriveEngine
import Synchronization
import Transport

/// Where a command shows its results and messages: for people, or as JSON Lines.
///
/// Standard output carries the result, standard error the progress. With `--json` standard output carries events, and
/// standard error only the lines of `--verbose`, questions, and failures after standard output can no longer be
/// written.
final class Console: Sendable {
    /// How the command line asks for results to be shown.
    struct Settings: Sendable, Hashable {
        /// Events instead of text.
        var json = false
        /// Nothing on standard error but warnings, errors and questions.
        var quiet = false
        /// A line on standard error for each request.
        var verbose = false
        /// No color, whatever the terminal can do.
        var noColor = false
    }

    private struct Stream {
        /// The content of the terminal's current line, to be drawn again below what is printed; nil if there is none.
        var live: ProgressLine?
        /// The first error in writing to standard output; nil if there was none.
        var failure: FileError?
    }

    /// How the command line asks for results to be shown.
    let settings: Settings
    /// Standard input, output and error.
    let terminal: Terminal
    private let colorOnOutput: Bool
    private let colorOnError: Bool
    private let isDumb: Bool
    /// The clock that dates events.
    private let clock: any TimeSource
    /// What environment variables say of the terminal.
    private let variable: TerminalVariables
    private let stream = Mutex(Stream())
    private let hidden: Mutex<Secrets>

    /// A console on the streams of an environment.
    init(_ environment: ToolEnvironment, _ settings: Settings) {
        self.settings = settings
        hidden = Mutex(Secrets(environment.knownSecrets))
        terminal = environment.terminal
        clock = environment.clock
        variable = TerminalVariables(environment.variables)
        isDumb = environment.variables["TERM"] == "dumb"
        let noColor = settings.noColor || isDumb || !(environment.variables["NO_COLOR"] ?? "").isEmpty
        colorOnOutput = !noColor && terminal.outputIsTerminal
        colorOnError = !noColor && terminal.errorIsTerminal
    }

    /// Texts that are never shown, wherever they occur.
    var secrets: Secrets { hidden.withLock { $0 } }

    /// Never shows this text from now on.
    func hide(_ secret: Secret) { hidden.withLock { $0 = $0.adding(secret) } }

    /// Allows a text to be shown: the token of a simulated workspace, which whoever uses the workspace needs.
    func reveal(_ secret: Secret) { hidden.withLock { $0 = $0.without(secret) } }

    /// What text on standard output may take.
    var outputCanvas: Canvas { canvas(isTerminal: terminal.outputIsTerminal) }
    /// What text on standard error may take.
    var errorCanvas: Canvas { canvas(isTerminal: terminal.errorIsTerminal) }

    /// The size of the terminal; a file or a pipe has the columns of `COLUMNS`, or as many as a line takes.
    private func canvas(isTerminal: Bool) -> Canvas {
        let given = variable.columns.map { max($0, Canvas.fewestColumns) }
        guard isTerminal else { return Canvas(columns: given ?? .max) }
        return Canvas(
            columns: max(terminal.width() ?? given ?? Canvas.usualColumns, Canvas.fewestColumns),
            rows: terminal.height() ?? Canvas.usualRows
        )
    }

    /// Whether progress is drawn in place.
    var drawsInPlace: Bool {
        terminal.errorIsTerminal && !isDumb && !settings.quiet && !settings.json
    }

    /// The first error in writing the result; nil if none is known.
    var outputFailure: FileError? { stream.withLock(\.failure) }

    /// Returns when everything is written and `outputFailure` is known.
    func flush() async {
        guard let failure = await terminal.flush() else { return }
        stream.withLock { $0.failure = $0.failure ?? failure }
    }

    // MARK: views

    /// Shows a view as the result: its warnings, then its events with `--json`, its lines otherwise.
    func show(_ view: some View) { show(view, on: outputCanvas, lines: result) }

    /// Shows a view on the way to the result: its warnings, then its events with `--json`, its lines otherwise, unless
    /// `--quiet` is set.
    func showOnTheWay(_ view: some View) { show(view, on: errorCanvas, lines: note) }

    private func show(_ view: some View, on canvas: Canvas, lines show: ([Line]) -> Void) {
        for warning in view.warnings { self.warning(warning) }
        guard !settings.json else {
            for event in view.events { self.event(event) }
            return
        }
        var batch: [Line] = []
        for line in view.lines(on: canvas) {
            batch.append(line)
            guard batch.count == Self.linesAtOnce else { continue }
            show(batch)
            batch = []
        }
        show(batch)
    }

    /// How many lines of a view are written at once: enough to be fast, few enough for the memory of a list of a
    /// million jobs.
    private static let linesAtOnce = 1000

    // MARK: for people

    /// Shows lines of the result, unless events are shown.
    func result(_ lines: [Line]) {
        guard !settings.json else { return }
        output(written(lines.map { $0.rendered(color: colorOnOutput) + "\n" }.joined()))
    }

    /// Shows a result again: on a terminal, over what was shown before.
    ///
    /// - Parameters:
    ///   - before: how many lines were drawn the last time; 0 for the first time.
    ///   - isCut: whether the text is cut to the screen, so that it can be drawn over: each line to the width, and all of them to the
    ///     height.
    /// - Returns: how many lines were drawn this time; 0 if events were shown.
    func redraw(_ view: some View, over before: Int, cutting isCut: Bool) -> Int {
        guard !settings.json else {
            show(view)
            return 0
        }
        let canvas = outputCanvas
        let lines = isCut ? Self.cut(Array(view.lines(on: canvas)), to: canvas) : Array(view.lines(on: canvas))
        guard terminal.outputIsTerminal, !isDumb, before > 0 else {
            result(before > 0 ? [.empty] + lines : lines)
            return lines.count
        }
        let text = lines.map { $0.rendered(color: colorOnOutput) + "\u{1b}[K\n" }.joined()
        output("\u{1b}[\(before)A" + written(text) + "\u{1b}[J")
        return lines.count
    }

    /// The first lines that fit a screen above its last line, and how many more there are.
    private static func cut(_ lines: [Line], to canvas: Canvas) -> [Line] {
        let cut = lines.map { $0.cut(to: canvas.columns) }
        guard let rows = canvas.rows, cut.count > rows - 1 else { return cut }
        let shown = max(rows - 2, 1)
        return cut.prefix(shown) + [Line("… \(Wording.count(cut.count - shown, "more line"))", .dim)]
    }

    /// Writes a text to standard output without escaping it, such as a schema.
    func raw(_ text: String) { output(text) }

    /// Shows lines on the way to the result, except with `--quiet` or `--json`.
    func note(_ lines: [Line]) {
        guard !settings.json, !settings.quiet else { return }
        error(lines)
    }

    /// Asks a person a question, on standard error whatever the settings are.
    ///
    /// Text that was typed before the question was shown is no answer to it.
    ///
    /// - Parameter lines: what the person must see before answering.
    /// - Returns: the line that was typed; nil if standard input has ended.
    func ask(_ lines: [Line], _ question: Line) async -> String? {
        error(lines)
        // Everything above the question is on the screen before the answer counts.
        await flush()
        terminal.discardTyped()
        stream.withLock { _ in terminal.writeError(written(question.rendered(color: colorOnError))) }
        let answer = await terminal.readLine()
        // Whatever comes next starts on a line of its own.
        if answer == nil { write(error: "\n") }
        return answer
    }

    /// Shows a line of `--verbose`.
    func verbose(_ line: Line) {
        guard settings.verbose else { return }
        error([line])
    }

    /// The columns of the line that is drawn in place: a terminal echoes `^C`, and a line that wraps could not be
    /// erased.
    private var liveWidth: Int { max(errorCanvas.columns - 3, 1) }

    /// The line of progress as it is drawn on a terminal of the present width.
    private func drawn(_ line: ProgressLine) -> String {
        written(line.fitted(to: liveWidth).rendered(color: colorOnError))
    }

    /// Draws the line of progress; nil erases it.
    func live(_ line: ProgressLine?) {
        guard drawsInPlace else { return }
        stream.withLock { stream in
            if stream.live == nil, line == nil { return }
            stream.live = line
            let text = line.map(drawn) ?? ""
            terminal.writeError("\r\u{1b}[K" + text)
        }
    }

    // MARK: for both

    /// Shows something that the operator should know but that does not stop the command.
    func warning(_ message: String) {
        if settings.json {
            event(.warning, [JSONMember(.message, .string(message))])
        } else {
            error(Line("\(Line("warning:", .caution)) \(message)").wrapped(to: errorCanvas.columns, indent: 2))
        }
    }

    /// Shows errors and warnings about a text.
    ///
    /// - Parameter page: the page that explains them; nil for none.
    func diagnostics(_ diagnostics: Diagnostics, page: HelpPage? = nil) {
        if settings.json {
            let see = page.map { [JSONMember(.see, .string($0.rawValue))] } ?? []
            for diagnostic in diagnostics.sorted { event(.diagnostic, JSONObject(DiagnosticRecord(diagnostic)) + see) }
        } else if !diagnostics.isEmpty {
            let columns = errorCanvas.columns
            let renderer = DiagnosticRenderer(color: colorOnError, width: columns == .max ? 160 : max(columns - 8, 20))
            write(error: renderer.render(diagnostics))
            if let page { error([Line("see \(page.rawValue)", .dim)]) }
        }
    }

    /// Shows why the command did not do what it was asked to.
    func failure(_ failure: ToolError) {
        if !failure.diagnostics.isEmpty {
            diagnostics(failure.diagnostics, page: failure.page)
        } else if settings.json, outputFailure == nil {
            event(.diagnostic, JSONObject(failure))
        } else {
            error(FailureText(failure, width: errorCanvas.columns).lines)
        }
    }

    // MARK: events

    /// Shows an event, with `--json` only.
    func event(_ kind: Event.Kind, _ members: JSONObject) { event(Event(kind, members)) }

    /// Shows an event, with `--json` only.
    func event(_ event: Event) {
        guard settings.json else { return }
        output(event.at(clock.now().wall).text(hiding: secrets))
    }

    // MARK: writing

    private func error(_ lines: [Line]) {
        guard !lines.isEmpty else { return }
        write(error: lines.map { $0.rendered(color: colorOnError) + "\n" }.joined())
    }

    private func write(error given: String) {
        let text = written(given)
        stream.withLock { stream in
            guard let live = stream.live else { return terminal.writeError(text) }
            terminal.writeError("\r\u{1b}[K" + text + drawn(live))
        }
    }

    /// The text as it is written: without secrets, and in ASCII if the locale has nothing else.
    private func written(_ text: String) -> String {
        let safe = secrets.removed(from: text)
        return variable.isUnicode ? safe : ASCIIText.of(safe)
    }

    private func output(_ text: String) {
        guard !text.isEmpty else { return }
        stream.withLock { stream in
            if let live = stream.live, terminal.outputIsTerminal {
                terminal.writeError("\r\u{1b}[K")
                stream.failure = stream.failure ?? terminal.writeOutput(text)
                terminal.writeError(drawn(live))
            } else {
                stream.failure = stream.failure ?? terminal.writeOutput(text)
            }
        }
    }
}
