import RedriveCore
import WorkatoJobs

/// The text that sums up a run: classes, outcomes, error signatures before and after, what a person must decide, what
/// can still happen, and how to continue.
struct RunSummary {
    /// The most error signatures that are listed.
    static let mostSignatures = 10

    private let state: RunState
    private let statePath: String
    private let totals: RunTotals
    private let width: Int

    /// A summary for a width in columns.
    ///
    /// - Parameter statePath: the path of the state file, as a person would type it.
    init(_ state: RunState, statePath: String, width: Int) {
        self.state = state
        self.statePath = statePath
        self.width = width
        totals = RunTotals(state)
    }

    /// The whole summary.
    ///
    /// - Parameters:
    ///   - headline: how the run ended, or where it stands.
    ///   - isOver: whether no process works on the run.
    ///   - rows: how many lines are seen at once; a longer summary ends with what it began with. Nil for any number.
    func lines(headline: Line, isOver: Bool, rows: Int? = nil) -> [Line] {
        let head = head(headline, isOver: isOver)
        let all = head + body(isOver: isOver)
        guard let rows, all.count > rows else { return all }
        return all + [.empty] + head
    }

    private func head(_ headline: Line, isOver: Bool) -> [Line] {
        var lines = headline.wrapped(to: width)
        lines += classes(isOver: isOver).wrapped(to: width, indent: 2)
        if totals.count(.enqueued) > 0 { lines += outcomes(isOver: isOver).wrapped(to: width, indent: 2) }
        return lines
    }

    private func body(isOver: Bool) -> [Line] {
        var lines: [Line] = []
        lines += facts.flatMap { $0.wrapped(to: width, indent: 2) }
        lines += incomplete
        lines += lists
        lines += others
        lines += steps
        lines += trippedSteps
        lines += signatures
        if isOver { lines += JobLists(state, statePath: statePath, columns: width).lines }
        lines += undecided
        if isOver { lines += whatCanHappen + howToResume }
        return lines
    }

    /// While a process works on the run, what is in flight is not in doubt.
    private func classes(isOver: Bool) -> Line {
        let inFlight =
            isOver
            ? 0
            : state.jobs.count { if case .inFlight = $0 { true } else { false } }
                + state.tokens.progress.count { $0 == .inFlight }
        var parts = JobClass.summaryOrder.compactMap { jobClass -> Line? in
            let count = totals.count(jobClass) - (jobClass == .unknown ? inFlight : 0)
            let words = !isOver && jobClass == .notSent ? "to go" : jobClass.words
            return count > 0 ? Line("\(Wording.count(count)) \(words)", jobClass.style) : nil
        }
        if inFlight > 0 { parts.append("\(Wording.count(inFlight)) in flight") }
        guard totals.planned > 0 else { return "no job planned to be repeated" }
        return "\(Wording.count(totals.planned, "job")) planned: \(parts.joined(by: ", "))"
    }

    private func outcomes(isOver: Bool) -> Line {
        let parts = Outcome.summaryOrder.filter { totals.count($0) > 0 }.map { outcome in
            let words = !isOver && outcome == .unverified ? "not ended, as far as is known" : outcome.words
            return Line("\(Wording.count(totals.count(outcome))) \(words)", outcome.style)
        }
        return "\(Wording.count(totals.count(.enqueued))) repeated: \(parts.joined(by: ", "))"
    }

    /// Requests, times and the file.
    private var facts: [Line] {
        var requests = Wording.count(totals.requests, "request")
        if totals.throttled > 0 { requests += ", \(Wording.count(totals.throttled)) answered with 429" }
        let zone = state.plan.header.timeZone
        var lines: [Line] = []
        if let begun = state.sessions.first?.at, let last = state.lastRecordAt {
            let sessions = state.sessions.count > 1 ? " in \(state.sessions.count) sessions" : ""
            let took = Wording.time(max(last.duration(since: begun), .zero))
            let span = "\(begun.formatted(at: zone)) to \(last.formatted(at: zone))"
            lines.append("\(requests); \(span), \(took)\(sessions)")
        } else {
            lines.append(Line(requests))
        }
        if let user = state.sessions.last?.record.user, let host = state.sessions.last?.record.host {
            lines.append("state: \(statePath); run by \(user) on \(host)")
        } else {
            lines.append("state: \(statePath)")
        }
        return lines
    }

    /// What somebody else did to the same jobs while the run went on.
    private var others: [Line] {
        let both = Set(state.repeats.madeByOthers.values).count
        var lines: [Line] = []
        if totals.count(.dropped) > 0 {
            let jobs = Wording.count(totals.count(.dropped), "job")
            lines.append("\(jobs) had been repeated since the plan by somebody else, and were not sent")
        }
        if both > 0 {
            let jobs = Wording.count(both, "job")
            lines.append("\(Line("repeated twice:", .caution)) \(jobs), by this run and by somebody else")
        }
        return lines.flatMap { $0.wrapped(to: width, indent: 2) }
    }

    /// Source: docs/formats/plan.md.
    private var incomplete: [Line] {
        guard !state.plan.isComplete else { return [] }
        let line: Line =
            "\(Line("not proven complete:", .caution)) the plan was made from lists that may not be whole; there may be more jobs than these, and a new plan may find them"
        return line.wrapped(to: width, indent: 2)
    }

    /// Where each step stands; nothing if there is only one, whose numbers are those of the run.
    private var steps: [Line] {
        guard state.steps.count > 1 else { return [] }
        return [.empty, "steps"]
            + zip(state.steps.indices, state.stepTallies).flatMap { index, tally in
                let step = state.plan.header.steps[index]
                let what = step.listing == nil ? TallyWords(tally).text : "lists jobs"
                let line: Line = "  \(step.name, .bold): \(state.steps[index].stage.words); \(what)"
                return line.wrapped(to: width, indent: 4)
            }
    }

    /// What steps have listed, and where the lists are.
    private var lists: [Line] {
        zip(state.plan.header.steps, state.steps).flatMap { step, progress -> [Line] in
            guard let listed = progress.listed, progress.stage == .finished else { return [] }
            let style: Line.Style = listed.failure == nil && listed.isComplete ? .plain : .caution
            return Line(ListedWords(listed, step: step.name).text, style).wrapped(to: width, indent: 2)
        }
    }

    /// What stopped a step, and by which errors; what has to be done before it goes on stands with the command.
    private var trippedSteps: [Line] {
        TrippedGuard.all(of: state).flatMap { tripped -> [Line] in
            let line: Line =
                "\(Line("stopped:", .bad)) step '\(tripped.step)' by its guard \(tripped.name): \(tripped.message)"
            let causes = tripped.causes.prefix(3).map {
                ("    \(Wording.count($0.jobs))  \($0.words)" as Line).cut(to: width)
            }
            return line.wrapped(to: width, indent: 2) + causes
        }
    }

    /// Signatures of errors, before and after.
    private var signatures: [Line] {
        let largest = SignatureOutcomes.all(of: state)
        guard !largest.isEmpty else { return [] }
        var lines: [Line] = [.empty, "error signatures, before -> after"]
        for group in largest.prefix(Self.mostSignatures) {
            let text = group.words.isEmpty ? "(no message)" : group.words
            let place = Line("  \(group.place)", .dim)
            lines.append(("  \(text)" as Line).cut(to: max(width - place.width, Canvas.fewestColumns / 2)) + place)
            lines += group.lines.map { Line("    -> ") + $0 }.map { $0.cut(to: width) }
        }
        if largest.count > Self.mostSignatures {
            lines.append("  and \(Wording.count(largest.count - Self.mostSignatures, "more signature"))")
        }
        return lines
    }

    /// Jobs that a person must decide about, and how.
    private var undecided: [Line] {
        var reasons: [Record.Held.Reason: Int] = [:]
        for job in state.jobs {
            if case .held(let reason) = job { reasons[reason, default: 0] += 1 }
        }
        var lines: [Line] = []
        for reason in Record.Held.Reason.allCases {
            guard let count = reasons[reason] else { continue }
            let line: Line = "\(Line("held:", .caution)) \(Wording.count(count, "job")); \(reason.words)"
            lines += line.wrapped(to: width, indent: 2)
        }
        let isSimulated = state.plan.header.simulated != nil
        if reasons.keys.contains(where: { $0 != .canary }), !isSimulated {
            lines += Line(
                "  Look at each of them in Workato: was it repeated? If none was, this sends them again:"
            ).wrapped(to: width, indent: 2)
            lines.append(
                "    \(Shell.command(["redrive", "resume", Shell.file(statePath), "--on-unknown", "resend"]), .accent)"
            )
        }
        if reasons[.canary] != nil, !isSimulated {
            lines += Line("  Find out why the canary jobs failed. Once that is mended, this sends what they held:")
                .wrapped(to: width, indent: 2)
            lines.append(
                "    \(Shell.command(["redrive", "resume", Shell.file(statePath), "--release", "canary"]), .accent)"
            )
        }
        return lines.isEmpty ? [] : [.empty] + lines
    }

    /// What may happen at Workato although nothing is sent any more.
    private var whatCanHappen: [Line] {
        var lines: [Line] = []
        let tokens = state.tokens.progress.count { $0.jobClass == .unknown }
        if tokens > 0 { lines += tokensInDoubt(tokens) }
        let unknown = totals.count(.unknown) - tokens
        if unknown > 0 {
            lines.append(
                "\(Line("in doubt:", .caution)) \(Wording.count(unknown, "job")) may have been repeated; a resume asks the API before anything is sent again"
            )
        }
        let open = state.jobs.count { job in
            guard case .enqueued(_, let followed) = job else { return false }
            switch followed?.outcome {
            case .stillPending, .unverified, nil: return true
            case .recovered, .failedSame, .failedOther: return false
            }
        }
        if open > 0 {
            lines.append("\(Wording.count(open, "repeat")) may still be running at Workato; their outcome is not known")
        }
        return lines.flatMap { $0.wrapped(to: width, indent: 2) }
    }

    /// Nothing can settle a token: what a person can do.
    private func tokensInDoubt(_ count: Int) -> [Line] {
        let head: Line =
            "\(Line("in doubt:", .caution)) \(Wording.count(count, "token")) may have resumed \(count == 1 ? "its job" : "their jobs"); none is sent again by itself. Look at the jobs in Workato"
        guard state.plan.header.simulated == nil else { return [head] }
        let words = ["redrive", "resume", Shell.file(statePath), "--on-unknown", "resend"]
        return [
            head + "; if all of them still wait, this sends the tokens again:", "    \(Shell.command(words), .accent)",
        ]
    }

    private var howToResume: [Line] {
        guard Remaining(of: state, scope: state.scope).isAny else { return leftOutSteps }
        if state.plan.header.simulated != nil {
            return ["The run was one on a simulated workspace that is gone; it cannot be resumed."]
        }
        let why =
            TrippedGuard.all(of: state).isEmpty
            ? "to resume:" : "first find out why; then this sends the rest, and the guards count anew:"
        return [Line(why), "    \(Shell.command(["redrive", "resume", Shell.file(statePath)]), .accent)"]
    }

    /// What `--only` or `--from` has left out, and how to send it.
    private var leftOutSteps: [Line] {
        guard let scope = state.scope, Remaining(of: state, scope: nil).isAny, state.plan.header.simulated == nil else {
            return []
        }
        let names = state.plan.header.steps.map(\.name).filter { !scope.contains($0) }
        let jobs =
            state.jobs.indices.count { position in
                guard case .notSent = state.jobs[position] else { return false }
                return names.contains(state.plan.header.steps[state.plan.jobs[position].step].name)
            } + Remaining(of: state, scope: names).rows().count
        guard jobs > 0 else { return [] }
        let words = ["redrive", "resume", Shell.file(statePath)] + names.flatMap { ["--only", $0] }
        return ["\(Wording.count(jobs, "job")) of other steps were left out; to send them:"]
            + ["    \(Shell.command(words), .accent)"]
    }
}
