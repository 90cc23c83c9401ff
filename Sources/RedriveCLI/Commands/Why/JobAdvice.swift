import RedriveCore
import WorkatoJobs

/// What an operator can do now about a job.
struct JobAdvice {
    /// What to do, in words.
    let text: String
    /// The commands that do it, word by word.
    let commands: [[String]]

    /// The advice for a job.
    ///
    /// - Parameter path: the path of the state file, as it was typed.
    init(_ row: ReportRow, in state: RunState, path: String) {
        let file = Shell.file(path)
        let resume = ["redrive", "resume", file]
        var commands: [[String]] = []
        if case .token(let token, let progress, let evidence) = row.subject {
            (text, commands) = Self.token(token, progress, evidence, row, resume)
            self.commands = state.plan.header.simulated == nil ? commands : []
            return
        }
        switch row.progress {
        case nil: text = ""
        case .enqueued(_, let followed):
            switch followed?.outcome {
            case .recovered: text = "nothing is left to do"
            case .failedSame, .failedOther:
                text = "mend what makes it fail, then plan what failed again:"
                commands = [["redrive", "plan", "--from-run", file, "--class", followed?.outcome.rawValue ?? ""]]
            case .stillPending, .unverified:
                text = "look again whether the repeat has ended:"
                commands = [["redrive", "outcomes", file]]
            case nil:
                let goesOn = Remaining(of: state, scope: state.scope).isAny
                text = goesOn ? "the run goes on to follow it:" : "look whether the repeat has ended:"
                commands = [goesOn ? resume : ["redrive", "outcomes", file]]
            }
        case .refused: text = "Workato will not repeat it; look at the message, and at the job in Workato"
        case .dropped(.recovered): text = "nothing is left to do: it has recovered without this run"
        case .dropped(.inFlight): text = "wait until the repeat that somebody else made has ended; a new plan sees how"
        case .dropped(.repeatedSince): text = "make a new plan: it has failed again since this one was made"
        case .held:
            text =
                "look at the job in Workato: was it repeated? If it was not, and no other held job was, this sends them again:"
            commands = [resume + ["--on-unknown", "resend"]]
        case .unknown, .inFlight:
            text = "nothing is sent again before it is known whether it was repeated; a resume asks the API:"
            commands = [resume]
        case .notSent: (text, commands) = Self.notSent(row, resume)
        }
        // A simulated workspace is gone with its process.
        self.commands = state.plan.header.simulated == nil ? commands : []
    }

    private static func token(
        _ token: TokenRow,
        _ progress: TokenProgress,
        _ evidence: TokenEvidence?,
        _ row: ReportRow,
        _ resume: [String]
    ) -> (String, [[String]]) {
        switch progress {
        case .resumed: return ("nothing is left to do", [])
        case .refused: return ("Workato will not resume it; look at the message, and at the job in Workato", [])
        case .notSent: return notSent(row, resume)
        case .inFlight, .unknown:
            let place = token.job.map { " \($0)" } ?? ""
            return (
                "look at the job\(place) in Workato: does it still wait? If it does, and so does every other one in doubt, this sends them again:",
                [resume + ["--on-unknown", "resend"]]
            )
        }
    }

    private static func notSent(_ row: ReportRow, _ resume: [String]) -> (String, [[String]]) {
        switch row.reason {
        case .skipped: ("plan again if it is to be sent after all", [])
        case .stepLeftOut: ("to send the jobs of its step:", [resume + ["--only", row.step]])
        case .guardTripped: ("find out why the guard stopped the step; then this sends the rest:", [resume])
        default: ("a resume sends it:", [resume])
        }
    }

    /// The advice as lines.
    var lines: [Line] {
        let hint = commands.isEmpty && text.hasSuffix(":") ? String(text.dropLast()) : text
        return ["now: \(hint)"] + commands.map { "    \(Shell.command($0), .accent)" }
    }
}
