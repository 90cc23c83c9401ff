package import WorkatoJobs

/// One thing that happened to one planned job, as a record tells it.
package enum JobEvent: Sendable, Hashable {
    /// A request that the job was in, and which sending of it.
    package struct Sending: Sendable, Hashable {
        /// The chunk; counted from 1 in the run.
        package var chunk: Int
        /// Which sending of the chunk; counted from 1.
        package var tryNumber: Int
    }

    /// It was not sent, since a newer attempt of it was seen.
    case dropped(DropReason, newest: JobID)
    /// It was about to be sent with this many jobs in all; `known` are the repeats of it that were known then.
    case sending(Sending, jobs: Int, known: [JobID])
    /// The answer says that it was repeated.
    case enqueued(Sending, new: JobID?)
    /// The answer says that it is not repeated.
    case refused(Sending, typeID: String?, message: String?)
    /// The answer does not mention it.
    case unmentioned(Sending)
    /// The answer was lost, or does not say what was applied.
    case lost(Sending, status: Int?, cause: LostCause?, why: String)
    /// The request was certainly not applied.
    case notApplied(Sending, Record.NotApplied.Reason, cause: NotSentCause?, message: String)
    /// The server will not repeat it, said without a result for each job.
    case refusedAsAWhole(status: Int, message: String)
    /// Looking has found its repeat; `delay` is how far lists were behind, in milliseconds, if that was seen.
    case found(Sending, new: JobID, delay: Int?)
    /// Looking has shown that it was not repeated.
    case shownNotApplied(Sending)
    /// It is left to a person.
    case held(Record.Held.Reason)
    /// A person decided that it is sent again.
    case released
    /// Its repeat appeared in a list, this many milliseconds after it was acknowledged.
    case witnessed(new: JobID, delay: Int)
    /// Its repeat came to this.
    case followed(new: JobID?, Outcome, signatureAfter: String?)
    /// Somebody else has repeated it as well.
    case repeatedByOthers(new: JobID)
}

extension JobEvent {
    /// The events that a record tells, each with the index of its job in the plan.
    ///
    /// - Parameter state: the state after the record, which was taken in.
    package static func all(of record: Record, after state: RunState) -> [(position: Int, event: JobEvent)] {
        switch record {
        case .dropped(let record):
            return pairs(record.jobs, record.recipe, state) { ($0.master, .dropped($0.why, newest: $0.newest)) }
        case .intent(let intent):
            let sending = Sending(chunk: intent.chunk, tryNumber: intent.tryNumber)
            return pairs(intent.masters, intent.recipe, state) {
                ($0, .sending(sending, jobs: intent.masters.count, known: intent.known[$0] ?? []))
            }
        case .answered(let answer): return answered(answer, state)
        case .lost(let record):
            let sending = Sending(chunk: record.chunk, tryNumber: record.tryNumber)
            let event = JobEvent.lost(sending, status: record.status, cause: record.cause, why: record.why)
            return (state.chunks[record.chunk]?.jobs ?? []).map { ($0, event) }
        case .notApplied(let record):
            let sending = Sending(chunk: record.chunk, tryNumber: record.tryNumber)
            let event = JobEvent.notApplied(sending, record.reason, cause: record.cause, message: record.message)
            return (state.chunks[record.chunk]?.jobs ?? []).map { ($0, event) }
        case .refused(let record):
            let event = JobEvent.refusedAsAWhole(status: record.status, message: record.message)
            return pairs(record.masters, record.recipe, state) { ($0, event) }
        case .settled(let record): return settled(record, state)
        case .held(let record):
            return pairs(record.masters, record.recipe, state) { ($0, .held(record.reason)) }
        case .released(let record):
            return pairs(record.masters, record.recipe, state) { ($0, .released) }
        case .witnessed(let record):
            guard let position = state.repeats.owner[record.new] else { return [] }
            return [(position, .witnessed(new: record.new, delay: record.delay))]
        case .outcomes(let record):
            return pairs(record.jobs, record.recipe, state) {
                ($0.master, .followed(new: $0.new, $0.outcome, signatureAfter: $0.signatureAfter))
            }
        case .others(let record):
            return pairs(record.jobs, record.recipe, state) { ($0.master, .repeatedByOthers(new: $0.new)) }
        case .session, .stepStarted, .throttled, .wholeList, .commanded, .token, .guardTripped, .stageEnded,
            .listed, .stepFinished, .ended:
            return []
        }
    }

    /// Whether the job's class or outcome follows from it, so that its time is the time of what a report says.
    package var decides: Bool {
        switch self {
        case .dropped, .sending, .enqueued, .refused, .unmentioned, .lost, .notApplied, .refusedAsAWhole, .found,
            .shownNotApplied, .held, .released, .followed:
            true
        case .witnessed, .repeatedByOthers: false
        }
    }

    private static func answered(_ answer: Record.Answered, _ state: RunState) -> [(position: Int, event: JobEvent)] {
        guard let chunk = state.chunks[answer.chunk] else { return [] }
        let sending = Sending(chunk: answer.chunk, tryNumber: answer.tryNumber)
        let named = pairs(answer.jobs, chunk.recipe, state) { job in
            let event: JobEvent =
                job.enqueued
                ? .enqueued(sending, new: job.new) : .refused(sending, typeID: job.typeID, message: job.message)
            return (job.master, event)
        }
        guard named.count < chunk.jobs.count else { return named }
        let known = Set(named.map(\.position))
        return named + chunk.jobs.filter { !known.contains($0) }.map { ($0, .unmentioned(sending)) }
    }

    private static func settled(_ record: Record.Settled, _ state: RunState) -> [(position: Int, event: JobEvent)] {
        guard let recipe = state.chunks[record.chunk]?.recipe else { return [] }
        let sending = Sending(chunk: record.chunk, tryNumber: record.tryNumber)
        return pairs(record.found, recipe, state) { ($0.master, .found(sending, new: $0.new, delay: record.delay)) }
            + pairs(record.notApplied, recipe, state) { ($0, .shownNotApplied(sending)) }
    }

    private static func pairs<Element>(
        _ elements: [Element],
        _ recipe: RecipeID,
        _ state: RunState,
        _ event: (Element) -> (JobID, JobEvent)
    ) -> [(position: Int, event: JobEvent)] {
        elements.compactMap { element in
            let (master, event) = event(element)
            return state.position(recipe: recipe, master: master).map { ($0, event) }
        }
    }
}
