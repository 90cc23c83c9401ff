import OrderedCollections
import WorkatoJobs

/// The state of calling jobs, and so which jobs are run again by the repeat of another.
extension PlanAssembly {
    /// What must be read to know the state of calling jobs that no list has shown.
    mutating func readingsOfParents(after readings: [RecipeReading]) -> [RecipeReading] {
        var wanted: OrderedDictionary<RecipeID, WantedParents> = [:]
        var orphans = 0
        for reading in readings {
            for record in reading.book.records where !record.parents.isEmpty && mayBeChild(record, in: reading.book) {
                for parent in record.parents where find(parent, from: reading.recipe, in: readings) == nil {
                    guard let recipe = parent.recipe else {
                        orphans += 1
                        continue
                    }
                    wanted[recipe, default: WantedParents(since: record.earliestStart)]
                        .add(parent.job, calledAt: record.earliestStart)
                }
            }
        }
        if orphans > 0 {
            warnings.append(
                "\(orphans) jobs were called by a job of an unknown recipe: whether it runs them again is not known"
            )
        }
        return wanted.enumerated().map { offset, entry in
            parentBooks[entry.key] = readings.count + offset
            return readingOfParents(Array(entry.value.jobs), of: entry.key, since: entry.value.since)
        }
    }

    /// The calling jobs of one recipe that no list has shown.
    private struct WantedParents {
        /// The jobs, each once, in the order in which they were met.
        private(set) var jobs: OrderedSet<JobID> = []
        /// The earliest start of a job that one of them called; nil if that is not known of all.
        private(set) var since: Timestamp?

        init(since: Timestamp?) { self.since = since }

        mutating func add(_ job: JobID, calledAt start: Timestamp?) {
            jobs.append(job)
            guard let start, let known = since else {
                since = nil
                return
            }
            since = min(known, start)
        }
    }

    private func readingOfParents(_ jobs: [JobID], of recipe: RecipeID, since: Timestamp?) -> RecipeReading {
        let lookback = runbook.workspace.lookback
        // A parent starts before its child, by less than `lookback` unless a job runs longer than that.
        let bound = WalkBound(since: since.map { $0 - lookback }, clock: .startedAt, lookback: lookback)
        var tasks: [RecipeReading.Task] = []
        if books[recipe] == nil { tasks.append(.repeats(bound)) }
        tasks.append(jobs.count > Self.parentsReadSingly ? .jobs(.pending, bound, until: nil) : .named(jobs))
        return RecipeReading(book: MasterIndex(recipe: recipe, shares: [], withTitles: false), tasks: tasks)
    }

    private func mayBeChild(_ record: MasterEntry, in book: MasterIndex) -> Bool {
        book.shares.indices.contains { number in
            let selection = book.shares[number].selection
            return isCandidate(record, number, book.shares[number]) && !selection.include.contains(.child)
                && reasonBeforeChild(record, number, selection) == nil
        }
    }

    /// The record of a calling job among the runbook's recipes.
    private func find(
        _ parent: MasterEntry.Parent,
        from recipe: RecipeID,
        in readings: [RecipeReading]
    ) -> MasterEntry? {
        if let named = parent.recipe {
            guard let number = books[named] else { return nil }
            return readings[number].book.record(of: parent.job)
        }
        for reading in readings.prefix(recipeCount) {
            if let record = reading.book.record(of: parent.job) { return record }
        }
        return nil
    }

    /// Whether a calling job runs a job again that it called.
    private enum Rerun {
        /// It does not run the job again.
        case no
        /// It ran the job again, or is running.
        case certain
        /// It is selected: its repeat, or that of its own caller, runs the job again.
        case bySelected(CallerCircles.Place)
    }

    /// Whether a repeat of the calling job runs, ran or will run this job again.
    private func rerun(
        of child: MasterEntry,
        by parent: MasterEntry.Parent,
        from recipe: RecipeID,
        in readings: [RecipeReading]
    )
        -> Rerun
    {
        var known = find(parent, from: recipe, in: readings)
        if let named = parent.recipe, let number = parentBooks[named] {
            let looked = readings[number].book.record(of: parent.job)
            if let looked, looked.standing == .running { return .certain }
            if known == nil, let looked {
                known = books[named].flatMap { readings[$0].book.record(of: looked.master) } ?? looked
            }
        }
        guard let known else { return .no }
        switch known.standing {
        case .running: return .certain
        case .succeeded where known.newest != parent.job:
            // A newer attempt than the calling one succeeded, and ran the child anew; unless the child is of that very run.
            guard let start = child.ownStart, let repeated = known.startedAt, start >= repeated else { return .certain }
        case .succeeded, .failed, .endedOther: break
        }
        // A parent that only a limit cuts off counts as selected: when its turn comes, it runs the child again.
        guard let number = parent.recipe.flatMap({ books[$0] }) ?? books[recipe] else { return .no }
        let book = readings[number].book
        guard let position = book.position(of: known.master) else { return .no }
        let record = book.records[position]
        let isSelected = book.shares.indices.contains { share in
            let selection = book.shares[share].selection
            return isCandidate(record, share, book.shares[share]) && reasonBeforeChild(record, share, selection) == nil
                && reasonAfterChild(record, selection) == nil
        }
        return isSelected ? .bySelected(CallerCircles.Place(reading: number, position: position)) : .no
    }

    private func reruns(of child: MasterEntry, from recipe: RecipeID, in readings: [RecipeReading]) -> [Rerun] {
        child.parents.map { rerun(of: child, by: $0, from: recipe, in: readings) }
    }

    /// Whether a repeat of a calling job runs, ran or will run this job again.
    ///
    /// Callers in one circle with the job do not count; a circle counts as one job in this.
    func isChild(
        _ record: MasterEntry,
        of recipe: RecipeID,
        in readings: [RecipeReading],
        _ circles: CallerCircles
    ) -> Bool {
        guard !record.parents.isEmpty else { return false }
        let circle = place(of: record, recipe, in: readings).flatMap(circles.circle)
        if let circle { return circles.runAgain.contains(circle) }
        return reruns(of: record, from: recipe, in: readings).contains { rerun in
            switch rerun {
            case .no: false
            case .certain, .bySelected: true
            }
        }
    }

    /// The place of a master among the runbook's recipes.
    func place(of record: MasterEntry, _ recipe: RecipeID, in readings: [RecipeReading]) -> CallerCircles.Place? {
        guard let reading = books[recipe] else { return nil }
        return readings[reading].book.position(of: record.master).map { .init(reading: reading, position: $0) }
    }

    /// Circles of selected jobs, each of which names the next one as its caller.
    func callerCircles(in readings: [RecipeReading]) -> CallerCircles {
        var callers: [CallerCircles.Place: [CallerCircles.Place]] = [:]
        var isRunAgain: Set<CallerCircles.Place> = []
        for (number, reading) in readings.prefix(recipeCount).enumerated() {
            for (position, record) in reading.book.records.enumerated() where !record.parents.isEmpty {
                let place = CallerCircles.Place(reading: number, position: position)
                for rerun in reruns(of: record, from: reading.recipe, in: readings) {
                    switch rerun {
                    case .no: break
                    case .certain: isRunAgain.insert(place)
                    case .bySelected(let caller): callers[place, default: []].append(caller)
                    }
                }
            }
        }
        return CallerCircles(callers, runAgain: isRunAgain)
    }
}
