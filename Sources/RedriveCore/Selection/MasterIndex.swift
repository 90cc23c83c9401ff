import WorkatoJobs

/// All that planning has seen of one recipe, by master.
struct MasterIndex: Sendable {
    /// One step's share of this recipe: what the step asks of its jobs.
    ///
    /// A `StepSet` of a master holds the indices of shares.
    struct StepShare: Sendable {
        /// The step's index in the runbook.
        let step: Int
        let selection: RepeatSelection
        /// What the selection asks for.
        var query: JobQuery { selection.query }
        /// Whether the predicate can only be judged when all repeats were seen.
        let asksForReruns: Bool
        /// Whether the step names its jobs.
        let namesJobs: Bool

        init(step: Int, selection: RepeatSelection) {
            self.step = step
            self.selection = selection
            asksForReruns = selection.query.predicate?.asksForReruns ?? false
            switch selection.query.source {
            case .recipes, .query: namesJobs = false
            case .jobs: namesJobs = true
            }
        }
    }

    let recipe: RecipeID
    let shares: [StepShare]
    private(set) var records: [MasterEntry] = []
    /// The signatures of newest attempts; some may no longer be referred to.
    private(set) var signatures: [ErrorSignature] = []
    /// Rows that name another recipe.
    private(set) var foreignRows = 0

    /// Every attempt and every master, to the index of the master's record.
    private var index: [JobID: Int32] = [:]
    private var signatureIndex: [ErrorSignature: Int32] = [:]
    /// The rows of newest attempts, if a predicate asks for the number of repeats, which is final only at the end.
    private var newestRows: [Int: JobRow] = [:]
    /// For each share, the conditions that have fitted no job so far.
    private(set) var tallies: [ConditionTally]
    private let withTitles: Bool
    private let keepsRows: Bool

    init(recipe: RecipeID, shares: [StepShare], withTitles: Bool) {
        self.recipe = recipe
        self.shares = shares
        self.withTitles = withTitles
        keepsRows = shares.contains { $0.asksForReruns }
        tallies = shares.map { ConditionTally($0.query.predicate) }
    }

    /// The index of the record that an attempt belongs to.
    func position(of attempt: JobID) -> Int? { index[attempt].map(Int.init) }

    /// The record that an attempt belongs to.
    func record(of attempt: JobID) -> MasterEntry? { position(of: attempt).map { records[$0] } }

    /// Takes rows in.
    ///
    /// A later row of the same attempt is fresher and replaces what was known of it.
    mutating func take(_ rows: some Sequence<JobRow>) {
        let predicates = compiledPredicates()
        var watched = tallies.map(compiled)
        for row in rows {
            take(row, predicates)
            tally(row, &watched)
        }
    }

    /// Notes which conditions fit the row, if its status is the one asked for and it is in the window.
    private mutating func tally(_ row: JobRow, _ watched: inout [[CompiledPredicate]]) {
        for (number, share) in shares.enumerated() where !watched[number].isEmpty || share.query.predicate != nil {
            guard row.recipeID ?? recipe == recipe, share.namesJobs || share.query.asks(for: row.status),
                share.query.window.contains(startedAt: row.startedAt, completedAt: row.completedAt)
            else { continue }
            tallies[number].look(at: PredicateSubject(row: row, master: row.master, reruns: 0), &watched[number])
        }
    }

    private func compiled(_ tally: ConditionTally) -> [CompiledPredicate] {
        do {
            return try tally.compiled()
        } catch {
            preconditionFailure("there is no memory for the patterns of a step: \(error)")
        }
    }

    private mutating func take(_ row: JobRow, _ predicates: [CompiledPredicate?]) {
        if let named = row.recipeID, named != recipe {
            foreignRows += 1
            return
        }
        let position: Int
        let isNew: Bool
        let (master, isOwnMaster) = (row.master, row.master == row.id)
        if let known = index[master] ?? (isOwnMaster ? nil : index[row.id]) {
            position = Int(known)
            isNew = false
        } else {
            position = records.count
            records.append(MasterEntry(row: row))
            index[master] = Int32(truncatingIfNeeded: position)
            if !row.isMaster { noteOwnID(of: master, at: position) }
            isNew = true
        }
        // Of a row that is its own master, the index knows the id by now.
        let isKnown =
            isOwnMaster || index.updateValue(Int32(truncatingIfNeeded: position), forKey: row.id) != nil
        if !isKnown, !row.isMaster { records[position].repeats += 1 }
        mark(row, at: position)
        if isNew || records[position].isOlder(than: row) { replaceNewest(of: position, with: row, predicates) }
    }

    /// A master may have a handle, its id with a suffix; callers name it by the id.
    private mutating func noteOwnID(of master: JobID, at position: Int) {
        guard let dash = master.text.utf8.lastIndex(of: UInt8(ascii: "-")) else { return }
        let own = JobID(text: String(master.text[..<dash]))
        if index[own] == nil { index[own] = Int32(truncatingIfNeeded: position) }
    }

    /// Notes that a step names an attempt.
    ///
    /// False if the attempt was not seen.
    mutating func list(_ attempt: JobID, share: Int) -> Bool {
        guard let position = position(of: attempt) else { return false }
        records[position].listed.insert(share)
        return true
    }

    /// Notes that an attempt is a test run.
    mutating func markTest(_ attempt: JobID) {
        guard let position = position(of: attempt) else { return }
        records[position].isTest = true
    }

    /// Notes that a step took the master.
    mutating func markTaken(_ position: Int) { records[position].isTaken = true }

    /// Judges the predicates that ask for the number of repeats; to be called when all rows were taken in.
    mutating func judgeReruns() {
        guard keepsRows else { return }
        let predicates = compiledPredicates()
        for position in records.indices {
            guard let row = newestRows[position] else { continue }
            records[position].holds = judge(row, repeats: Int(records[position].repeats), predicates, deferring: false)
        }
        newestRows = [:]
    }

    private mutating func mark(_ row: JobRow, at position: Int) {
        records[position].earliestEnd = earlier(records[position].earliestEnd, row.completedAt)
        records[position].earliestStart = earlier(records[position].earliestStart, row.startedAt)
        if row.isMaster { records[position].ownStart = row.startedAt }
        for (number, share) in shares.enumerated() {
            let selection = share.selection
            if !selection.excludeJobs.isEmpty,
                selection.excludeJobs.contains(row.id) || selection.excludeJobs.contains(row.master)
            {
                records[position].excluded.insert(number)
            }
            guard share.namesJobs || selection.query.asks(for: row.status) else { continue }
            records[position].asked.insert(number)
            if selection.query.window.contains(startedAt: row.startedAt, completedAt: row.completedAt) {
                records[position].inWindow.insert(number)
            }
        }
    }

    private mutating func replaceNewest(of position: Int, with row: JobRow, _ predicates: [CompiledPredicate?]) {
        records[position].newest = row.id
        records[position].newestIsRepeat = !row.isMaster
        records[position].standing = MasterEntry.Standing(row)
        records[position].startedAt = row.startedAt
        records[position].completedAt = row.completedAt
        records[position].isPollError = row.isPollError
        records[position].isErased = row.status == .failed && row.isErased
        records[position].title = withTitles ? row.title.map(PlannedJob.shownTitle) : nil
        records[position].signature = row.status == .failed ? intern(ErrorSignature.of(row: row, recipe: recipe)) : nil
        let parents = row.parents
        if !parents.isEmpty { records[position].parents = parents }
        records[position].holds = judge(row, repeats: 0, predicates, deferring: true)
        if keepsRows { newestRows[position] = row }
    }

    private func judge(_ row: JobRow, repeats: Int, _ predicates: [CompiledPredicate?], deferring: Bool) -> StepSet {
        var holds = StepSet()
        for (number, share) in shares.enumerated() {
            if deferring, share.asksForReruns { continue }
            guard let predicate = predicates[number] else {
                holds.insert(number)
                continue
            }
            if predicate.holds(for: PredicateSubject(row: row, master: row.master, reruns: repeats)) {
                holds.insert(number)
            }
        }
        return holds
    }

    /// Made anew for each page: compiled patterns cannot be sent between tasks, and this value can.
    private func compiledPredicates() -> [CompiledPredicate?] {
        shares.map { share in
            guard let predicate = share.query.predicate else { return nil }
            do {
                return try CompiledPredicate(predicate)
            } catch {
                preconditionFailure("there is no memory for the patterns of step \(share.step): \(error)")
            }
        }
    }

    private mutating func intern(_ signature: ErrorSignature) -> Int32 {
        if let known = signatureIndex[signature] { return known }
        let number = Int32(truncatingIfNeeded: signatures.count)
        signatures.append(signature)
        signatureIndex[signature] = number
        return number
    }

    private func earlier(_ known: Timestamp?, _ new: Timestamp?) -> Timestamp? {
        guard let known, let new else { return known ?? new }
        return min(known, new)
    }
}

extension JobRow {
    /// Whether error, error parts and title are all absent or empty, as in the rows of erased jobs.
    ///
    /// Source: reference, "swept jobs remain in the list".
    fileprivate var isErased: Bool {
        (error ?? "").isEmpty && (title ?? "").isEmpty && (errorParts ?? ErrorParts()) == ErrorParts()
    }

    /// The jobs that called this one, each once, without itself.
    fileprivate var parents: [MasterEntry.Parent] {
        var parents: [MasterEntry.Parent] = []
        if let job = rootJobID, job != id, job != master { parents.append(.init(recipe: rootRecipeID, job: job)) }
        if let job = callingJobID, job != id, job != master, job != rootJobID {
            parents.append(.init(recipe: callingRecipeID, job: job))
        }
        return parents
    }
}

extension Predicate {
    /// Whether the number of repeats is asked for.
    package var asksForReruns: Bool {
        switch self {
        case .all(let parts), .any(let parts): parts.contains { $0.asksForReruns }
        case .not(let part): part.asksForReruns
        case .field(let field, _): field == .reruns
        }
    }
}
