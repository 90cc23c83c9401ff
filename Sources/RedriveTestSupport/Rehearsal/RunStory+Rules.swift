import RedriveCore
import WorkatoJobs
import WorkatoSimulator

extension RunStory {
    /// A step sends nothing behind what one of its guards stops at.
    mutating func checkGuards(of step: Int) {
        if tripped.contains(step) { find(.guards, "step \(step) sends although a guard has stopped it") }
        if let name = guards[step].exceeded {
            find(.guards, "step \(step) sends although \(name) should have stopped it")
        }
    }

    /// A guard stops a step for a reason.
    mutating func trip(_ record: Record.GuardTripped) {
        switch record.guardName {
        case "ramp": for detail in rollouts[record.step].stop(self) { find(.rollout, detail) }
        case "max_pending": for detail in rollouts[record.step].stopForPending(self) { find(.rollout, detail) }
        default: break
        }
        if !["max_drift", "ramp", "max_pending"].contains(record.guardName),
            guards[record.step].exceeded != record.guardName
        {
            find(.guards, "step \(record.step) is stopped by \(record.guardName) without need")
        }
        tripped.insert(record.step)
    }

    /// Nothing goes to a recipe that is being settled but one new chunk as a witness; nothing at all but witnesses after
    /// three lost answers in a row.
    mutating func checkSettling(_ intent: Record.Intent) {
        let recipe = intent.recipe.value
        let settles = isSettling(recipe)
        let waits = lostInARow >= 3 && plan.header.steps.flatMap(\.recipes).contains { isSettling($0.value) }
        guard settles || waits else { return }
        if settles, witnessFor.insert(recipe).inserted {
            witnesses.insert(intent.chunk)
            return
        }
        find(.settling, "chunk \(intent.chunk) is intended for recipe \(recipe) while answers are being settled")
    }

    /// A request went out: what was intended before an answer was lost must not go out behind the loss.
    mutating func send(_ request: Ledger.Request, at time: Int64) {
        let own = chunks.filter { $0.value.recipe == request.recipe && $0.value.jobs.map(\.master) == request.jobs }
            .keys.max()
        guard let own, !witnesses.contains(own) else { return }
        let lost = chunks.contains { number, chunk in
            guard number != own, chunk.recipe == request.recipe, let lostAt = chunk.lostAt, lostAt < time else {
                return false
            }
            return chunk.jobs.contains { fates[$0] == .sent(chunk: number) }
        }
        let waits = waitsSince.map { $0 < time } ?? false
        let settles = waits && plan.header.steps.flatMap(\.recipes).contains { isSettling($0.value) }
        if lost || settles { find(.settling, "request \(request.number) goes out while answers are being settled") }
    }
}

/// Suspended jobs keep the same order, guards and commands as jobs that are repeated.
extension RunStory {
    /// Takes in what happened to a token.
    mutating func follow(_ record: Record.Token) {
        guard plan.tokens.indices.contains(record.row) else { return find(.unplanned, "token \(record.row)") }
        let step = plan.tokens[record.row].step
        // What the guards count it as; no recipe has this number.
        let key = Job(recipe: -1 - step, master: "token \(record.row)")
        tokens.tell(.token(record))
        switch record.event {
        case .intent:
            checkOrder(of: step)
            checkGuards(of: step)
            if isPaused { find(.commands, "token \(record.row) is intended although the run is paused") }
            if isSkipped(token: record.row) {
                find(.commands, "token \(record.row) is intended although its recipe is skipped")
            }
        case .resumed: guards[step].answered.insert(key)
        case .refused:
            guards[step].answered.insert(key)
            guards[step].refused += 1
        case .lost: guards[step].becomeUnknown([key])
        case .released: finished.remove(step)
        case .notApplied, .evidence: break
        }
    }

    /// A token of a step that is still to be sent or answered; nil for none.
    func openToken(ofStep step: Int) -> Int? {
        plan.tokens.indices.first { row in
            guard plan.tokens[row].step == step else { return false }
            switch tokens.fates[row] {
            case .waiting: return !isSkipped(token: row)
            case .sent: return true
            case .lost, .resumed, .refused: return false
            }
        }
    }

    private func isSkipped(token row: Int) -> Bool {
        plan.tokens[row].row.recipe.map { skipped.contains($0.value) } ?? false
    }
}

/// What a step's guards have to judge, counted anew.
struct GuardStory {
    private let guards: Guards
    var answered: Set<RunStory.Job> = []
    var refused = 0
    private var unknown: Set<RunStory.Job> = []
    private var ended = 0
    private var failed = 0
    private var bySignature: [String: Int] = [:]

    init(_ guards: Guards) { self.guards = guards }

    /// A person let the step go on: what was seen before no longer counts.
    mutating func continueStep() { self = GuardStory(guards) }

    mutating func becomeUnknown(_ jobs: [RunStory.Job]) {
        answered.formUnion(jobs)
        unknown.formUnion(jobs)
    }

    mutating func follow(_ outcome: Outcome, _ signature: String?) {
        switch outcome {
        case .recovered: ended += 1
        case .failedSame, .failedOther:
            ended += 1
            failed += 1
            bySignature[signature ?? "", default: 0] += 1
        case .stillPending, .unverified: break
        }
    }

    /// The first guard that should stop the step, in the order of the product's page; nil for none.
    var exceeded: String? {
        if reached(guards.failedAgain, failed, of: ended) { return "failed_again" }
        if reached(guards.refused, refused, of: answered.count) { return "refused" }
        if reached(guards.unknown, unknown.count, of: answered.count) { return "unknown" }
        if let most = guards.sameError, bySignature.values.contains(where: { $0 >= most }) { return "same_error" }
        return nil
    }

    private func reached(_ threshold: Guards.Threshold?, _ count: Int, of seen: Int) -> Bool {
        switch threshold {
        case .jobs(let most): count >= most
        case .percent(let percent): count > 0 && seen >= guards.minSample && count * 100 >= percent * seen
        case nil: false
        }
    }
}
