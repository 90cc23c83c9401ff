import RedriveCore
import WorkatoJobs

/// A report with the file that it was made from.
struct ReportContents: Sendable {
    /// What the records say.
    let report: RunReport
    /// The version of Redrive that began the run.
    let version: String
    /// The name of the state file, without its folder: the same file gives the same report wherever it is.
    let fileName: String

    /// The state behind the last record.
    var state: RunState { report.state }

    /// The time zone in which people read times; nil for UTC.
    var zone: UTCOffset? { state.plan.header.timeZone }

    /// Whether the last process has recorded how it ended: if not, it may still be at work, or was killed.
    var isOver: Bool { state.ending != nil }

    /// How the run ended, or that no end is recorded, in words.
    var ending: String {
        if let words = state.endingWords { return words.rendered(color: false) }
        guard let last = state.sessions.last?.record else { return "not begun" }
        if state.settings.stop?.given.command == .leave { return "stopped at once by a second Ctrl-C or signal" }
        return "no end is recorded: process \(last.pid) on \(last.host) was at work, or was killed"
    }

    /// How the jobs ended, in a phrase: `88 of 90 jobs recovered, 2 failed again`.
    var result: String {
        let totals = RunTotals(state)
        let recovered =
            "\(Wording.count(totals.count(.recovered))) of \(Wording.count(totals.planned, "job")) recovered"
        let failed = totals.count(.failedSame) + totals.count(.failedOther)
        let rest: [(Int, String)] = [
            (failed, "failed again"), (totals.count(.stillPending), "still running"),
            (totals.count(.unverified), "repeated, not followed to an end"), (totals.count(.refused), "refused"),
            (totals.count(.dropped), "dropped"), (totals.count(.unknown), "in doubt"), (totals.count(.held), "held"),
            (totals.count(.notSent), "not sent"),
        ]
        return ([recovered] + rest.filter { $0.0 > 0 }.map { "\(Wording.count($0.0)) \($0.1)" }).joined(separator: ", ")
    }

    /// The outcome in one line: which run, how it ended, and how many of the jobs recovered.
    var headline: String { "\(state.plan.header.name): \(ending); \(result)" }

    /// A time as people read it.
    func time(_ instant: Timestamp) -> String { instant.formatted(at: zone) }

    /// A recipe with its name, if the plan knows it.
    func label(of recipe: RecipeID) -> String { state.plan.header.label(of: recipe) }

    /// The pages of recipes and jobs in the web application; nil if their address is not known.
    var pages: WebPages? { WebPages(state.plan.header) }

    /// The facts about the run: a name and its value each.
    var facts: [(name: String, value: String)] {
        let header = state.plan.header
        let totals = RunTotals(state)
        var facts: [(String, String)] = [("workspace", WorkspaceWords(header).place)]
        if let identity = header.identity, let name = identity.name, header.simulated == nil {
            facts.append(("name there", name))
        }
        if let scenario = header.simulated { facts.append(("scenario", scenario)) }
        facts.append(("plan", "\(state.planID), made \(time(header.createdAt))"))
        if let reason = state.reason { facts.append(("reason", reason)) }
        if let description = header.description { facts.append(("description", description)) }
        if let begun = state.sessions.first?.at, let last = state.lastRecordAt {
            let took = Wording.time(max(last.duration(since: begun), .zero))
            let sessions = state.sessions.count > 1 ? ", by \(state.sessions.count) processes" : ""
            facts.append(("time", "\(time(begun)) to \(time(last)), \(took)\(sessions)"))
        }
        var requests = Wording.count(totals.requests, "request")
        if totals.throttled > 0 { requests += ", \(Wording.count(totals.throttled)) answered with 429" }
        facts.append(("requests", requests))
        if totals.repeatedByOthers > 0 {
            let jobs = Wording.count(totals.repeatedByOthers, "job")
            facts.append(("others", "\(jobs) repeated by somebody else while the run went on"))
        }
        if !state.plan.isComplete {
            facts.append(("completeness", "the plan's lists were not proven complete; there may be more jobs"))
        }
        facts.append(("state file", fileName))
        return facts
    }

    /// The commands that go on from here, each with what it does.
    var commands: [(what: String, command: String)] {
        let file = Shell.file(fileName)
        guard state.plan.header.simulated == nil else { return [] }
        var commands: [(String, String)] = []
        let totals = RunTotals(state)
        if totals.count(.held) > 0 {
            commands.append(
                (
                    "send held jobs again, if none was repeated",
                    Shell.command(["redrive", "resume", file, "--on-unknown", "resend"])
                )
            )
        }
        if Remaining(of: state, scope: state.scope).isAny {
            commands.append(("continue the run", Shell.command(["redrive", "resume", file])))
        }
        if totals.count(.stillPending) + totals.count(.unverified) > 0 {
            commands.append(("look again at what had not ended", Shell.command(["redrive", "outcomes", file])))
        }
        let failed = totals.count(.failedSame) + totals.count(.failedOther)
        if failed > 0 {
            commands.append(
                (
                    "plan what failed again",
                    Shell.command(["redrive", "plan", "--from-run", file, "--class", "failed_same,failed_other"])
                )
            )
        }
        return commands
    }
}
