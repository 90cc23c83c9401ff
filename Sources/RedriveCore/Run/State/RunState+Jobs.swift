import WorkatoJobs

/// The fold of records that are about jobs, whatever request they were in.
extension RunState {
    /// Jobs are not sent, since something happened to them after the plan.
    mutating func drop(_ record: Record.Dropped) throws(RecordError) {
        for job in record.jobs {
            let position = try find(record.recipe, job.master)
            guard case .notSent(let chunk) = jobs[position] else {
                throw RecordError("job \(job.master) is dropped although it is \(jobs[position].jobClass.rawValue)")
            }
            move(position, to: .dropped(job.why))
            if let chunk { closeIfDone(chunk) }
        }
    }

    /// The server will not repeat these jobs.
    mutating func refuse(_ record: Record.Refused) throws(RecordError) {
        for master in record.masters {
            let position = try find(record.recipe, master)
            guard case .notSent(let chunk) = jobs[position] else {
                throw RecordError("job \(master) is refused although it is \(jobs[position].jobClass.rawValue)")
            }
            move(position, to: .refused(typeID: nil, message: record.message))
            steps[plan.jobs[position].step].countAnswer(position, isRefusal: true)
            if let chunk { closeIfDone(chunk) }
        }
    }

    /// Jobs are left to a person.
    mutating func hold(_ record: Record.Held) throws(RecordError) {
        for master in record.masters {
            let position = try find(record.recipe, master)
            let chunk: Int?
            switch jobs[position] {
            case .unknown(let number): chunk = number
            case .notSent(let number) where record.reason == .canary: chunk = number
            case .inFlight: throw RecordError("job \(master) is held although its request is in flight")
            case .notSent, .enqueued, .refused, .dropped, .held:
                throw RecordError("job \(master) is held although it is \(jobs[position].jobClass.rawValue)")
            }
            move(position, to: .held(record.reason))
            if let chunk { closeIfDone(chunk) }
        }
    }

    /// A person decided that held jobs are to be sent again.
    mutating func release(_ record: Record.Released) throws(RecordError) {
        for master in record.masters {
            let position = try find(record.recipe, master)
            guard case .held(let reason) = jobs[position] else {
                throw RecordError("job \(master) is released although it is \(jobs[position].jobClass.rawValue)")
            }
            move(position, to: .notSent(chunk: nil))
            let step = plan.jobs[position].step
            if reason == .canary { steps[step].rollout.isCanaryReleased = true }
            if steps[step].stage == .finished { steps[step].stage = .running }
        }
    }

    /// An acknowledged repeat appeared in a list.
    mutating func witness(_ record: Record.Witnessed) throws(RecordError) {
        guard record.delay >= 0 else { throw RecordError("a delay below zero") }
        repeats.witness(
            record.new,
            of: record.recipe,
            delay: .milliseconds(record.delay),
            ordinal: ordinal(ofRepeat: record.new)
        )
    }

    /// Somebody else has repeated jobs.
    mutating func take(_ record: Record.Others) throws(RecordError) {
        for job in record.jobs { repeats.recordOther(job.new, of: try find(record.recipe, job.master)) }
    }

    /// Repeats have come to an outcome.
    mutating func follow(_ record: Record.Outcomes) throws(RecordError) {
        for job in record.jobs {
            let position = try find(record.recipe, job.master)
            guard case .enqueued(let new, let before) = jobs[position] else {
                throw RecordError("job \(job.master) has an outcome although it is not enqueued")
            }
            if let seen = job.new { repeats.claim(seen, for: position) }
            let followed = FollowedOutcome(outcome: job.outcome, signatureAfter: job.signatureAfter)
            move(position, to: .enqueued(new: job.new ?? new, outcome: followed))
            steps[plan.jobs[position].step].countOutcome(followed, insteadOf: before)
        }
    }
}
