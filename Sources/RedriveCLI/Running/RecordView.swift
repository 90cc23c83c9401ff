import RedriveCore
import WorkatoJobs

/// What a record of a run means to people and scripts while the run goes on.
struct RecordView {
    private let record: Record
    private let state: RunState
    private let at: Timestamp

    /// - Parameters:
    ///   - state: the state after the record.
    ///   - time: when the record was written.
    init(_ record: Record, _ state: RunState, at time: Timestamp) {
        self.record = record
        self.state = state
        at = time
    }

    /// The events; they are made on each access, so this is only for `--json`.
    var events: [Event] { RecordEvents(record, state).all }

    /// The recipe of which somebody else's work is told; nil for a record that tells nothing of that.
    var othersAtWork: RecipeID? {
        switch record {
        case .dropped(let record): record.recipe
        case .others(let record): record.recipe
        default: nil
        }
    }

    /// What a person must know: jobs that were not sent or were sent twice, a step that was stopped.
    var warning: String? {
        switch record {
        case .guardTripped(let record):
            let step = state.plan.header.steps[record.step].name
            let cause = TrippedGuard.all(of: state).first { $0.step == step }?.causes.first
            let error = cause.map { "; \(Wording.count($0.jobs)) with: \($0.words)" } ?? ""
            return "step '\(step)' was stopped by its guard \(record.guardName): \(record.message)\(error)"
        case .dropped(let record):
            let reasons = DropReason.allCases.compactMap { why -> String? in
                let count = record.jobs.count { $0.why == why }
                return count > 0 ? "\(Wording.count(count)) \(why.words)" : nil
            }
            return
                "somebody else is at work: \(Wording.count(record.jobs.count, "job")) of recipe \(record.recipe) changed and will not be sent: \(reasons.joined(separator: "; "))"
        case .others(let record):
            return
                "somebody else is at work: they also repeated \(Wording.count(record.jobs.count, "job")) of recipe \(record.recipe) that this run had repeated"
        case .wholeList(let record):
            let why =
                switch record.cause {
                case .cursor: "the page behind a repeat does not show the repeats before it"
                case .order: "repeats are not listed by their own start"
                }
            return
                "the repeats of recipe \(record.recipe) have to be read from the first to the last each time: \(why); this takes longer"
        case .listed(let record):
            return ListedWords(record, step: state.plan.header.steps[record.step].name).warning
        case .session, .stepStarted, .intent, .answered, .lost, .notApplied, .refused, .settled, .held, .released,
            .witnessed, .outcomes, .throttled, .token, .commanded, .stageEnded, .stepFinished, .ended:
            return nil
        }
    }

    /// What a person may want to know: a request whose answer was lost, and what looking has shown of it.
    var note: Line? {
        switch record {
        case .lost(let record):
            let look = at + state.plan.header.workspace.serverTimeout
            return
                "\(time(at)) \(request(record.chunk)): no answer: \(cause(record.why)). Checking whether its jobs were repeated; none is sent again meanwhile. First look at \(time(look))."
        case .token(let record):
            guard case .lost(_, _, _, let why) = record.event else { return nil }
            let fingerprint = state.plan.tokens[record.row].row.fingerprint
            return
                "\(time(at)) token \(fingerprint): no answer: \(cause(why)). Whether its job was resumed is unknown; it is not sent again."
        case .settled(let record): return "\(time(at)) \(settled(record))"
        case .held(let record):
            return
                "\(time(at)) \(Wording.count(record.masters.count, "job")) of recipe \(record.recipe) \(record.masters.count == 1 ? "is" : "are") held for you: \(record.reason.words)"
        case .answered(let record):
            let silent = state.chunks[record.chunk].map { state.openJobs($0).count } ?? 0
            guard silent > 0 else { return nil }
            return
                "\(time(at)) \(request(record.chunk)): the answer does not mention \(Wording.count(silent, "job")). Checking whether they were repeated; none is sent again meanwhile."
        case .stageEnded(let record): return "\(time(at)) \(StageWords(record, state).ended)"
        case .listed(let record):
            return "\(time(at)) \(ListedWords(record, step: state.plan.header.steps[record.step].name).text)"
        case .commanded(let record): return CommandWords(record.given, state).taken.map { "\(time(at)) \($0)" }
        case .session, .stepStarted, .intent, .notApplied, .refused, .released, .witnessed, .outcomes, .throttled,
            .wholeList, .guardTripped, .dropped, .others, .stepFinished, .ended:
            return nil
        }
    }

    /// The reason without the words that only a file needs.
    private func cause(_ why: String) -> String {
        guard why.hasPrefix("answer lost ("), let end = why.firstRange(of: "): ") else { return why }
        return String(why[end.upperBound...])
    }

    /// What only `--verbose` says: a request that has to wait, which is no error.
    var detail: Line? {
        guard case .notApplied(let record) = record, record.reason == .throttled else { return nil }
        return "\(time(at)) \(request(record.chunk)): the server answered \(record.message); it will be retried"
    }

    /// `request 2 (recipe 28904, 25 jobs)`.
    private func request(_ number: Int) -> String {
        guard let chunk = state.chunks[number] else { return "request \(number)" }
        return "request \(number) (recipe \(chunk.recipe), \(Wording.count(chunk.jobs.count, "job")))"
    }

    private func settled(_ record: Record.Settled) -> String {
        let all = record.found.count + record.notApplied.count
        let head = "\(request(record.chunk)): "
        if record.notApplied.isEmpty {
            let chunk = state.chunks[record.chunk]
            let rest = chunk.map { state.openJobs($0).count } ?? 0
            let found = Wording.count(record.found.count)
            guard rest == 0 else {
                return head + "\(found) had been repeated; \(Wording.count(rest)) more are still looked for"
            }
            return head
                + (chunk?.jobs.count == all
                    ? "all \(found) had been repeated" : "the \(found) in doubt had been repeated")
        }
        if record.found.isEmpty {
            return head + "none of its \(Wording.count(all, "job")) had been repeated; it is sent once more"
        }
        return head
            + "\(Wording.count(record.found.count)) had been repeated, \(Wording.count(record.notApplied.count)) had not; those are sent once more"
    }

    /// The time of day in the runbook's zone.
    private func time(_ instant: Timestamp) -> String {
        String(instant.formatted(at: state.plan.header.timeZone).dropFirst(11).prefix(8))
    }
}
