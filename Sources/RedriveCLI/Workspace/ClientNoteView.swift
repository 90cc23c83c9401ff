import RedriveCore
import RedriveEngine
import WorkatoJobs

/// What happens between a request's wish and its answer: a wait worth a line with `--verbose`, and a try that a person should see.
struct ClientNoteView {
    /// A shorter wait for a turn is ordinary pacing.
    private static let shortestWait: Duration = .milliseconds(100)

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
            let line: Line =
                "\(time) no useful answer from \(url): \(why). Try \(attempt) of \(most) in \(Wording.time(pause))."
            console.note(line.wrapped(to: console.errorCanvas.columns, indent: 2))
        }
    }
}
