import WorkatoJobs

/// How calling jobs stand, and so which jobs are run again by the repeat of another.
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
        // A parent that only a limit cuts off counts as selected: when its turn comes, it runs the child again.
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

    /// Whether a repeat of a calling job runs, ran or will run this job again.
    func isChild(_ record: MasterRecord, of recipe: RecipeID, in readings: [RecipeReading]) -> Bool {
        record.parents.contains { runsAgain(record, by: $0, from: recipe, in: readings) }
    }
}
