extension World {
    /// The suffix of a master's own id, if master ids are handles of their own.
    static let aliasSuffix = "-B1"

    /// The state of a job, for checkers, which also see hidden and erased jobs.
    package struct JobState: Sendable, Equatable {
        /// Its id.
        package var id: String
        /// The id of the job that it repeats; its own for a master.
        package var master: String
        /// Its status.
        package var status: Scenario.Status
        /// When it started.
        package var startedAt: SimulatedTime
        /// When it ended; nil while it is pending.
        package var completedAt: SimulatedTime?
        /// Whether it is a repeat.
        package var isRepeat: Bool
        /// Whether retention has erased it.
        package var isErased: Bool
    }

    /// All jobs of a recipe, in the order of their creation; empty for an unknown recipe.
    package func jobs(of recipe: Int) -> [JobState] {
        guard let place = recipePlaces[recipe] else { return [] }
        return recipes[place].members.map { state(of: Int($0)) }
    }

    /// The state of a job; nil if the recipe has no job with this id.
    package func job(_ id: String, recipe: Int) -> JobState? {
        guard let place = recipePlaces[recipe], let row = row(of: id), jobs[row].recipe == place else { return nil }
        return state(of: row)
    }

    private func state(of row: Int) -> JobState {
        let job = jobs[row]
        return JobState(
            id: id(of: row),
            master: id(of: Int(job.master)),
            status: job.status,
            startedAt: SimulatedTime(milliseconds: job.startedAt),
            completedAt: job.status == .pending ? nil : SimulatedTime(milliseconds: job.completedAt),
            isRepeat: job.master != row,
            isErased: isErased(job)
        )
    }

    func id(of row: Int) -> String {
        let detail = jobs[row].detail
        return detail == SimulatedJobRow.none ? codec.id(row) : details[Int(detail)].id
    }

    /// The row of a job of any recipe.
    func row(of id: String) -> Int? {
        if let row = toldJobs[id] { return row }
        guard let row = codec.index(id), row < jobs.count, jobs[row].detail == SimulatedJobRow.none else { return nil }
        return row
    }

    func settings(of row: SimulatedJobRow) -> Scenario.Recipe { scenario.recipes[recipes[Int(row.recipe)].place] }

    func isErased(_ row: SimulatedJobRow) -> Bool {
        if row.flags.contains(.erased) || row.completedAt < sweptBefore { return true }
        guard let retention = scenario.retention else { return false }
        return row.completedAt < (now - retention).milliseconds
    }

    /// The index of an error kind; adds a new one.
    mutating func place(of kind: Scenario.ErrorKind) -> Int32 {
        if let place = errors.firstIndex(where: { $0.kind == kind }) { return Int32(place) }
        errors.append(PreparedError(kind))
        return Int32(errors.count - 1)
    }

    /// Adds a row; unless it is hidden, lists show it.
    mutating func append(_ row: SimulatedJobRow) -> Int {
        let place = jobs.count
        jobs.append(row)
        recipes[Int(row.recipe)].members.append(Int32(place))
        let master = Int(row.master)
        if master != place {
            jobs[master].repeats += 1
            if row.startedAt >= jobs[Int(jobs[master].newest)].startedAt { jobs[master].newest = Int32(place) }
        }
        if !row.flags.contains(.hidden) { enter(place) }
        return place
    }

    /// Adds a job with its end; an end in the future becomes an event.
    mutating func append(history row: SimulatedJobRow) -> Int {
        var row = row
        let (status, end) = (row.status, row.completedAt)
        if row.startedAt > now.milliseconds { row.flags.insert(.hidden) }
        if status != .pending, end > now.milliseconds {
            row.status = .pending
            row.completedAt = .max
        }
        let place = append(row)
        if row.flags.contains(.hidden) { queue.add(.show(job: place), at: row.startedAt) }
        if row.status != status { queue.add(.end(job: place, status: status, error: row.error), at: end) }
        return place
    }

    /// Ends a pending job.
    mutating func end(_ job: Int, _ status: Scenario.Status, _ error: Int32) {
        guard jobs[job].status == .pending else { return }
        let at = now.milliseconds
        change(job) { row in
            row.status = status
            row.completedAt = at
            row.error = status == .failed ? max(0, error) : error
        }
        ledger.note(.ended(.init(at: now, recipe: recipes[Int(jobs[job].recipe)].id, job: id(of: job), status: status)))
    }

    /// Shows a job in the lists.
    mutating func show(_ job: Int) {
        guard jobs[job].flags.contains(.hidden) else { return }
        jobs[job].flags.remove(.hidden)
        enter(job)
    }
}
