import WorkatoJobs

/// The fold of records that are about a request.
extension RunState {
    /// A request is about to be sent.
    mutating func intend(_ intent: Record.Intent, at time: Timestamp) throws(RecordError) {
        try check(step: intent.step)
        guard !intent.masters.isEmpty else { throw RecordError("an intent without jobs") }
        try check(chunk: intent.chunk)
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
        chunkLog.intend(intent, jobs: positions, at: time)
        for position in positions { move(position, to: .inFlight(chunk: intent.chunk)) }
    }

    /// A request was answered, by job.
    mutating func take(_ answer: Record.Answered, at time: Timestamp) throws(RecordError) {
        var chunk = try inFlight(answer.chunk, tryNumber: answer.tryNumber)
        for (place, result) in answer.jobs.enumerated() {
            let position = try find(chunk, place, result.master)
            guard jobs[position] == .inFlight(chunk: chunk.number) else {
                throw RecordError("job \(result.master) is answered although it was not asked for")
            }
            if result.enqueued {
                enqueue(position, new: result.new, at: time)
            } else {
                move(position, to: .refused(typeID: result.typeID, message: result.message ?? ""))
            }
            steps[chunk.step].countAnswer(position, isRefusal: !result.enqueued)
        }
        chunk.answeredAt = time
        let unnamed = chunk.jobs.filter { jobs[$0] == .inFlight(chunk: chunk.number) }
        markUnknown(unnamed, of: chunk)
        chunk.status = unnamed.isEmpty ? .done : .lost
        chunkLog.store(chunk)
    }

    /// A request's answer was lost.
    mutating func lose(_ record: Record.Lost, at time: Timestamp) throws(RecordError) {
        var chunk = try inFlight(record.chunk, tryNumber: record.tryNumber)
        markUnknown(chunk.jobs, of: chunk)
        chunk.status = .lost
        chunk.answeredAt = time
        chunkLog.store(chunk)
    }

    /// A request was certainly not applied.
    mutating func revert(_ record: Record.NotApplied) throws(RecordError) {
        let chunk = try inFlight(record.chunk, tryNumber: record.tryNumber)
        if record.reason == .throttled { throttled += 1 }
        let halved = record.reason == .badRequest && chunk.jobs.count > 1
        for position in chunk.jobs { move(position, to: .notSent(chunk: halved ? nil : chunk.number)) }
        chunkLog.revert(chunk, record.reason, status: halved ? .halved : .notApplied(.told(record.reason)))
    }

    /// Looking has decided on jobs of a lost request.
    mutating func settle(_ record: Record.Settled, at time: Timestamp) throws(RecordError) {
        guard var chunk = chunks[record.chunk], chunk.tries == record.tryNumber else {
            throw RecordError("chunk \(record.chunk) is settled although try \(record.tryNumber) was not sent")
        }
        guard chunk.status == .lost else {
            throw RecordError("chunk \(record.chunk) is settled although its answer was not lost")
        }
        if let delay = record.delay {
            guard delay >= 0 else { throw RecordError("a delay below zero") }
            repeats.recordDelay(.milliseconds(delay))
        }
        for found in record.found {
            let position = try unknown(chunk, found.master)
            enqueue(position, new: found.new, at: time)
            repeats.found(found.new)
        }
        for master in record.notApplied {
            let position = try unknown(chunk, master)
            move(position, to: .notSent(chunk: chunk.number))
        }
        if !record.notApplied.isEmpty {
            guard openJobs(chunk).isEmpty else {
                throw RecordError("chunk \(record.chunk) is sent again although it is in doubt")
            }
            chunk.status = .notApplied(.looked)
            chunk.resent = true
        } else if openJobs(chunk).isEmpty {
            chunk.status = .done
        }
        chunkLog.store(chunk)
    }

    /// Marks a chunk as done if none of its jobs is open any more.
    mutating func closeIfDone(_ number: Int) {
        guard var chunk = chunks[number] else { return }
        let waits = chunk.jobs.contains { jobs[$0] == .notSent(chunk: number) }
        guard !waits, openJobs(chunk).isEmpty else { return }
        chunk.status = .done
        chunkLog.store(chunk)
    }

    /// The job of a chunk that a record names in this place; most answers keep the order of the request.
    private func find(_ chunk: ChunkProgress, _ place: Int, _ master: JobID) throws(RecordError) -> Int {
        if place < chunk.jobs.count, plan.jobs[chunk.jobs[place]].master == master { return chunk.jobs[place] }
        return try find(chunk.recipe, master)
    }

    private mutating func enqueue(_ position: Int, new: JobID?, at time: Timestamp) {
        move(position, to: .enqueued(new: new, outcome: nil))
        if let new { repeats.claim(new, for: position) }
        steps[plan.jobs[position].step].lastEnqueueAt = time
    }

    private mutating func markUnknown(_ positions: [Int], of chunk: ChunkProgress) {
        for position in positions {
            move(position, to: .unknown(chunk: chunk.number))
            repeats.becameUnknown(position)
            steps[chunk.step].countUnknown(position)
        }
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
}
