import WorkatoJobs

/// Decides, when everything is read, which masters are taken in which step and why the others are not.
struct PlanAssembly: Sendable {
    /// More calling jobs than this in one recipe are looked for in lists, not one by one.
    static let parentsReadSingly = 10

    let runbook: Runbook
    let identity: WorkspaceIdentity?
    let version: String
    let now: Timestamp
    let simulated: String?
    let withTitles: Bool
    /// The names of recipes, as far as they are known.
    let names: [RecipeID: String]
    var warnings: [String] = []
    /// How many readings, from the first, are of the runbook's recipes; the others are of parents.
    var recipeCount = 0
    var books: [RecipeID: Int] = [:]
    var parentBooks: [RecipeID: Int] = [:]

    init(
        runbook: Runbook,
        version: String,
        now: Timestamp,
        simulated: String?,
        withTitles: Bool,
        names: [RecipeID: String] = [:],
        identity: WorkspaceIdentity? = nil
    ) {
        self.names = names
        self.runbook = runbook
        self.identity = identity
        self.version = version
        self.now = now
        self.simulated = simulated
        self.withTitles = withTitles
    }

    /// The jobs that the runbook names and the API does not know, in the runbook's order.
    func unknownJobs(in readings: [RecipeReading]) -> [JobQuery.ListedJob] {
        var unknown: [RecipeID: Set<JobID>] = [:]
        for reading in readings { unknown[reading.recipe, default: []].formUnion(reading.unknown) }
        return runbook.steps.flatMap { step -> [JobQuery.ListedJob] in
            guard case .jobs(let listed)? = step.kind.repeats?.query.source else { return [] }
            return listed.filter { unknown[$0.recipe]?.contains($0.job) ?? false }
        }
    }

    /// The recipes are read: what could not be judged before is judged now.
    mutating func recipesRead(_ readings: inout [RecipeReading]) {
        recipeCount = readings.count
        for number in readings.indices {
            books[readings[number].recipe] = number
            for (share, content) in readings[number].book.shares.enumerated() {
                guard case .jobs(let listed) = content.query.source else { continue }
                for job in listed where job.recipe == readings[number].recipe {
                    _ = readings[number].book.list(job.job, share: share)
                }
            }
            readings[number].book.judgeReruns()
        }
    }

    /// The recipe of calling jobs could not be read: their children stay.
    mutating func parentUnreadable(_ recipe: RecipeID, _ failure: ReadError) {
        let why =
            switch failure {
            case .unauthorized(let server), .notFound(let server), .throttled(let server), .unreachable(let server):
                server
            }
        warnings.append(
            "recipe \(recipe), which called some of the jobs, cannot be read (\(why)): whether it runs them again is not known"
        )
    }
}

// MARK: the plan

extension PlanAssembly {
    /// A job that a step would take.
    struct Candidate: Sendable {
        var reading: Int
        var position: Int
        var time: Int64
        var master: JobID
    }

    /// The plan.
    ///
    /// - Parameter readings: what was read; what is planned is marked as taken there, since a copy of it all costs as much as a plan.
    func plan(from readings: inout [RecipeReading]) -> Plan {
        var plan = Plan(header: header)
        var signatures: [ErrorSignature: Int] = [:]
        let circles = callerCircles(in: readings)
        var inCircles: [JobID] = []
        for number in runbook.steps.indices {
            let selected = select(step: number, readings: readings, circles, leftOut: &plan.leftOut)
            for candidate in selected {
                let record = readings[candidate.reading].book.records[candidate.position]
                readings[candidate.reading].book.markTaken(candidate.position)
                let place = CallerCircles.Place(reading: candidate.reading, position: candidate.position)
                if circles.isPlannedAnyway(place) { inCircles.append(record.master) }
                let signature = record.signature.map { index in
                    let signature = readings[candidate.reading].book.signatures[Int(index)]
                    if let known = signatures[signature] { return known }
                    signatures[signature] = plan.signatures.count
                    plan.signatures.append(signature)
                    return plan.signatures.count - 1
                }
                plan.jobs.append(
                    PlannedJob(
                        step: number,
                        recipe: readings[candidate.reading].recipe,
                        master: record.master,
                        newestAttempt: record.newest,
                        startedAt: record.startedAt,
                        completedAt: record.completedAt,
                        signature: signature,
                        earlierRepeats: Int(record.repeats),
                        title: record.title
                    )
                )
            }
        }
        plan.tokens = tokens
        plan.listings = readings.prefix(recipeCount).flatMap(\.listings)
        plan.warnings = warnings(of: readings) + obstacleWarnings(readings, plan.jobs)
        if let first = inCircles.first {
            let which = inCircles.count == 1 ? "job '\(first)' is" : "\(inCircles.count) jobs, '\(first)' first, are"
            plan.warnings.append(
                "\(which) in a circle of jobs that are said to have called one another: nothing else would run them again, "
                    + "so each of them is planned"
            )
        }
        return plan
    }

    /// What each step takes, as known so far, in the order of sending.
    func taken(from readings: [RecipeReading]) -> [[Candidate]] {
        var readings = readings
        var leftOut: [LeftOutJob] = []
        let circles = callerCircles(in: readings)
        return runbook.steps.indices.map { step in
            let selected = select(step: step, readings: readings, circles, leftOut: &leftOut)
            for candidate in selected { readings[candidate.reading].book.markTaken(candidate.position) }
            return selected
        }
    }

    private func select(
        step: Int,
        readings: [RecipeReading],
        _ circles: CallerCircles,
        leftOut: inout [LeftOutJob]
    ) -> [Candidate] {
        guard let selection = runbook.steps[step].kind.repeats else { return [] }
        var candidates: [Candidate] = []
        for recipe in selection.query.recipes {
            guard let reading = books[recipe] else { continue }
            let book = readings[reading].book
            guard let share = book.shares.firstIndex(where: { $0.step == step }) else { continue }
            for (position, record) in book.records.enumerated() where isCandidate(record, share, book.shares[share]) {
                if let reason = reason(record, share, of: book, in: readings, circles) {
                    leftOut.append(LeftOutJob(step, recipe, record, reason))
                } else {
                    candidates.append(
                        Candidate(
                            reading: reading,
                            position: position,
                            time: time(record, selection.query),
                            master: record.master
                        )
                    )
                }
            }
        }
        sort(&candidates, selection.query.order)
        return limit(candidates, step: step, readings: readings, leftOut: &leftOut)
    }

    private func limit(
        _ candidates: [Candidate],
        step: Int,
        readings: [RecipeReading],
        leftOut: inout [LeftOutJob]
    ) -> [Candidate] {
        guard let query = runbook.steps[step].kind.repeats?.query,
            query.limit != nil || query.limitPerRecipe != nil
        else { return candidates }
        var taken: [Candidate] = []
        var perRecipe: [Int: Int] = [:]
        for candidate in candidates {
            if taken.count < query.limit ?? .max,
                perRecipe[candidate.reading, default: 0] < query.limitPerRecipe ?? .max
            {
                perRecipe[candidate.reading, default: 0] += 1
                taken.append(candidate)
            } else {
                let record = readings[candidate.reading].book.records[candidate.position]
                leftOut.append(LeftOutJob(step, readings[candidate.reading].recipe, record, .overLimit))
            }
        }
        return taken
    }

    /// The compared time of the newest attempt, or its other one; without any, last in both orders.
    private func time(_ record: MasterEntry, _ query: JobQuery) -> Int64 {
        let time =
            switch query.window.clock {
            case .completedAt: record.completedAt ?? record.startedAt
            case .startedAt: record.startedAt ?? record.completedAt
            }
        switch query.order {
        case .oldestFirst: return time?.milliseconds ?? .max
        case .newestFirst: return time?.milliseconds ?? .min
        }
    }

    private func sort(_ candidates: inout [Candidate], _ order: JobQuery.Order) {
        candidates.sort { left, right in
            if left.time != right.time {
                return switch order {
                case .oldestFirst: left.time < right.time
                case .newestFirst: left.time > right.time
                }
            }
            return left.master != right.master ? left.master < right.master : left.reading < right.reading
        }
    }

    private func warnings(of readings: [RecipeReading]) -> [String] {
        var warnings = readings.flatMap(\.warnings)
        for reading in readings where reading.book.foreignRows > 0 {
            warnings.append(
                "the lists of recipe \(reading.recipe) showed \(reading.book.foreignRows) jobs of other recipes, which were ignored"
            )
        }
        for reading in readings.dropFirst(recipeCount) where !reading.unknown.isEmpty {
            warnings.append(
                "\(reading.unknown.count) jobs of recipe \(reading.recipe), which called some of the jobs, are not found: "
                    + "whether they run them again is not known"
            )
        }
        let assumed = readings.prefix(recipeCount).filter { $0.listings.contains { $0.completeness == .lookback } }
        if !assumed.isEmpty {
            let names = assumed.prefix(5).map { $0.recipe.description }.joined(separator: ", ")
            let more = assumed.count > 5 ? " and \(assumed.count - 5) more" : ""
            let minutes = runbook.workspace.lookback.components.seconds / 60
            warnings.append(
                "recipe \(names)\(more): that the list is complete assumes that no job ran longer than \(minutes) minutes"
            )
        }
        return warnings + self.warnings + futureWarnings(readings) + conditionWarnings(readings)
    }

    /// Names the conditions of each step that fitted nothing.
    private func conditionWarnings(_ readings: [RecipeReading]) -> [String] {
        runbook.steps.enumerated().flatMap { number, step -> [String] in
            guard let query = step.kind.repeats?.query else { return [] }
            var sum = ConditionTally(query.predicate)
            for reading in readings.prefix(recipeCount) {
                guard let share = reading.book.shares.firstIndex(where: { $0.step == number }) else { continue }
                sum.add(reading.book.tallies[share])
            }
            return sum.warnings(step: step.name)
        }
    }

    /// Recipes with enough jobs for it to matter that each look of the run has to read all of their repeats.
    private func obstacleWarnings(_ readings: [RecipeReading], _ jobs: [PlannedJob]) -> [String] {
        guard readings.prefix(recipeCount).contains(where: { $0.obstacle != nil }) else { return [] }
        var counts: [RecipeID: Int] = [:]
        for job in jobs { counts[job.recipe, default: 0] += 1 }
        return readings.prefix(recipeCount).compactMap { reading in
            let requests = counts[reading.recipe, default: 0] / runbook.workspace.limits.jobsPerRequest
            guard let obstacle = reading.obstacle, requests > Looks.requestsWorthCoverage else { return nil }
            let why =
                switch obstacle {
                case .order: "repeats are not listed by their own start"
                case .elsewhere: "the list of repeated jobs does not show all of them"
                }
            return
                "the repeats of recipe \(reading.recipe) have to be read from the first to the last each time: \(why); "
                + "this takes longer than the preview says"
        }
    }

    /// The longest time that reading the lists is expected to take.
    ///
    /// Jobs may end during it. A job that ended more than this after the start shows that this machine's clock is slow.
    static let longestReading: Duration = .seconds(3600)

    /// A slow clock cuts off what has just failed: the window ends with its now.
    private func futureWarnings(_ readings: [RecipeReading]) -> [String] {
        var newest: (recipe: RecipeID, job: JobID, end: Timestamp)?
        for reading in readings {
            for record in reading.book.records {
                if let end = record.completedAt, end > newest?.end ?? now + Self.longestReading {
                    newest = (reading.recipe, record.newest, end)
                }
            }
        }
        guard let newest else { return [] }
        return [
            "job '\(newest.job)' of recipe \(newest.recipe) ended at \(newest.end.formatted(.seconds)), and this machine's "
                + "clock said \(now.formatted(.seconds)) when planning began: if the clock is slow, jobs are cut off by 'until'"
        ]
    }

    /// The rows of the steps that resume jobs; nothing has to be read for them.
    private var tokens: [PlannedToken] {
        runbook.steps.enumerated().flatMap { number, step -> [PlannedToken] in
            switch step.kind {
            case .repeatJobs, .listJobs: []
            case .resumeJobs(let selection): selection.rows.map { PlannedToken(step: number, row: $0) }
            }
        }
    }

    private var header: PlanHeader {
        PlanHeader(
            name: runbook.name,
            createdAt: now,
            version: version,
            description: runbook.description,
            reason: runbook.reason,
            maxJobs: runbook.maxJobs,
            timeZone: runbook.timeZone,
            onUnknown: runbook.onUnknown,
            workspace: runbook.workspace,
            identity: identity,
            simulated: simulated,
            steps: runbook.steps.map { step in
                PlannedStep(name: step.name, kind: PlannedKind(step.kind), conduct: step.conduct)
            },
            recipeNames: names.filter { books[$0.key] != nil }
        )
    }
}

extension LeftOutJob {
    fileprivate init(_ step: Int, _ recipe: RecipeID, _ record: MasterEntry, _ reason: LeftOutReason) {
        self.init(step: step, recipe: recipe, master: record.master, newestAttempt: record.newest, reason: reason)
    }
}
