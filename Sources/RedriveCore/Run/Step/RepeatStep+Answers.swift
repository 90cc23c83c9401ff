import WorkatoJobs

/// What an answer to one of the step's requests means.
extension RepeatStep {
    /// A request of the step ended.
    mutating func replied(
        _ reply: WriteReply,
        to request: Int,
        of chunk: ChunkProgress,
        _ lane: inout SendingLaneStateMachine,
        _ random: inout SplitMix64,
        _ outbox: inout Outbox,
        at now: Moment
    ) -> Consequences {
        switch reply {
        case .answer(.results(let results)): return take(results, of: chunk, request, &lane, &outbox, at: now)
        case .answer(.throttled(let retryAfter)):
            return throttled(retryAfter, chunk, request, &lane, &random, &outbox, at: now)
        case .answer(.badRequest(let message)):
            revert(chunk, .badRequest, message.text, &outbox, at: now)
            lane.answered(request)
            if chunk.jobs.count > 1 {
                queue.halve(chunk, jobs: chunk.jobs)
            } else {
                Self.refuse(chunk.jobs, of: chunk.recipe, status: 400, message.text, &outbox, at: now)
            }
            return Consequences()
        case .answer(.unauthorized(status: _, let message)):
            revert(chunk, .unauthorized, message.text, &outbox, at: now)
            lane.cancelled(request)
            return Consequences(stop: .unauthorized(message.text))
        case .answer(.notFound(let message)):
            revert(chunk, .notFound, message.text, &outbox, at: now)
            lane.answered(request)
            refuseAll(chunk.recipe, message.text, &outbox, at: now)
            return Consequences()
        case .answer(.unknown(status: let status, reason: let reason)):
            let cause: LostCause = status == 200 ? .answer : .status
            return lost(chunk, request, status: status, cause, reason, &lane, &outbox, at: now)
        case .lost(let cause, let detail):
            return lost(chunk, request, status: nil, cause, detail, &lane, &outbox, at: now)
        case .resume: preconditionFailure("request \(request) repeats jobs and was answered as a resume")
        case .cancelled:
            revert(chunk, .cancelled, "taken back before its turn", &outbox, at: now)
            lane.cancelled(request)
            return Consequences()
        case .notSent(let cause, let detail):
            revert(chunk, .notSent, cause: cause, detail, &outbox, at: now)
            let isOver = lane.notSent(request, jitter: random.unit(), at: now.instant)
            return Consequences(stop: isOver ? .unreachable(detail) : nil)
        }
    }

    private func take(
        _ results: RepeatResults,
        of chunk: ChunkProgress,
        _ request: Int,
        _ lane: inout SendingLaneStateMachine,
        _ outbox: inout Outbox,
        at now: Moment
    ) -> Consequences {
        var consequences = Consequences(enqueues: true)
        let asked = Set(chunk.jobs.map { outbox.state.plan.jobs[$0].master })
        var named: Set<JobID> = []
        var jobs: [Record.Answered.Job] = []
        for entry in results.entries where asked.contains(entry.requested) && !named.contains(entry.requested) {
            switch entry.outcome {
            case .enqueued(let new):
                // An id that is already another job's, in this answer too, or the master's own cannot be the new one's.
                let own = new.flatMap { new in
                    let isTaken =
                        outbox.state.repeats.owner[new] != nil || consequences.acknowledged.contains(new)
                    return isTaken || new == entry.requested ? nil : new
                }
                jobs.append(.init(master: entry.requested, enqueued: true, new: own))
                if let own { consequences.acknowledged.append(own) }
            case .refused(let typeID, let message):
                jobs.append(.init(master: entry.requested, enqueued: false, typeID: typeID, message: message))
            case .unclear: continue
            }
            named.insert(entry.requested)
        }
        outbox.record(.answered(.init(chunk: chunk.number, tryNumber: chunk.tries, jobs: jobs)), at: now)
        if outbox.state.chunks[chunk.number]?.status == .lost {
            lane.lost(request)
            consequences.lost = chunk.recipe
        } else {
            lane.answered(request)
        }
        return consequences
    }

    private mutating func throttled(
        _ retryAfter: RetryAfter?,
        _ chunk: ChunkProgress,
        _ request: Int,
        _ lane: inout SendingLaneStateMachine,
        _ random: inout SplitMix64,
        _ outbox: inout Outbox,
        at now: Moment
    ) -> Consequences {
        let verdict = lane.throttled(request, retryAfter, jitter: random.unit(), at: now)
        let pause: Duration
        switch verdict {
        case .pause(let duration), .tooMany(let duration): pause = duration
        }
        let asks = "429 (too many requests); the server asks for \(pause.wholeSeconds) s"
        revert(chunk, .throttled, retryAfter == nil ? "429 (too many requests)" : asks, &outbox, at: now)
        outbox.want(.throttled(.repeats, holdFor: min(pause, ThrottleStreak.longest)))
        guard case .tooMany = verdict else { return Consequences() }
        let times = lane.throttleCount == 1 ? "" : " to \(lane.throttleCount) repeats in a row"
        let words = retryAfter == nil ? "" : " and asks for a pause of \(pause.wholeSeconds) s"
        let message = "the server has answered 429 (too many requests)\(times)\(words)"
        return Consequences(stop: .unreachable(message))
    }

    private func lost(
        _ chunk: ChunkProgress,
        _ request: Int,
        status: Int?,
        _ cause: LostCause,
        _ why: String,
        _ lane: inout SendingLaneStateMachine,
        _ outbox: inout Outbox,
        at now: Moment
    ) -> Consequences {
        let record = Record.Lost(
            chunk: chunk.number,
            tryNumber: chunk.tries,
            status: status,
            cause: cause,
            why: why
        )
        outbox.record(.lost(record), at: now)
        lane.lost(request)
        return Consequences(lost: chunk.recipe)
    }

    /// Records that the chunk was not applied, and keeps it for sending again.
    private mutating func revert(
        _ chunk: ChunkProgress,
        _ reason: Record.NotApplied.Reason,
        cause: NotSentCause? = nil,
        _ message: String,
        _ outbox: inout Outbox,
        at now: Moment
    ) {
        let record = Record.NotApplied(
            chunk: chunk.number,
            tryNumber: chunk.tries,
            reason: reason,
            cause: cause,
            message: message
        )
        outbox.record(.notApplied(record), at: now)
        guard let chunk = outbox.state.chunks[chunk.number], case .notApplied = chunk.status else { return }
        queue.sendAgain(chunk)
    }
}
