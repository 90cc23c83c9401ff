/// A recipe as the world stores it.
struct RecipeState {
    /// Its id.
    var id: Int
    /// Its index in the scenario.
    var place: Int
    /// The rows of its jobs, in the order of their creation.
    var members: [Int32] = []
    /// Rows, oldest first, for each combination of filters; created at the first request, and then kept up to date.
    var lists = [[Int32]](repeating: [], count: ListFilter.count)
    /// Which lists exist.
    var isMade = [Bool](repeating: false, count: ListFilter.count)
    /// The number of pages that the current walk of each list has read.
    var pages = [Int](repeating: 0, count: ListFilter.count)
    /// How often a walk may still lose its position.
    var stumblesLeft: Int
    /// The number of jobs that lists show, by status.
    var shown: [Scenario.Status: Int] = [:]
    /// When each slot for running repeats is free; empty for no bound.
    var slotsFreeAt: [Int64]
}

/// A combination of filters, as a number.
struct ListFilter {
    static let count = 8
    static let everything = ListFilter(status: nil, rerunOnly: false)

    var status: Scenario.Status?
    var rerunOnly: Bool

    init(status: Scenario.Status?, rerunOnly: Bool) {
        self.status = status
        self.rerunOnly = rerunOnly
    }

    init(number: Int) {
        status = number < 2 ? nil : Scenario.Status.allCases[number / 2 - 1]
        rerunOnly = number % 2 == 1
    }

    var number: Int {
        let place: Int =
            switch status {
            case nil: 0
            case .succeeded: 1
            case .failed: 2
            case .pending: 3
            }
        return 2 * place + (rerunOnly ? 1 : 0)
    }
}

extension World {
    /// Whether a list shows a row that is not hidden.
    func shows(_ filter: ListFilter, _ row: Int) -> Bool {
        let job = jobs[row]
        if let status = filter.status, status != job.status { return false }
        let isRepeat = Int(job.master) != row
        guard filter.rerunOnly else {
            return filter.status == nil || !isRepeat || scenario.behavior.statusListsRepeats
        }
        switch scenario.behavior.rerunOnly {
        case .repeats: return isRepeat
        case .masters: return !isRepeat && job.shownRepeats > 0
        case .both: return isRepeat || job.shownRepeats > 0
        }
    }

    /// Adds a row to all lists that show it; a repeat may add its master as well.
    mutating func enter(_ row: Int) {
        insert(row)
        let master = Int(jobs[row].master)
        guard master != row else { return }
        // Only the first repeat moves the master, and only if lists of repeats show masters.
        if jobs[master].shownRepeats == 0, scenario.behavior.rerunOnly != .repeats {
            change(master) { $0.shownRepeats += 1 }
        } else {
            jobs[master].shownRepeats += 1
        }
    }

    /// Changes a row and updates the lists.
    mutating func change(_ row: Int, _ change: (inout SimulatedJobRow) -> Void) {
        guard !jobs[row].flags.contains(.hidden) else {
            change(&jobs[row])
            return
        }
        let behavior = scenario.behavior
        let recipe = Int(jobs[row].recipe)
        // The positions of repeats next to a master move with it.
        if behavior.repeatsPlace == .besideMaster, behavior.order == .completedAt, jobs[row].repeats > 0,
            jobs[row].status == .pending
        {
            recipes[recipe].isMade = recipes[recipe].isMade.map { _ in false }
        }
        remove(row)
        change(&jobs[row])
        insert(row)
    }

    private mutating func insert(_ row: Int) {
        let recipe = Int(jobs[row].recipe)
        recipes[recipe].shown[jobs[row].status, default: 0] += 1
        for number in 0..<ListFilter.count where recipes[recipe].isMade[number] {
            guard shows(ListFilter(number: number), row) else { continue }
            let place = place(of: row, recipe, number)
            recipes[recipe].lists[number].insert(Int32(row), at: place)
        }
    }

    private mutating func remove(_ row: Int) {
        let recipe = Int(jobs[row].recipe)
        recipes[recipe].shown[jobs[row].status, default: 0] -= 1
        for number in 0..<ListFilter.count where recipes[recipe].isMade[number] {
            guard shows(ListFilter(number: number), row) else { continue }
            recipes[recipe].lists[number].remove(at: place(of: row, recipe, number))
        }
    }

    /// Creates a list if it does not exist yet.
    mutating func make(_ filter: ListFilter, _ recipe: Int) {
        let number = filter.number
        guard !recipes[recipe].isMade[number] else { return }
        let everything = ListFilter.everything.number
        if number == everything {
            recipes[recipe].lists[number] = sortedMembers(recipe)
        } else {
            make(.everything, recipe)
            recipes[recipe].lists[number] = recipes[recipe].lists[everything].filter { shows(filter, Int($0)) }
        }
        recipes[recipe].isMade[number] = true
    }

    private func sortedMembers(_ recipe: Int) -> [Int32] {
        var rows: [Int32] = []
        rows.reserveCapacity(recipes[recipe].members.count)
        for row in recipes[recipe].members where !jobs[Int(row)].flags.contains(.hidden) { rows.append(row) }
        if scenario.behavior.repeatsPlace == .besideMaster {
            rows.sort { precedes(Int($0), Int($1)) }
            return rows
        }
        // The same order by precomputed keys: several times as fast for 100,000 rows.
        var keys: [(time: Int64, startedAt: Int64, row: Int32)] = []
        keys.reserveCapacity(rows.count)
        for row in rows {
            let job = jobs[Int(row)]
            let time = scenario.behavior.order == .completedAt ? job.completedAt : job.startedAt
            keys.append((time, job.startedAt, row))
        }
        keys.sort { $0 < $1 }
        return keys.map(\.row)
    }

    /// The position of a row in an existing list, or the position where it would be inserted.
    func place(of row: Int, _ recipe: Int, _ number: Int) -> Int {
        let list = recipes[recipe].lists[number]
        var (low, high) = (0, list.count)
        while low < high {
            let middle = (low + high) / 2
            if precedes(Int(list[middle]), row) { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Whether a row is older in the order of lists.
    private func precedes(_ left: Int, _ right: Int) -> Bool {
        let (leftMaster, rightMaster) = (Int(jobs[left].master), Int(jobs[right].master))
        if scenario.behavior.repeatsPlace == .besideMaster {
            if leftMaster != rightMaster { return isOlder(leftMaster, rightMaster) }
            if left == leftMaster || right == rightMaster { return left == leftMaster && right != left }
        }
        return isOlder(left, right)
    }

    private func isOlder(_ left: Int, _ right: Int) -> Bool {
        let (first, second) = (jobs[left], jobs[right])
        if scenario.behavior.order == .completedAt, first.completedAt != second.completedAt {
            return first.completedAt < second.completedAt
        }
        return first.startedAt != second.startedAt ? first.startedAt < second.startedAt : left < right
    }
}
