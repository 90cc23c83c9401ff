import Transport

extension World {
    /// The result of a repeat request for one job.
    enum Verdict {
        case enqueued(job: String)
        case refused(Scenario.Refusal)
    }

    /// The answer to a repeat request.
    ///
    /// Source: the reference page, "Repeat jobs".
    mutating func repeatJobs(
        _ ids: [String]?,
        recipe: Int,
        request: Int,
        _ application: Application
    ) -> HTTPResponse {
        guard let ids, !ids.isEmpty else { return Answers.missing("job_ids") }
        let most = scenario.limits.jobsPerRequest
        guard ids.count <= most else {
            return Answers.message(
                400,
                "Maximum \(most) jobs can be repeated in a single request. Received \(ids.count)."
            )
        }
        // It is documented as an error, but the text is not.
        guard Set(ids).count == ids.count else { return Answers.missing("job_ids (duplicate IDs)") }

        let listed = max(0, ids.count - application.omitted)
        let applied: Int =
            switch application.applied {
            case .none: application.omitted > 0 ? listed : 0
            case .all: ids.count
            case .first(let count): min(max(0, count), ids.count)
            }
        if let delay = application.delay {
            let late = SimulatedEventQueue.LateRequest.repeatJobs(
                recipe: recipe,
                ids: Array(ids[..<applied]),
                request: request
            )
            queue.add(.apply(late), at: (now + delay).milliseconds)
            return HTTPResponse(status: 200)
        }
        var results: [(id: String, verdict: Verdict)] = []
        for id in ids[..<applied] {
            results.append((id, repeatJob(id, recipe: recipe, by: .client(request: request))))
        }
        return Answers.ok(repeatAnswer(Array(results.prefix(listed))))
    }

    /// Repeats one job, or returns why it is refused.
    mutating func repeatJob(_ id: String, recipe: Int, by maker: Ledger.Maker) -> Verdict {
        let verdict: Verdict
        switch master(of: id, recipe: recipe) {
        case .failure(let refusal): verdict = .refused(refusal.refusal)
        case .success(let master):
            if let refusal = refusal(of: master, id) {
                verdict = .refused(refusal)
            } else {
                let row = enqueue(master)
                verdict = .enqueued(job: self.id(of: row))
                ledger.note(
                    .enqueued(
                        .init(
                            at: now,
                            recipe: recipes[recipe].id,
                            master: self.id(of: master),
                            job: self.id(of: row),
                            by: maker
                        )
                    )
                )
            }
        }
        if case .refused(let refusal) = verdict {
            ledger.note(
                .refused(
                    .init(at: now, recipe: recipes[recipe].id, requested: id, typeID: refusal.typeID, by: maker)
                )
            )
        }
        return verdict
    }

    private struct NoMaster: Error {
        var refusal: Scenario.Refusal
    }

    /// The row of the master with an id that can be repeated.
    private func master(of id: String, recipe: Int) -> Result<Int, NoMaster> {
        let unknown = NoMaster(refusal: .init(typeID: "err.item.not_found", message: "Job not found"))
        let foreign = NoMaster(
            refusal: .init(
                typeID: "err.job.repeat.invalid_id",
                message: "Non-master job handle specified: \(id)"
            )
        )
        var own = id
        let isAlias = scenario.behavior.masterID == .alias && id.hasSuffix(Self.aliasSuffix)
        if isAlias { own.removeLast(Self.aliasSuffix.count) }
        guard let row = row(of: own), jobs[row].recipe == recipe, jobs[row].startedAt <= now.milliseconds else {
            return .failure(unknown)
        }
        guard jobs[row].master == row, isAlias == (scenario.behavior.masterID == .alias) else {
            return .failure(foreign)
        }
        return .success(row)
    }

    private func refusal(of master: Int, _ id: String) -> Scenario.Refusal? {
        let row = jobs[master]
        if !settings(of: row).keepsTriggerData {
            return .init(
                typeID: "err.job.repeat.trigger_data_unavailable.not_stored",
                message: "Can not repeat job \(id). Its trigger data was not stored."
            )
        }
        if isErased(row) {
            return .init(
                typeID: "err.job.repeat.trigger_data_unavailable.expired",
                message: "Can not repeat job \(id). It has been erased due to retention policy."
            )
        }
        if row.refusal != SimulatedJobRow.none { return refusals[Int(row.refusal)] }
        if row.status == .pending, scenario.behavior.repeatOfPending == .refuse {
            return .init(typeID: "err.job.repeat.in_progress", message: "Job \(id) is still running.")
        }
        if row.flags.contains(.test), scenario.behavior.repeatOfTest == .refuse {
            return .init(typeID: "err.job.repeat.test_job", message: "Job \(id) is a test job.")
        }
        let most = scenario.limits.repeatsPerJob
        if row.repeats >= most {
            return .init(
                typeID: scenario.behavior.repeatLimitCode,
                message: "Job \(id) has already been repeated \(most) times."
            )
        }
        return nil
    }

    /// Creates a repeat; its outcome depends only on the master and the number of the repeat, and on what has changed by then.
    private mutating func enqueue(_ master: Int) -> Int {
        let recipe = Int(jobs[master].recipe)
        let number = Int(jobs[master].repeats) + 1
        repeatsMade += 1
        let outcome = inForce(outcome(of: master))
        var random = SeededRandom(seed, 0x4E9, UInt64(master), UInt64(number))
        let duration = random.milliseconds(in: outcome.after)
        let result = recipeRuns(recipe) ? outcome.result(number: number, &random) : .stayPending
        let delay = random.milliseconds(in: visibleAfter)

        var row = SimulatedJobRow(
            recipe: jobs[master].recipe,
            master: Int32(master),
            status: .pending,
            startedAt: now.milliseconds,
            completedAt: .max,
            newest: Int32(jobs.count)
        )
        row.title = jobs[master].title
        row.caller = jobs[master].caller
        row.root = jobs[master].root
        row.flags = delay > 0 ? .hidden : []
        let place = append(row)
        if delay > 0 { queue.add(.show(job: place), at: now.milliseconds + delay) }

        let begin = slot(of: recipe, duration: result == .stayPending ? 90 * 60_000 : duration)
        switch result {
        case .succeed:
            queue.add(.end(job: place, status: .succeeded, error: SimulatedJobRow.none), at: begin + duration)
        case .failSame:
            let error = max(0, jobs[master].error)
            queue.add(.end(job: place, status: .failed, error: error), at: begin + duration)
        case .fail(let kind):
            queue.add(.end(job: place, status: .failed, error: self.place(of: kind)), at: begin + duration)
        case .stayPending: break
        }
        return place
    }

    private func outcome(of master: Int) -> Scenario.Outcome {
        let row = jobs[master]
        if row.detail != SimulatedJobRow.none, let outcome = details[Int(row.detail)].outcome { return outcome }
        if row.error != SimulatedJobRow.none, let outcome = errors[Int(row.error)].kind.repeats { return outcome }
        return settings(of: row).repeats ?? scenario.repeats
    }

    /// The outcome, or what has taken its place by now.
    private func inForce(_ outcome: Scenario.Outcome) -> Scenario.Outcome {
        let begun = outcome.changes.last { change in
            switch change.start {
            case .time(let time): now.milliseconds >= (start + time).milliseconds
            case .repeatNumber(let number): repeatsMade >= number
            }
        }
        return begun?.outcome ?? outcome
    }

    private func recipeRuns(_ recipe: Int) -> Bool { scenario.recipes[recipes[recipe].place].isRunning }

    /// When a repeat starts to run, if the number that run at once is limited.
    ///
    /// An active job uses its slot for at most 90 minutes.
    private mutating func slot(of recipe: Int, duration: Int64) -> Int64 {
        guard
            let first = recipes[recipe].slotsFreeAt.indices.min(by: {
                recipes[recipe].slotsFreeAt[$0] < recipes[recipe].slotsFreeAt[$1]
            })
        else { return now.milliseconds }
        let begin = max(now.milliseconds, recipes[recipe].slotsFreeAt[first])
        recipes[recipe].slotsFreeAt[first] = begin + min(duration, 90 * 60_000)
        return begin
    }

    private func repeatAnswer(_ results: [(id: String, verdict: Verdict)]) -> JSONWriter {
        var json = JSONWriter()
        var enqueued = 0
        json.beginObject()
        json.key("results")
        json.beginArray()
        for (id, verdict) in results {
            json.beginObject()
            json.field("requested_job_id", id)
            switch verdict {
            case .enqueued(let job):
                enqueued += 1
                json.field("status", "enqueued")
                json.key("job")
                json.beginObject()
                json.field("id", job)
                json.endObject()
            case .refused(let refusal):
                json.field("status", "failed")
                json.key("error")
                json.beginObject()
                json.field("type_id", refusal.typeID)
                json.field("message", refusal.message)
                json.endObject()
            }
            json.endObject()
        }
        json.endArray()
        json.key("summary")
        json.beginObject()
        json.field("total_requested", results.count)
        json.field("total_enqueued", enqueued)
        json.field("total_failed", results.count - enqueued)
        json.endObject()
        json.endObject()
        return json
    }
}

extension Scenario.Outcome {
    /// The outcome of a job's repeat with this number, from 1.
    func result(number: Int, _ random: inout SeededRandom) -> Result {
        if (1...max(1, sequence.count)).contains(number), number <= sequence.count { return sequence[number - 1] }
        guard let index = random.index(weights: choices.map(\.weight)) else { return .succeed }
        return choices[index].result
    }
}

extension World {
    /// How long a repeat that is made now is missing from all lists.
    private var visibleAfter: ClosedRange<Duration> {
        guard let slowdown = scenario.behavior.slowdown, now >= start + slowdown.after else {
            return scenario.behavior.visibleAfter
        }
        return slowdown.visibleAfter
    }
}
