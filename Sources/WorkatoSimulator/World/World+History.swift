extension World {
    /// Adds the jobs that exist before the world starts.
    mutating func addHistory() {
        for (place, recipe) in scenario.recipes.enumerated() where recipePlaces[recipe.id] == nil {
            recipePlaces[recipe.id] = recipes.count
            recipes.append(
                RecipeState(
                    id: recipe.id,
                    place: place,
                    stumblesLeft: scenario.behavior.stumble?.times ?? 0,
                    slotsFreeAt: recipe.concurrency.map { Array(repeating: .min, count: max(1, $0)) } ?? []
                )
            )
        }
        for (place, state) in recipes.enumerated() {
            let jobs = scenario.recipes[state.place].jobs
            for job in jobs where job.repeats == nil { add(job, recipe: place) }
            for job in jobs where job.repeats != nil { add(job, recipe: place) }
        }
        for calls in [false, true] {
            for (place, state) in recipes.enumerated() {
                for (number, group) in scenario.recipes[state.place].groups.enumerated()
                where (group.calledBy != nil) == calls {
                    add(group, recipe: place, stream: UInt64(number), origin: start)
                }
            }
        }
    }

    /// Adds a job that is given one by one; of two with the same id the first counts.
    private mutating func add(_ job: Scenario.Job, recipe: Int) {
        guard toldJobs[job.id] == nil else { return }
        let startedAt = milliseconds(job.startedAt)
        let completedAt = job.completedAt.map { milliseconds($0) } ?? startedAt + 1000
        let master = job.repeats.flatMap { toldJobs[$0] }.map { Int(jobs[$0].master) } ?? jobs.count
        var row = SimulatedJobRow(
            recipe: Int32(recipe),
            master: Int32(master),
            status: job.status,
            startedAt: startedAt,
            completedAt: job.status == .pending ? .max : completedAt,
            newest: Int32(jobs.count)
        )
        if job.isErased { row.flags.insert(.erased) }
        if job.isTest { row.flags.insert(.test) }
        if job.isPollError { row.flags.insert(.pollError) }
        if let error = job.error {
            row.error = place(of: error)
        } else if master != jobs.count {
            row.error = jobs[master].error
        } else if job.status == .failed {
            row.error = 0
        }
        if let refusal = job.refusal { row.refusal = place(of: refusal) }
        row.repeats = Int32(job.earlierRepeats)
        row.detail = Int32(details.count)
        details.append(
            JobDetail(
                id: job.id,
                title: job.title,
                caller: job.caller,
                root: job.root ?? job.caller.map { root(above: $0) },
                outcome: job.outcome
            )
        )
        toldJobs[job.id] = jobs.count
        let place = append(history: row)
        if job.status == .pending, let ends = job.ends {
            schedule(place, ends, number: 1, from: max(now.milliseconds, startedAt))
        }
    }

    private func root(above caller: Scenario.JobReference) -> Scenario.JobReference {
        guard let row = toldJobs[caller.job], jobs[row].detail != SimulatedJobRow.none else { return caller }
        return details[Int(jobs[row].detail)].root ?? caller
    }

    /// Adds the jobs of a group; relative times are counted from `origin`.
    mutating func add(_ group: Scenario.JobGroup, recipe: Int, stream: UInt64, origin: SimulatedTime) {
        var random = SeededRandom(seed, 0x6209, UInt64(bitPattern: Int64(recipes[recipe].id)), stream)
        let from = milliseconds(group.from, origin: origin)
        let window = max(0, milliseconds(group.until, origin: origin) - from)
        let kinds = group.errors.map { (error: place(of: $0), title: place(ofTitle: $0.title ?? group.title)) }
        let weights = group.errors.map(\.weight)
        let title = place(ofTitle: group.title)
        let callers = group.calledBy.flatMap { recipePlaces[$0] }.map { possibleCallers($0, like: group.status) }
        var roles = Self.roles(of: group)
        roles.shuffle(using: &random)

        for role in roles {
            let kind = group.status == .failed ? random.index(weights: weights).map { kinds[$0] } : nil
            var row = SimulatedJobRow(
                recipe: Int32(recipe),
                master: Int32(jobs.count),
                status: group.status,
                startedAt: from + Int64(random.below(Int(window) + 1)),
                completedAt: .max,
                newest: Int32(jobs.count)
            )
            row.error = group.status == .failed ? kind?.error ?? 0 : SimulatedJobRow.none
            row.title = kind?.title ?? title
            if let callers, !callers.isEmpty {
                let caller = callers[random.below(callers.count)]
                row.caller = caller
                row.root = jobs[Int(caller)].root == SimulatedJobRow.none ? caller : jobs[Int(caller)].root
                row.startedAt = jobs[Int(caller)].startedAt + Int64(random.below(400))
            }
            if group.status != .pending { row.completedAt = row.startedAt + random.milliseconds(in: group.duration) }
            switch role {
            case .erased: row.flags.insert(.erased)
            case .pollError: row.flags.insert(.pollError)
            case .test: row.flags.insert(.test)
            case .refused: row.refusal = place(of: group.refusal)
            case .plain, .recovered, .failedAgain, .inFlight, .atLimit: break
            }
            let master = append(history: row)
            addRepeats(of: master, row, role, group, &random)
        }
    }

    /// The special properties of a master of a group.
    private enum Role {
        case plain, recovered, failedAgain, inFlight, erased, pollError, test, atLimit, refused
    }

    private static func roles(of group: Scenario.JobGroup) -> [Role] {
        let special: [(Role, Int)] = [
            (.recovered, group.recovered), (.failedAgain, group.failedAgain), (.inFlight, group.inFlight),
            (.erased, group.erased), (.pollError, group.pollErrors), (.test, group.testJobs),
            (.atLimit, group.atRepeatLimit), (.refused, group.refused),
        ]
        var roles: [Role] = []
        for (role, count) in special { roles.append(contentsOf: repeatElement(role, count: max(0, count))) }
        let count = max(0, group.count)
        return Array(roles.prefix(count)) + repeatElement(.plain, count: max(0, count - roles.count))
    }

    private mutating func addRepeats(
        of master: Int,
        _ original: SimulatedJobRow,
        _ role: Role,
        _ group: Scenario.JobGroup,
        _ random: inout SeededRandom
    ) {
        let status: Scenario.Status
        var count = 1
        switch role {
        case .recovered: status = .succeeded
        case .failedAgain: status = .failed
        case .inFlight: status = .pending
        case .atLimit: (status, count) = (.failed, scenario.limits.repeatsPerJob)
        case .plain, .erased, .pollError, .test, .refused: return
        }
        var previousEnd = original.completedAt == .max ? original.startedAt : original.completedAt
        for _ in 0..<count {
            var row = original
            row.master = Int32(master)
            row.newest = Int32(jobs.count)
            row.status = status
            row.startedAt = previousEnd + random.milliseconds(in: group.repeatedAfter)
            row.completedAt = status == .pending ? .max : row.startedAt + random.milliseconds(in: group.duration)
            row.error = status == .failed ? max(0, original.error) : SimulatedJobRow.none
            previousEnd = row.completedAt
            let place = append(history: row)
            if status == .pending, let ends = group.inFlightEnds {
                schedule(place, ends, number: 1, from: max(now.milliseconds, row.startedAt))
            }
        }
    }

    /// Schedules the end of a pending job of the history, as its outcome says.
    private mutating func schedule(_ job: Int, _ outcome: Scenario.Outcome, number: Int, from: Int64) {
        var random = SeededRandom(seed, 0xE2D, UInt64(job))
        let end = from + random.milliseconds(in: outcome.after)
        switch outcome.result(number: number, &random) {
        case .succeed: queue.add(.end(job: job, status: .succeeded, error: SimulatedJobRow.none), at: end)
        case .failSame:
            let error = jobs[Int(jobs[job].master)].error
            queue.add(.end(job: job, status: .failed, error: max(0, error)), at: end)
        case .fail(let kind): queue.add(.end(job: job, status: .failed, error: place(of: kind)), at: end)
        case .stayPending: break
        }
    }

    private func possibleCallers(_ recipe: Int, like status: Scenario.Status) -> [Int32] {
        let masters = recipes[recipe].members.filter { jobs[Int($0)].master == $0 }
        let alike = masters.filter { jobs[Int($0)].status == status }
        return alike.isEmpty ? masters : alike
    }

    private mutating func place(ofTitle text: String) -> Int32 {
        guard !text.isEmpty else { return SimulatedJobRow.none }
        titles.append(Template(text))
        return Int32(titles.count - 1)
    }

    private mutating func place(of refusal: Scenario.Refusal) -> Int32 {
        if let place = refusals.firstIndex(of: refusal) { return Int32(place) }
        refusals.append(refusal)
        return Int32(refusals.count - 1)
    }
}
