import RedriveCore
import WorkatoJobs

/// Which suspended jobs of a run a person has to look at: those in doubt, with what *Get a job* has shown of them, and those refused.
struct TokenLists {
    /// The most rows of a class that are listed.
    static let mostRows = 10

    private let state: RunState
    private let statePath: String
    private let columns: Int

    /// The lists of a run for a number of columns.
    ///
    /// - Parameter statePath: the path of the state file, as a person would type it.
    init(_ state: RunState, statePath: String, columns: Int) {
        self.state = state
        self.statePath = statePath
        self.columns = columns
    }

    /// The lists; empty if every token was accepted or not sent.
    var lines: [Line] {
        [JobClass.unknown, .refused].flatMap { jobClass in
            let rows = state.tokens.progress.indices.filter { state.tokens.progress[$0].jobClass == jobClass }
            return rows.isEmpty ? [] : lines(jobClass, rows)
        }
    }

    private func lines(_ jobClass: JobClass, _ rows: [Int]) -> [Line] {
        let count = Wording.count(rows.count, "token")
        var lines: [Line] = [.empty, "\(Line("\(count) \(jobClass.words)", jobClass.style))"]
        lines += rows.prefix(Self.mostRows).flatMap { [line($0)] + detail($0) }
        if rows.count > Self.mostRows {
            let command = ["redrive", "show", Shell.file(statePath), "--class", jobClass.rawValue]
            lines.append("  and \(Wording.count(rows.count - Self.mostRows)) more: \(Shell.command(command), .accent)")
        }
        return lines
    }

    private func line(_ row: Int) -> Line {
        let token = state.plan.tokens[row].row
        let note = token.note.map { "  \($0)" } ?? ""
        return ("    token \(token.fingerprint) (line \(token.line))\(note)" as Line).cut(to: columns)
    }

    private func detail(_ row: Int) -> [Line] {
        var texts: [String] = []
        switch state.tokens.progress[row] {
        case .refused(let status, let message): texts.append("\(status): \(message)")
        case .unknown(_, _, let why): texts.append(why)
        case .notSent, .inFlight, .resumed: break
        }
        if let evidence = state.tokens.evidence[row] { texts.append(evidence.words) }
        return texts.map { ("      \($0)" as Line).cut(to: columns) }
    }
}

extension TokenEvidence {
    /// What it says, in words.
    var words: String {
        switch self {
        case .job(let status, let end):
            "Get a job shows it \(status)" + (end.map { ", ended at \($0.formatted(.seconds))" } ?? "")
        case .unreadable(let why): "Get a job could not be read: \(why)"
        }
    }
}
