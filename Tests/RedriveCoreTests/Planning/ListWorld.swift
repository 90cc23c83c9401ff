import RedriveTestSupport
import WorkatoJobs

/// One execution of a job in a made-up recipe.
struct WorldAttempt: Hashable {
    var id: String
    var master: String
    var status: String
    var start: Int64
    var end: Int64?
    var error: String?
    var title: String
    var isPollError = false
    var rootRecipe: Int?
    var rootJob: String?
    var callingRecipe: Int?
    var callingJob: String?
    /// It is in no list before this many requests were answered.
    var appearsAfter = 0
    /// What *Get a job* alone shows.
    var isTest = false
    var lines: [JobLine] = []
    /// *Get a job* does not know it.
    var hasNoDetail = false

    var isRepeat: Bool { id != master }
}

/// How a made-up server lists jobs; every field is something that the documentation leaves open.
struct ListHabits {
    enum Order: CaseIterable { case startDown, startUp, endDown, endUp, shuffled }
    enum RepeatsPlace: CaseIterable { case own, besideMaster, onTop }
    enum Scope: CaseIterable { case right, absent, tooHigh, tooLow, allJobs, remaining, pageLength }
    enum LostCursor: CaseIterable { case never, restarts, ends, notFound }
    enum MasterID: CaseIterable { case own, null, alias }
    enum RerunOnly: CaseIterable { case repeats, masters, both, ignored }
    /// Which pages come without their rows although the rows are counted.
    enum Hides: CaseIterable { case nothing, repeats, repeatsOnce, jobs, jobsOnce, lastPage }

    var pageSize = 25
    var order = Order.startDown
    var repeats = RepeatsPlace.own
    var scope = Scope.right
    var lost = LostCursor.never
    var lostIDs: Set<String> = []
    var rerunOnly = RerunOnly.repeats
    var hides = Hides.nothing
    /// The request, counted from 1, that is answered with rows of another recipe; 0 for none.
    var strangersAt = 0
    var ignoresStatus = false
    /// Whether the list of failed jobs, and their count, have the canceled ones too.
    var filesCanceledAsFailed = false
    var overlap = 0
    var masterID = MasterID.own
    var statusListsRepeats = true
    /// The request, counted from 1, at which a cursor is lost once; 0 for none.
    var stumbleAt = 0
    /// Whether pages say how many jobs of each status there are.
    var tellsTotals = true
    var pendingFirst = true

    /// Nothing that could keep a careful reader from proving that it saw all.
    var isKind: Bool {
        lost == .never && stumbleAt == 0 && overlap == 0 && pageSize > 3 && scope != .tooHigh && tellsTotals
            && hides == .nothing && strangersAt == 0 && (scope != .allJobs || statusListsRepeats)
    }
}

/// A server of job lists for one recipe, written from the reference and sharing nothing with the planner.
struct ListServer {
    var attempts: [WorldAttempt]
    var habits: ListHabits
    var requests = 0
    private var lists: [String: [WorldAttempt]] = [:]
    private var shuffle: [String: UInt64] = [:]
    private var hidden: Set<Bool> = []

    init(attempts: [WorldAttempt], habits: ListHabits, chance: inout Chance) {
        self.attempts = attempts
        self.habits = habits
        for attempt in attempts { shuffle[attempt.id] = chance.next() }
    }

    mutating func answer(_ query: ListQuery) -> JobPage {
        requests += 1
        let present = attempts.filter { $0.appearsAfter < requests }
        let name = "\(query.status?.rawValue ?? "") \(query.rerunOnly) \(present.count)"
        let list = lists[name] ?? arranged(filtered(present, query), all: present)
        lists[name] = list
        let begin = beginning(of: query, in: list)
        var page = begin.map { Array(list[$0..<min($0 + habits.pageSize, list.count)]) } ?? []
        if hides(query, isLast: (begin ?? 0) + habits.pageSize >= list.count) { page = [] }
        return JobPage(
            items: requests == habits.strangersAt ? page.map(stranger) : page.map(row),
            jobScopeCount: scope(list: list, present: present, page: page, begin: begin),
            jobCount: habits.tellsTotals ? present.count : nil,
            jobSucceededCount: habits.tellsTotals ? present.count { $0.status == "succeeded" } : nil,
            jobFailedCount: habits.tellsTotals ? present.count { isFiled($0, as: .failed) } : nil
        )
    }

    /// Whether the rows of the page are counted and not shown.
    private mutating func hides(_ query: ListQuery, isLast: Bool) -> Bool {
        let isFirst = hidden.insert(query.rerunOnly).inserted
        return switch habits.hides {
        case .nothing: false
        case .repeats: query.rerunOnly
        case .repeatsOnce: query.rerunOnly && isFirst
        case .jobs: !query.rerunOnly && query.status != nil
        case .jobsOnce: !query.rerunOnly && isFirst
        case .lastPage: isLast && query.offset != nil
        }
    }

    /// A row of another recipe in place of one of this.
    private func stranger(_ attempt: WorldAttempt) -> JobRow {
        JobRow(
            id: JobID(text: "j-other-\(attempt.id)"),
            recipeID: RecipeID(999),
            status: .succeeded,
            startedAt: Timestamp(milliseconds: attempt.start)
        )
    }

    func detail(_ job: JobID) -> JobDetail? {
        attempts.first { $0.id == job.text && $0.appearsAfter == 0 && !$0.hasNoDetail }.map { attempt in
            var row = row(attempt)
            row.isTest = attempt.isTest
            return JobDetail(row: row, lines: attempt.lines)
        }
    }

    private func filtered(_ present: [WorldAttempt], _ query: ListQuery) -> [WorldAttempt] {
        let repeated = Set(present.filter(\.isRepeat).map(\.master))
        return present.filter { attempt in
            if query.rerunOnly {
                switch habits.rerunOnly {
                case .repeats: guard attempt.isRepeat else { return false }
                case .masters: guard !attempt.isRepeat, repeated.contains(attempt.id) else { return false }
                case .both: guard attempt.isRepeat || repeated.contains(attempt.id) else { return false }
                case .ignored: break
                }
            }
            guard let status = query.status, !habits.ignoresStatus else { return true }
            if attempt.isRepeat, !query.rerunOnly, !habits.statusListsRepeats { return false }
            return isFiled(attempt, as: status)
        }
    }

    private func isFiled(_ attempt: WorldAttempt, as status: StatusFilter) -> Bool {
        if habits.filesCanceledAsFailed, attempt.status == "canceled" { return status == .failed }
        return attempt.status == status.rawValue
    }

    private func arranged(_ list: [WorldAttempt], all: [WorldAttempt]) -> [WorldAttempt] {
        let byID = Dictionary(uniqueKeysWithValues: all.map { ($0.id, $0) })
        let far: Int64 = habits.pendingFirst ? .max : 0
        let key: (WorldAttempt) -> Int64 = { attempt in
            let placed = habits.repeats == .besideMaster ? byID[attempt.master] ?? attempt : attempt
            return switch habits.order {
            case .startDown: -placed.start
            case .startUp: placed.start
            case .endDown: -(placed.end ?? far)
            case .endUp: placed.end ?? far
            case .shuffled: Int64(truncatingIfNeeded: (shuffle[placed.id] ?? 0) >> 1)
            }
        }
        return list.sorted { left, right in
            if habits.repeats == .onTop, left.isRepeat != right.isRepeat { return left.isRepeat }
            return (key(left), left.master, left.id) < (key(right), right.master, right.id)
        }
    }

    private func beginning(of query: ListQuery, in list: [WorldAttempt]) -> Int? {
        guard let offset = query.offset else { return 0 }
        if requests == habits.stumbleAt { return requests % 2 == 0 ? 0 : nil }
        guard !habits.lostIDs.contains(offset.text), let place = list.firstIndex(where: { $0.id == offset.text }) else {
            switch habits.lost {
            case .restarts: return 0
            case .ends, .never, .notFound: return nil
            }
        }
        return max(0, place + 1 - habits.overlap)
    }

    private func scope(list: [WorldAttempt], present: [WorldAttempt], page: [WorldAttempt], begin: Int?) -> Int? {
        switch habits.scope {
        case .right: list.count
        case .absent: nil
        case .tooHigh: list.count + 7
        case .tooLow: list.count / 2
        case .allJobs: present.count
        case .remaining: list.count - (begin ?? list.count)
        case .pageLength: page.count
        }
    }

    private func masterJobID(_ attempt: WorldAttempt) -> JobID? {
        switch habits.masterID {
        case .own: JobID(text: attempt.master)
        case .null: attempt.isRepeat ? JobID(text: attempt.master) : nil
        case .alias: JobID(text: attempt.master + "-B1")
        }
    }

    /// Whether the server answers the query with 404.
    func refuses(_ query: ListQuery) -> Bool {
        guard habits.lost == .notFound, let offset = query.offset else { return false }
        return habits.lostIDs.contains(offset.text)
    }

    func row(_ attempt: WorldAttempt) -> JobRow {
        JobRow(
            id: JobID(text: attempt.id),
            masterJobID: masterJobID(attempt),
            status: JobStatus(rawValue: attempt.status),
            startedAt: Timestamp(milliseconds: attempt.start),
            completedAt: attempt.end.map(Timestamp.init(milliseconds:)),
            title: attempt.title,
            error: attempt.error,
            isPollError: attempt.isPollError,
            callingRecipeID: attempt.callingRecipe.flatMap { RecipeID($0) },
            callingJobID: attempt.callingJob.map(JobID.init(text:)),
            rootRecipeID: attempt.rootRecipe.flatMap { RecipeID($0) },
            rootJobID: attempt.rootJob.map(JobID.init(text:))
        )
    }
}
