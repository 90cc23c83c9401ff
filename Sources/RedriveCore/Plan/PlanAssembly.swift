import WorkatoJobs

/// Decides, when everything is read, which masters are taken in which step and why the others are not.
struct PlanAssembly: Sendable {
    /// More calling jobs than this in one recipe are looked for in lists, not one by one.
    static let parentsReadSingly = 10
    /// A master can be repeated so often. Source: "You can repeat each job a maximum of 100 times."
    static let mostRepeats = 100

    private let runbook: Runbook
    private let version: String
    private let now: Timestamp
    private let simulated: String?
    private let withTitles: Bool
    private var warnings: [String] = []
    /// The readings of the runbook's recipes are the first so many; the others are of parents.
    private var recipeCount = 0
    private var books: [RecipeID: Int] = [:]
    private var parentBooks: [RecipeID: Int] = [:]

    init(runbook: Runbook, version: String, now: Timestamp, simulated: String?, withTitles: Bool) {
        self.runbook = runbook
        self.version = version
        self.now = now
        self.simulated = simulated
        self.withTitles = withTitles
    }

    /// The jobs that the runbook names and the API does not know, in the runbook's order.
    func unknownJobs(in readings: [RecipeReading]) -> [Selection.ListedJob] {
        var unknown: [RecipeID: Set<JobID>] = [:]
        for reading in readings { unknown[reading.recipe, default: []].formUnion(reading.unknown) }
        return runbook.steps.flatMap { step -> [Selection.ListedJob] in
            guard case .jobs(let listed) = step.selection.source else { return [] }
            return listed.filter { unknown[$0.recipe]?.contains($0.job) ?? false }
        }
    }

    /// The recipes are read: what could not be judged before is judged now.
    mutating func recipesRead(_ readings: inout [RecipeReading]) {
        recipeCount = readings.count
        for number in readings.indices {
            books[readings[number].recipe] = number
            for (slot, content) in readings[number].book.slots.enumerated() {
                guard case .jobs(let listed) = content.selection.source else { continue }
                for job in listed where job.recipe == readings[number].recipe {
                    _ = readings[number].book.list(job.job, slot: slot)
                }
            }
            readings[number].book.judgeReruns()
        }
    }

    /// The recipe of calling jobs could not be read: their children stay.
    mutating func parentUnreadable(_ recipe: RecipeID, _ failure: ReadFailure) {
        let why =
            switch failure {
            case .unauthorized(let server), .notFound(let server), .unreachable(let server): server
            }
        warnings.append(
            "recipe \(recipe), which called some of the jobs, cannot be read (\(why)): whether it runs them again is not known"
        )
    }
}

// MARK: parents

extension PlanAssembly {
    /// What has to be read to know how the calling jobs stand that no list has shown.
    mutating func readingsOfParents(after readings: [RecipeReading]) -> [RecipeReading] {
        var order: [RecipeID] = []
        var wanted: [RecipeID: (jobs: [JobID], seen: Set<JobID>, since: Timestamp?)] = [:]
        var orphans = 0
        for reading in readings {
            for record in reading.book.records where !record.parents.isEmpty && mayBeChild(record, in: reading.book) {
                for parent in record.parents where find(parent, from: reading.recipe, in: readings) == nil {
                    guard let recipe = parent.recipe else {
                        orphans += 1
                        continue
                    }
                    if wanted[recipe] == nil {
                        order.append(recipe)
                        wanted[recipe] = ([], [], record.earliestStart)
                    }
                    if wanted[recipe]?.seen.insert(parent.job).inserted ?? false {
                        wanted[recipe]?.jobs.append(parent.job)
                    }
                    if let start = record.earliestStart, let since = wanted[recipe]?.since ?? nil {
                        wanted[recipe]?.since = min(since, start)
                    } else {
                        wanted[recipe]?.since = nil
                    }
                }
            }
        }
        if orphans > 0 {
            warnings.append(
                "\(orphans) jobs were called by a job of an unknown recipe: whether it runs them again is not known"
            )
        }
        return order.enumerated().compactMap { offset, recipe in
            guard let jobs = wanted[recipe]?.jobs else { return nil }
            parentBooks[recipe] = readings.count + offset
            return readingOfParents(jobs, of: recipe, since: wanted[recipe]?.since ?? nil)
        }
    }

    private func readingOfParents(_ jobs: [JobID], of recipe: RecipeID, since: Timestamp?) -> RecipeReading {
        let lookback = runbook.workspace.lookback
        // A parent starts before its child, by less than `lookback` as far as no job runs longer.
        let bound = WalkBound(since: since.map { $0 - lookback }, clock: .startedAt, lookback: lookback)
        var tasks: [RecipeReading.Task] = []
        if books[recipe] == nil { tasks.append(.repeats(bound)) }
        tasks.append(jobs.count > Self.parentsReadSingly ? .jobs(.pending, bound, until: nil) : .named(jobs))
        return RecipeReading(book: RecipeBook(recipe: recipe, slots: [], withTitles: false), tasks: tasks)
    }

    private func mayBeChild(_ record: MasterRecord, in book: RecipeBook) -> Bool {
        book.slots.indices.contains { number in
            let selection = book.slots[number].selection
            return isCandidate(record, number, book.slots[number]) && !selection.include.contains(.child)
                && reasonBeforeChild(record, number, selection) == nil
        }
    }

    /// The record of a calling job among the runbook's recipes.
    private func find(
        _ parent: MasterRecord.Parent,
        from recipe: RecipeID,
        in readings: [RecipeReading]
    ) -> MasterRecord? {
        if let named = parent.recipe {
            guard let number = books[named] else { return nil }
            return readings[number].book.record(of: parent.job)
        }
        for reading in readings.prefix(recipeCount) {
            if let record = reading.book.record(of: parent.job) { return record }
        }
        return nil
    }

    /// Whether a repeat of the calling job runs, ran or will run this job again.
    private func runsAgain(
        _ child: MasterRecord,
        by parent: MasterRecord.Parent,
        from recipe: RecipeID,
        in readings: [RecipeReading]
    )
        -> Bool
    {
        var known = find(parent, from: recipe, in: readings)
        if let named = parent.recipe, let number = parentBooks[named] {
            let looked = readings[number].book.record(of: parent.job)
            if let looked, looked.standing == .unended { return true }
            if known == nil, let looked {
                known = books[named].flatMap { readings[$0].book.record(of: looked.master) } ?? looked
            }
        }
        guard let known else { return false }
        switch known.standing {
        case .unended: return true
        case .succeeded where known.newest != parent.job:
            // A newer attempt than the calling one succeeded, and ran the child anew; unless the child is of that very run.
            guard let start = child.ownStart, let repeated = known.startedAt, start >= repeated else { return true }
        case .succeeded, .failed, .endedOtherwise: break
        }
        guard let number = parent.recipe.flatMap({ books[$0] }) ?? books[recipe] else { return false }
        let book = readings[number].book
        guard let position = book.position(of: known.master) else { return false }
        let record = book.records[position]
        return book.slots.indices.contains { slot in
            let selection = book.slots[slot].selection
            return isCandidate(record, slot, book.slots[slot]) && reasonBeforeChild(record, slot, selection) == nil
                && reasonAfterChild(record, selection) == nil
        }
    }

    private func isChild(_ record: MasterRecord, of recipe: RecipeID, in readings: [RecipeReading]) -> Bool {
        record.parents.contains { runsAgain(record, by: $0, from: recipe, in: readings) }
    }
}

// MARK: the rules, in their order

extension PlanAssembly {
    /// Whether the step has anything to say of the master: an attempt of the status asked for was seen, or it is named.
    private func isCandidate(_ record: MasterRecord, _ slot: Int, _ content: RecipeBook.Slot) -> Bool {
        content.namesJobs ? record.listed.contains(slot) : record.asked.contains(slot)
    }

    /// The rules above `child`, without `duplicate`, which is about the step and not about the job.
    private func reasonBeforeChild(_ record: MasterRecord, _ slot: Int, _ selection: Selection) -> LeftOutReason? {
        if let reason = reasonOfRunbook(record, slot, selection) { return reason }
        return reasonOfAttempt(record, selection)
    }

    private func reasonOfRunbook(_ record: MasterRecord, _ slot: Int, _ selection: Selection) -> LeftOutReason? {
        if !record.inWindow.contains(slot) { return .outsideWindow }
        if !record.holds.contains(slot) { return .filtered }
        // The newest attempt ended with neither the status asked for nor one that has a reason of its own below.
        switch (selection.status, record.standing) {
        case (_, .endedOtherwise), (.succeeded, .failed): return .filtered
        case (.failed, .failed), (.failed, .succeeded), (.succeeded, .succeeded), (_, .unended): break
        }
        if record.excluded.contains(slot) { return .excludeJobs }
        if record.isPollError, !selection.include.contains(.pollError) { return .pollError }
        if record.isTest, !selection.include.contains(.testJob) { return .testJob }
        return nil
    }

    private func reasonOfAttempt(_ record: MasterRecord, _ selection: Selection) -> LeftOutReason? {
        if record.standing == .unended { return .inFlight }
        if selection.status == .failed, record.standing == .succeeded, !selection.include.contains(.recovered) {
            return .recovered
        }
        return nil
    }

    private func reasonAfterChild(_ record: MasterRecord, _ selection: Selection) -> LeftOutReason? {
        if record.repeats >= Self.mostRepeats, !selection.include.contains(.repeatLimit) { return .repeatLimit }
        if isExpired(record), !selection.include.contains(.expired) { return .expired }
        return nil
    }

    /// The trigger data that is replayed is the master's, and is kept for so long after the master's end.
    ///
    /// The earliest end of an attempt that was seen is the master's own, or later than that.
    private func isExpired(_ record: MasterRecord) -> Bool {
        if record.isBare { return true }
        guard let retention = runbook.workspace.retention, let end = record.earliestEnd else { return false }
        return end < now - retention
    }

    private func reason(
        _ record: MasterRecord,
        _ slot: Int,
        of book: RecipeBook,
        in readings: [RecipeReading]
    ) -> LeftOutReason? {
        let selection = book.slots[slot].selection
        if let reason = reasonOfRunbook(record, slot, selection) { return reason }
        if record.isTaken { return .duplicate }
        if let reason = reasonOfAttempt(record, selection) { return reason }
        if !selection.include.contains(.child), isChild(record, of: book.recipe, in: readings) { return .child }
        return reasonAfterChild(record, selection)
    }
}

// MARK: the plan

extension PlanAssembly {
    private struct Candidate {
        var reading: Int
        var position: Int
        var time: Int64
        var master: JobID
    }

    /// The plan.
    func plan(from readings: [RecipeReading]) -> Plan {
        var readings = readings
        var plan = Plan(header: header)
        var signatures: [ErrorSignature: Int] = [:]
        for number in runbook.steps.indices {
            let selected = select(step: number, readings: readings, leftOut: &plan.leftOut)
            for candidate in selected {
                let record = readings[candidate.reading].book.records[candidate.position]
                readings[candidate.reading].book.markTaken(candidate.position)
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
        plan.listings = readings.prefix(recipeCount).flatMap(\.listings)
        plan.warnings = warnings(of: readings)
        return plan
    }

    private func select(step: Int, readings: [RecipeReading], leftOut: inout [LeftOutJob]) -> [Candidate] {
        let selection = runbook.steps[step].selection
        var candidates: [Candidate] = []
        for recipe in selection.recipes {
            guard let reading = books[recipe] else { continue }
            let book = readings[reading].book
            guard let slot = book.slots.firstIndex(where: { $0.step == step }) else { continue }
            for (position, record) in book.records.enumerated() where isCandidate(record, slot, book.slots[slot]) {
                if let reason = reason(record, slot, of: book, in: readings) {
                    leftOut.append(LeftOutJob(step, recipe, record, reason))
                } else {
                    candidates.append(
                        Candidate(
                            reading: reading,
                            position: position,
                            time: time(record, selection),
                            master: record.master
                        )
                    )
                }
            }
        }
        sort(&candidates, selection.order)
        return limit(candidates, step: step, readings: readings, leftOut: &leftOut)
    }

    private func limit(
        _ candidates: [Candidate],
        step: Int,
        readings: [RecipeReading],
        leftOut: inout [LeftOutJob]
    ) -> [Candidate] {
        let selection = runbook.steps[step].selection
        guard selection.limit != nil || selection.limitPerRecipe != nil else { return candidates }
        var taken: [Candidate] = []
        var perRecipe: [Int: Int] = [:]
        for candidate in candidates {
            if taken.count < selection.limit ?? .max,
                perRecipe[candidate.reading, default: 0] < selection.limitPerRecipe ?? .max
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
    private func time(_ record: MasterRecord, _ selection: Selection) -> Int64 {
        let time =
            switch selection.clock {
            case .completedAt: record.completedAt ?? record.startedAt
            case .startedAt: record.startedAt ?? record.completedAt
            }
        switch selection.order {
        case .oldestFirst: return time?.milliseconds ?? .max
        case .newestFirst: return time?.milliseconds ?? .min
        }
    }

    private func sort(_ candidates: inout [Candidate], _ order: Selection.Order) {
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
            let names = assumed.prefix(5).map { String(describing: $0.recipe) }.joined(separator: ", ")
            let more = assumed.count > 5 ? " and \(assumed.count - 5) more" : ""
            let minutes = runbook.workspace.lookback.components.seconds / 60
            warnings.append(
                "recipe \(names)\(more): that the list is complete assumes that no job ran longer than \(minutes) minutes"
            )
        }
        return warnings + self.warnings
    }

    private var header: PlanHeader {
        PlanHeader(
            name: runbook.name,
            createdAt: now,
            version: version,
            description: runbook.description,
            reason: runbook.reason,
            maxJobs: runbook.maxJobs,
            onUnknown: runbook.onUnknown,
            workspace: runbook.workspace,
            simulated: simulated,
            steps: runbook.steps.map { step in
                PlanStep(
                    name: step.name,
                    recipes: step.selection.recipes,
                    status: step.selection.status,
                    since: step.selection.since,
                    until: step.selection.until,
                    clock: step.selection.clock,
                    include: step.selection.include,
                    order: step.selection.order,
                    verifyWithin: step.verifyWithin,
                    guards: step.guards,
                    pace: step.pace,
                    onFailure: step.onFailure
                )
            }
        )
    }
}

extension LeftOutJob {
    fileprivate init(_ step: Int, _ recipe: RecipeID, _ record: MasterRecord, _ reason: LeftOutReason) {
        self.init(step: step, recipe: recipe, master: record.master, newestAttempt: record.newest, reason: reason)
    }
}
