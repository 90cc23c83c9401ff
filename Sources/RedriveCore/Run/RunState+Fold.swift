package import WorkatoJobs

extension RunState {
    /// No number of a record that is counted on from is greater, so that no sum can overflow.
    private static let greatestNumber = Int(Int32.max)

    /// Takes one record in.
    ///
    /// - Throws: `RecordError` where it cannot follow; the state is then to be thrown away.
    package mutating func apply(_ record: Record, at time: Timestamp) throws(RecordError) {
        switch record {
        case .session(let session): try begin(session, at: time)
        case .stepStarted(let record): try start(record)
        case .dropped(let record): try drop(record)
        case .intent(let intent): try intend(intent, at: time)
        case .answered(let answer): try take(answer, at: time)
        case .lost(let record): try lose(record, at: time)
        case .notApplied(let record): try takeBack(record)
        case .refused(let record): try refuse(record)
        case .settled(let record): try settle(record, at: time)
        case .held(let record): try hold(record)
        case .released(let record): try release(record)
        case .witnessed(let record): try witness(record)
        case .outcomes(let record): try follow(record)
        case .others(let record): try notice(record)
        case .throttled(let record): try count(record)
        case .guardTripped(let record): try trip(record)
        case .stepFinished(let record): try finish(record)
        case .ended(let record): ending = record.ending
        }
        lastRecordAt = time
    }

    private mutating func begin(_ session: Record.Session, at time: Timestamp) throws(RecordError) {
        guard session.number == sessions.count + 1 else {
            throw RecordError("session \(session.number) follows session \(sessions.count)")
        }
        sessions.append((session, time))
        ending = nil
        for step in steps.indices {
            guard case .tripped = steps[step].stage else { continue }
            steps[step].stage = .running
            steps[step].baseline = steps[step].counts
            answered = answered.filter { plan.jobs[$0].step != step }
            becameUnknown = becameUnknown.filter { plan.jobs[$0].step != step }
        }
    }

    private mutating func start(_ record: Record.StepStarted) throws(RecordError) {
        try check(step: record.step)
        steps[record.step].stage = .running
    }

    private mutating func drop(_ record: Record.Dropped) throws(RecordError) {
        for job in record.jobs {
            let position = try find(record.recipe, job.master)
            guard case .notSent(let chunk) = jobs[position] else {
                throw RecordError("job \(job.master) is dropped although it is \(jobs[position].jobClass.rawValue)")
            }
            jobs[position] = .dropped(job.why)
            if let chunk { closeIfDone(chunk) }
        }
    }

    private mutating func intend(_ intent: Record.Intent, at time: Timestamp) throws(RecordError) {
        try check(step: intent.step)
        guard !intent.masters.isEmpty else { throw RecordError("an intent without jobs") }
        guard intent.chunk >= 1, intent.chunk <= Self.greatestNumber else {
            throw RecordError("there cannot be a chunk \(intent.chunk)")
        }
        var positions: [Int] = []
        for master in intent.masters {
            let position = try find(intent.recipe, master)
            guard case .notSent = jobs[position], plan.jobs[position].step == intent.step else {
                throw RecordError("job \(master) is sent although it is \(jobs[position].jobClass.rawValue)")
            }
            positions.append(position)
        }
        guard Set(positions).count == positions.count else { throw RecordError("an intent names a job twice") }
        let before = chunks[intent.chunk]
        guard intent.tryNumber == (before?.tries ?? 0) + 1 else {
            throw RecordError("try \(intent.tryNumber) of chunk \(intent.chunk) follows try \(before?.tries ?? 0)")
        }
        if let before {
            guard case .notApplied = before.status, before.recipe == intent.recipe, before.step == intent.step else {
                throw RecordError("chunk \(intent.chunk) is sent again although it was applied or is in doubt")
            }
        }
        var known: [JobID: Set<JobID>] = [:]
        for (master, repeats) in intent.known { known[JobID(text: master)] = Set(repeats) }
        let chunk = ChunkProgress(
            number: intent.chunk,
            step: intent.step,
            recipe: intent.recipe,
            jobs: positions,
            tries: intent.tryNumber,
            known: known,
            status: .inFlight,
            resent: before?.resent ?? false,
            isWitness: lostChunks[intent.recipe] != nil,
            ordinal: intents + 1
        )
        intents += 1
        keep(chunk)
        if chunk.isWitness { witnessesSent.insert(intent.recipe) }
        for position in positions {
            jobs[position] = .inFlight(chunk: intent.chunk)
            lastChunk[position] = intent.chunk
        }
        nextChunk = max(nextChunk, intent.chunk + 1)
        requests += 1
        lastIntentAt = time
    }

    private mutating func take(_ answer: Record.Answered, at time: Timestamp) throws(RecordError) {
        var chunk = try inFlight(answer.chunk, tryNumber: answer.tryNumber)
        for result in answer.jobs {
            let position = try find(chunk.recipe, result.master)
            guard jobs[position] == .inFlight(chunk: chunk.number) else {
                throw RecordError("job \(result.master) is answered although it was not asked for")
            }
            if result.enqueued {
                enqueue(position, new: result.new, at: time)
            } else {
                jobs[position] = .refused(typeID: result.typeID, message: result.message ?? "")
                steps[chunk.step].counts.refused += 1
            }
            countAnswer(position)
        }
        chunk.answeredAt = time
        let unnamed = chunk.jobs.filter { jobs[$0] == .inFlight(chunk: chunk.number) }
        markUnknown(unnamed, of: chunk)
        chunk.status = unnamed.isEmpty ? .done : .lost
        keep(chunk)
    }

    private mutating func lose(_ record: Record.Lost, at time: Timestamp) throws(RecordError) {
        var chunk = try inFlight(record.chunk, tryNumber: record.tryNumber)
        markUnknown(chunk.jobs, of: chunk)
        chunk.status = .lost
        chunk.answeredAt = time
        keep(chunk)
    }

    private mutating func takeBack(_ record: Record.NotApplied) throws(RecordError) {
        var chunk = try inFlight(record.chunk, tryNumber: record.tryNumber)
        switch record.reason {
        case .throttled: throttled += 1
        case .notSent, .cancelled: requests -= 1
        case .badRequest, .unauthorized, .notFound: break
        }
        let halved = record.reason == .badRequest && chunk.jobs.count > 1
        for position in chunk.jobs { jobs[position] = .notSent(chunk: halved ? nil : chunk.number) }
        if chunk.isWitness { witnessesSent.remove(chunk.recipe) }
        chunk.status = halved ? .halved : .notApplied(record.reason)
        keep(chunk)
    }

    private mutating func refuse(_ record: Record.Refused) throws(RecordError) {
        for master in record.masters {
            let position = try find(record.recipe, master)
            guard case .notSent(let chunk) = jobs[position] else {
                throw RecordError("job \(master) is refused although it is \(jobs[position].jobClass.rawValue)")
            }
            jobs[position] = .refused(typeID: nil, message: record.message)
            steps[plan.jobs[position].step].counts.refused += 1
            countAnswer(position)
            if let chunk { closeIfDone(chunk) }
        }
    }

    private mutating func settle(_ record: Record.Settled, at time: Timestamp) throws(RecordError) {
        guard var chunk = chunks[record.chunk], chunk.tries == record.tryNumber else {
            throw RecordError("chunk \(record.chunk) is settled although try \(record.tryNumber) was not sent")
        }
        guard chunk.status == .lost else {
            throw RecordError("chunk \(record.chunk) is settled although its answer was not lost")
        }
        for found in record.found {
            let position = try unknown(chunk, found.master)
            enqueue(position, new: found.new, at: time)
            foundByLooking.insert(found.new)
        }
        for master in record.notApplied {
            let position = try unknown(chunk, master)
            jobs[position] = .notSent(chunk: chunk.number)
        }
        if !record.notApplied.isEmpty {
            guard openJobs(chunk).isEmpty else {
                throw RecordError("chunk \(record.chunk) is sent again although it is in doubt")
            }
            chunk.status = .notApplied(.notSent)
            chunk.resent = true
        } else if openJobs(chunk).isEmpty {
            chunk.status = .done
        }
        keep(chunk)
    }

    private mutating func hold(_ record: Record.Held) throws(RecordError) {
        for master in record.masters {
            let position = try find(record.recipe, master)
            let chunk: Int
            switch jobs[position] {
            case .unknown(let number): chunk = number
            case .inFlight: throw RecordError("job \(master) is held although its request is in flight")
            case .notSent, .enqueued, .refused, .dropped, .held:
                throw RecordError("job \(master) is held although it is \(jobs[position].jobClass.rawValue)")
            }
            jobs[position] = .held(record.reason)
            closeIfDone(chunk)
        }
    }

    private mutating func release(_ record: Record.Released) throws(RecordError) {
        for master in record.masters {
            let position = try find(record.recipe, master)
            guard case .held = jobs[position] else {
                throw RecordError("job \(master) is released although it is \(jobs[position].jobClass.rawValue)")
            }
            jobs[position] = .notSent(chunk: nil)
            let step = plan.jobs[position].step
            if steps[step].stage == .finished { steps[step].stage = .running }
        }
    }

    private mutating func witness(_ record: Record.Witnessed) throws(RecordError) {
        guard record.delay >= 0 else { throw RecordError("a delay below zero") }
        let delay = Duration.milliseconds(record.delay)
        witnessDelay = max(witnessDelay ?? delay, delay)
        witnessed.insert(record.new)
        if let ordinal = ordinal(ofRepeat: record.new) {
            witnessOrdinals[record.recipe] = max(witnessOrdinals[record.recipe] ?? 0, ordinal)
        }
    }

    private mutating func notice(_ record: Record.Others) throws(RecordError) {
        for job in record.jobs { madeByOthers[job.new] = try find(record.recipe, job.master) }
    }

    private mutating func follow(_ record: Record.Outcomes) throws(RecordError) {
        for job in record.jobs {
            let position = try find(record.recipe, job.master)
            guard case .enqueued(let new, let before) = jobs[position] else {
                throw RecordError("job \(job.master) has an outcome although it is not enqueued")
            }
            if let seen = job.new { claimed[seen] = position }
            let followed = FollowedOutcome(outcome: job.outcome, signatureAfter: job.signatureAfter)
            jobs[position] = .enqueued(new: job.new ?? new, outcome: followed)
            let step = plan.jobs[position].step
            count(before?.outcome, before?.signatureAfter, step: step, by: -1)
            count(job.outcome, job.signatureAfter, step: step, by: 1)
        }
    }

    private mutating func count(_ record: Record.Throttled) throws(RecordError) {
        guard record.count >= 0, record.count <= Self.greatestNumber else {
            throw RecordError("429 cannot have been answered \(record.count) times")
        }
        throttled += record.count
    }

    private mutating func trip(_ record: Record.GuardTripped) throws(RecordError) {
        try check(step: record.step)
        steps[record.step].stage = .tripped(guardName: record.guardName, message: record.message)
    }

    private mutating func finish(_ record: Record.StepFinished) throws(RecordError) {
        try check(step: record.step)
        steps[record.step].stage = .finished
    }
}

extension RunState {
    /// The place among all intents of the request that a repeat of this run came from; nil where that is not known.
    func ordinal(ofRepeat new: JobID) -> Int? {
        claimed[new].flatMap { chunks[lastChunk[$0]]?.ordinal }
    }

    /// The chunk's jobs that looking has still to decide.
    func openJobs(_ chunk: ChunkProgress) -> [Int] {
        chunk.jobs.filter { jobs[$0] == .unknown(chunk: chunk.number) || jobs[$0] == .inFlight(chunk: chunk.number) }
    }

    private mutating func count(_ outcome: Outcome?, _ signature: String?, step: Int, by change: Int) {
        switch outcome {
        case .recovered: steps[step].counts.ended += change
        case .failedSame, .failedOther:
            steps[step].counts.ended += change
            steps[step].counts.failedAgain += change
            steps[step].counts.bySignature[signature ?? "", default: 0] += change
        case .stillPending, .unverified, nil: break
        }
    }

    private mutating func enqueue(_ position: Int, new: JobID?, at time: Timestamp) {
        jobs[position] = .enqueued(new: new, outcome: nil)
        if let new { claimed[new] = position }
        steps[plan.jobs[position].step].lastEnqueueAt = time
    }

    private mutating func markUnknown(_ positions: [Int], of chunk: ChunkProgress) {
        for position in positions {
            jobs[position] = .unknown(chunk: chunk.number)
            everUnknown.insert(position)
            countAnswer(position)
            if becameUnknown.insert(position).inserted { steps[chunk.step].counts.unknown += 1 }
        }
    }

    /// Guards count jobs, not tries: one that was lost and is answered when it is sent again is one.
    private mutating func countAnswer(_ position: Int) {
        if answered.insert(position).inserted { steps[plan.jobs[position].step].counts.answered += 1 }
    }

    private mutating func keep(_ chunk: ChunkProgress) {
        var lost = lostChunks[chunk.recipe] ?? []
        if chunk.status == .lost { lost.insert(chunk.number) } else { lost.remove(chunk.number) }
        lostChunks[chunk.recipe] = lost.isEmpty ? nil : lost
        if lost.isEmpty { witnessesSent.remove(chunk.recipe) }
        chunks[chunk.number] = chunk
    }

    private mutating func closeIfDone(_ number: Int) {
        guard var chunk = chunks[number] else { return }
        let waits = chunk.jobs.contains { jobs[$0] == .notSent(chunk: number) }
        guard !waits, openJobs(chunk).isEmpty else { return }
        chunk.status = .done
        keep(chunk)
    }

    private func inFlight(_ number: Int, tryNumber: Int) throws(RecordError) -> ChunkProgress {
        guard let chunk = chunks[number], chunk.status == .inFlight, chunk.tries == tryNumber else {
            throw RecordError("try \(tryNumber) of chunk \(number) is answered although it is not in flight")
        }
        return chunk
    }

    private func unknown(_ chunk: ChunkProgress, _ master: JobID) throws(RecordError) -> Int {
        let position = try find(chunk.recipe, master)
        switch jobs[position] {
        case .unknown(chunk.number): return position
        case .notSent, .inFlight, .unknown, .enqueued, .refused, .dropped, .held:
            throw RecordError("job \(master) is settled although it is \(jobs[position].jobClass.rawValue)")
        }
    }

    private func find(_ recipe: RecipeID, _ master: JobID) throws(RecordError) -> Int {
        guard let position = position(recipe: recipe, master: master) else {
            throw RecordError("job \(master) of recipe \(recipe) is not in the plan")
        }
        return position
    }

    private func check(step: Int) throws(RecordError) {
        guard steps.indices.contains(step) else { throw RecordError("there is no step \(step)") }
    }
}
