import RedriveCore
import RedriveEngine
import WorkatoJobs

/// What happens between a request's wish and its answer: a wait worth a line with `--verbose`, and a try that a person should see.
struct ClientNoteView {
    /// A shorter wait for a turn is ordinary pacing.
    private static let shortestWait: Duration = .milliseconds(100)

    /// Tries before this one are told with `--verbose` only.
    private static let firstTryShown = 3

    private let note: ClientNote
    private let url: String

    /// - Parameter url: the workspace's address.
    init(_ note: ClientNote, url: String) {
        self.note = note
        self.url = url
    }

    /// Shows it, if it is worth a line.
    func show(on console: Console, at now: Moment) {
        let time = String(now.wall.formatted(.seconds).dropFirst(11).prefix(8))
        switch note {
        case .waited(let wait):
            guard console.settings.verbose, wait >= Self.shortestWait else { return }
            let tenths = Int(wait / .milliseconds(100))
            console.verbose("\(time) waited \(tenths / 10).\(tenths % 10) s for its turn")
        case .triesAgain(let attempt, let most, let pause, let why):
            let next = pause < .seconds(1) ? "Trying again" : "Trying again in \(Wording.time(pause))"
            let line: Line =
                "\(time) no useful answer from \(url): \(why). \(next) (\(attempt) of \(most))."
            // The first failure is ordinary on a bad day; one that lasts is worth a line to everyone.
            guard attempt >= Self.firstTryShown else { return console.verbose(line) }
            console.note(line.wrapped(to: console.errorCanvas.columns, indent: 2))
        }
    }
}
