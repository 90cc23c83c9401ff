import WorkatoJobs

/// One step that resumes suspended jobs, while a process works on it: which tokens are still to be sent, what answers mean, and what
/// is read of jobs whose answers were lost.
///
/// A token cannot be asked about, so that a lost answer stays unknown: it is never sent again by itself. What *Get a job* shows is
/// recorded as evidence and decides nothing.
struct ResumeStep: Sendable {
    /// The index of the step.
    let number: Int
    /// Rows whose requests were not applied; they go first.
    private var again: [Int] = []
    /// Rows that were not sent yet, in the order of the file.
    private var fresh: ArraySlice<Int>
    /// When the job of a row whose answer was lost may be read: the server may work on the request until then.
    private var evidenceDue: [Int: Instant] = [:]
    /// The rows whose jobs are being read, by request.
    private var evidenceReads: [Int: Int] = [:]

    /// Enters a step: records that it has begun, unless an earlier process did.
    init(_ number: Int, _ outbox: inout Outbox, at now: Moment) {
        self.number = number
        let rows = outbox.state.plan.rows(ofStep: number)
        let progress = outbox.state.tokens.progress
        fresh = rows.filter { progress[$0] == .notSent }[...]
        if outbox.state.steps[number].stage == .waiting { outbox.record(.stepStarted(.init(step: number)), at: now) }
        for row in rows { expectEvidence(of: row, in: outbox.state, at: now.instant) }
    }

    /// Whether requests may still be prepared: no guard has stopped the step.
    func isRunning(in state: RunState) -> Bool { state.steps[number].stage == .running }

    /// Whether tokens are still to be sent.
    func hasUnsent(in state: RunState) -> Bool {
        again.contains { maySend($0, in: state) } || fresh.contains { maySend($0, in: state) }
    }

    /// Whether nothing is left to send or to read; requests in flight are the caller's to know.
    func isOver(in state: RunState) -> Bool {
        evidenceDue.isEmpty && evidenceReads.isEmpty && !(isRunning(in: state) && hasUnsent(in: state))
    }

    /// A row is passed over if a person has left the rest of its recipe unsent.
    private func maySend(_ row: Int, in state: RunState) -> Bool {
        guard let recipe = state.plan.tokens[row].row.recipe else { return true }
        return state.settings.skipped[recipe] == nil
    }

    /// Prepares requests while the lane lets it: the intent first, then the sending.
    mutating func prepareRequests(_ lane: inout SendingLaneStateMachine, _ outbox: inout Outbox, at now: Moment) {
        while isRunning(in: outbox.state), outbox.state.settings.pause == nil {
            switch lane.permission(at: now.instant, pace: outbox.state.settings.pace) {
            case .busy, .onlyWitness: return
            case .wait(let until): return outbox.wake(at: until)
            case .prepare: break
            }
            guard let row = next(in: outbox.state) else { return }
            let request = outbox.newRequest()
            lane.queued(request, chunk: row)
            outbox.record(
                .token(.init(row: row, event: .intent(tryNumber: outbox.state.tokens.tries[row] + 1))),
                at: now
            )
            outbox.want(.send(request: request, .resumeJob(row: row)))
        }
    }

    private mutating func next(in state: RunState) -> Int? {
        while let row = again.first ?? fresh.first {
            if again.isEmpty { fresh.removeFirst() } else { again.removeFirst() }
            if maySend(row, in: state) { return row }
        }
        return nil
    }

    // MARK: answers

    /// The request of a row ended.
    ///
    /// - Returns: why nothing more may be begun; nil if the run goes on.
    mutating func replied(
        _ reply: WriteReply,
        to request: Int,
        row: Int,
        _ lane: inout SendingLaneStateMachine,
        _ random: inout SplitMix64,
        _ outbox: inout Outbox,
        at now: Moment
    ) -> RunEnding? {
        let number = outbox.state.tokens.tries[row]
        switch reply {
        case .resume(.resumed):
            record(.resumed(tryNumber: number), row, &outbox, at: now)
            lane.answered(request)
            return nil
        case .resume(.badRequest(let message)):
            return refused(400, message, row, request, &lane, &outbox, at: now)
        case .resume(.notFound(let message)):
            return refused(404, message, row, request, &lane, &outbox, at: now)
        case .resume(.refused(let status, let message)):
            return refused(status, message, row, request, &lane, &outbox, at: now)
        case .resume(.unauthorized(status: _, let message)):
            revert(row, .unauthorized, message.text, &outbox, at: now)
            lane.cancelled(request)
            return .unauthorized(message.text)
        case .resume(.throttled(let retryAfter)):
            return throttled(retryAfter, row, request, &lane, &random, &outbox, at: now)
        case .resume(.unknown(let status, let reason)):
            return lost(status, .status, reason, row, request, &lane, &outbox, at: now)
        case .lost(let cause, let detail):
            return lost(nil, cause, detail, row, request, &lane, &outbox, at: now)
        case .cancelled:
            revert(row, .cancelled, "taken back before its turn", &outbox, at: now)
            lane.cancelled(request)
            return nil
        case .notSent(let cause, let detail):
            revert(row, .notSent, cause: cause, detail, &outbox, at: now)
            let isOver = lane.notSent(request, jitter: random.unit(), at: now.instant)
            return isOver ? .unreachable(detail) : nil
        case .answer: preconditionFailure("request \(request) resumes a job and was answered as a repeat")
        }
    }

    private func refused(
        _ status: Int,
        _ message: ServerMessage,
        _ row: Int,
        _ request: Int,
        _ lane: inout SendingLaneStateMachine,
        _ outbox: inout Outbox,
        at now: Moment
    ) -> RunEnding? {
        let number = outbox.state.tokens.tries[row]
        record(.refused(tryNumber: number, status: status, message: message.text), row, &outbox, at: now)
        lane.answered(request)
        return nil
    }

    private mutating func throttled(
        _ retryAfter: RetryAfter?,
        _ row: Int,
        _ request: Int,
        _ lane: inout SendingLaneStateMachine,
        _ random: inout SplitMix64,
        _ outbox: inout Outbox,
        at now: Moment
    ) -> RunEnding? {
        let verdict = lane.throttled(request, retryAfter, jitter: random.unit(), at: now)
        let pause: Duration
        switch verdict {
        case .pause(let duration), .tooMany(let duration): pause = duration
        }
        let asks = retryAfter == nil ? "" : "; the server asks for \(pause.wholeSeconds) s"
        revert(row, .throttled, "429 (too many requests)\(asks)", &outbox, at: now)
        outbox.want(.throttled(Write.resumeJob(row: row).lane, holdFor: min(pause, ThrottleStreak.longest)))
        guard case .tooMany = verdict else { return nil }
        let times = lane.throttleCount == 1 ? "" : " to \(lane.throttleCount) tokens in a row"
        return .unreachable("the server has answered 429 (too many requests)\(times)\(asks)")
    }

    /// An answer was lost.
    ///
    /// Three in a row end the run: nothing can settle them, and each further token would be in doubt as well.
    private mutating func lost(
        _ status: Int?,
        _ cause: LostCause,
        _ why: String,
        _ row: Int,
        _ request: Int,
        _ lane: inout SendingLaneStateMachine,
        _ outbox: inout Outbox,
        at now: Moment
    ) -> RunEnding? {
        let number = outbox.state.tokens.tries[row]
        record(.lost(tryNumber: number, status: status, cause: cause, why: why), row, &outbox, at: now)
        lane.lost(request)
        expectEvidence(of: row, in: outbox.state, at: now.instant)
        guard lane.waitsForSettling else { return nil }
        let times = SendingLaneStateMachine.unknownsInARow
        return .unreachable(
            "the answers to \(times) tokens in a row were lost, and nothing can settle them; the last: \(why)"
        )
    }

    /// Records that the request was not applied, and keeps the row for sending again.
    private mutating func revert(
        _ row: Int,
        _ reason: Record.NotApplied.Reason,
        cause: NotSentCause? = nil,
        _ message: String,
        _ outbox: inout Outbox,
        at now: Moment
    ) {
        let number = outbox.state.tokens.tries[row]
        record(.notApplied(tryNumber: number, reason, cause: cause, message: message), row, &outbox, at: now)
        again.append(row)
    }

    private func record(_ event: TokenEvent, _ row: Int, _ outbox: inout Outbox, at now: Moment) {
        outbox.record(.token(.init(row: row, event: event)), at: now)
    }

    // MARK: evidence

    /// The job of a row whose answer was lost is read once the server has given the request up, if the row names the job.
    private mutating func expectEvidence(of row: Int, in state: RunState, at now: Instant) {
        guard case .unknown = state.tokens.progress[row], state.tokens.evidence[row] == nil,
            state.plan.tokens[row].row.job != nil
        else { return }
        evidenceDue[row] = now + state.plan.header.workspace.serverTimeout
    }

    /// Reads the jobs that may be read now; for others it is said when.
    mutating func readEvidence(_ outbox: inout Outbox, at now: Instant) {
        for (row, due) in evidenceDue.sorted(by: { $0.key < $1.key }) {
            guard due <= now else {
                outbox.wake(at: due)
                continue
            }
            evidenceDue[row] = nil
            let token = outbox.state.plan.tokens[row].row
            guard let recipe = token.recipe, let job = token.job else { continue }
            let request = outbox.newRequest()
            evidenceReads[request] = row
            outbox.want(.job(request: request, recipe, job, priority: .settling))
        }
    }

    /// A read ended.
    ///
    /// - Returns: whether it was one of this step's.
    mutating func received(_ request: Int, _ reply: ReadReply, _ outbox: inout Outbox, at now: Moment) -> Bool {
        guard let row = evidenceReads.removeValue(forKey: request) else { return false }
        let evidence: TokenEvidence =
            switch reply {
            case .job(let detail): .job(status: detail.row.status.rawValue, completedAt: detail.row.completedAt)
            case .failed(let error): .unreadable(error.words)
            case .page, .recipes, .recipe, .folders, .workspace:
                preconditionFailure("request \(request) reads a job and was answered with \(reply)")
            }
        record(.evidence(evidence), row, &outbox, at: now)
        return true
    }
}

extension ReadError {
    /// What the server or the network said.
    var words: String {
        switch self {
        case .unauthorized(let words), .notFound(let words), .throttled(let words), .unreachable(let words): words
        }
    }
}
