import RedriveTestSupport
import RedriveCore
import WorkatoJobs

/// A small made-up workspace: recipes with a history, how each server lists it, and a runbook.
struct RandomWorld {
    static let now: Int64 = 1_800_000_000_000
    static let hour: Int64 = 3_600_000

    var servers: [Int: ListServer] = [:]
    var runbook: Runbook
    var longestRun: Int64 = 0

    init(seed: UInt64, habits fixed: ListHabits? = nil) {
        var chance = Chance(seed: seed)
        let recipes = chance.happens(30) ? [11, 22] : [11]
        var histories: [Int: [WorldAttempt]] = [:]
        for recipe in recipes { histories[recipe] = Self.history(of: recipe, &chance) }
        Self.addCallers(&histories, &chance)
        Self.addCircles(&histories, seed: seed)
        runbook = Self.runbook(recipes, &chance)
        let habits = fixed ?? Self.habits(&chance)
        for (recipe, history) in histories.sorted(by: { $0.key < $1.key }) {
            var habits = habits
            if habits.lost != .never { habits.lostIDs = Set(history.filter { _ in chance.happens(15) }.map(\.id)) }
            longestRun = max(
                longestRun,
                history.compactMap { attempt in attempt.end.map { $0 - attempt.start } }.max() ?? 0
            )
            servers[recipe] = ListServer(attempts: history, habits: habits, chance: &chance)
        }
    }

    /// Whether jobs come in while the lists are read.
    var hasArrivals: Bool { servers.values.contains { $0.attempts.contains { $0.appearsAfter > 0 } } }

    private static func habits(_ chance: inout Chance) -> ListHabits {
        var habits = ListHabits()
        habits.pageSize = chance.pick([1, 2, 3, 4, 5, 7, 10, 10, 25, 25, 100])
        habits.order = chance.pick(ListHabits.Order.allCases)
        habits.repeats = chance.pick(ListHabits.RepeatsPlace.allCases)
        habits.scope = chance.pick(ListHabits.Scope.allCases)
        if chance.happens(25) {
            // Lost cursors together with a count that agrees by chance with what was seen cannot be told from the end.
            habits.lost = chance.pick([.restarts, .ends, .notFound])
            habits.scope = chance.pick([.right, .absent, .tooHigh, .allJobs])
            habits.pageSize = max(2, habits.pageSize)
        }
        habits.rerunOnly = chance.pick(ListHabits.RerunOnly.allCases)
        habits.ignoresStatus = chance.happens(20)
        habits.filesCanceledAsFailed = chance.happens(30)
        habits.overlap = chance.happens(30) ? chance.number(1...3) : 0
        habits.masterID = chance.pick(ListHabits.MasterID.allCases)
        habits.tellsTotals = chance.happens(80)
        habits.statusListsRepeats = chance.happens(80)
        if habits.lost == .never, chance.happens(20), habits.scope == .right || habits.scope == .absent {
            habits.stumbleAt = chance.number(2...9)
        }
        habits.pendingFirst = chance.happens(70)
        // A count that is not told, or means something else, cannot contradict anything.
        if habits.lost == .never, habits.stumbleAt == 0, habits.scope == .right {
            if chance.happens(30) { habits.hides = chance.pick(ListHabits.Hides.allCases) }
            if chance.happens(20) { habits.strangersAt = chance.number(1...6) }
        }
        return habits
    }

    private static func history(of recipe: Int, _ chance: inout Chance) -> [WorldAttempt] {
        var history: [WorldAttempt] = []
        let span = chance.pick([5, 20, 100]) * Int(hour)
        let longest = chance.happens(15) ? 3 * Int(hour) : chance.pick([1_000, 600_000, 5_000_000])
        let failing = chance.number(20...95)
        for number in 0..<chance.number(0...70) {
            let id = "j-\(recipe)m\(number)-\(chance.number(100...999))"
            var start = now - Int64(chance.number(1...span))
            var last: WorldAttempt?
            let repeats = chance.happens(30) ? chance.number(1...3) : 0
            for attempt in 0...repeats {
                if let last {
                    guard let end = last.end else { break }
                    start = end + Int64(chance.number(1...(chance.happens(50) ? 60_000 : 2 * Int(hour))))
                }
                guard start < now else { break }
                var new = run(
                    id: attempt == 0 ? id : "\(id)-r\(attempt)",
                    master: id,
                    start: start,
                    longest,
                    failing,
                    &chance
                )
                new.isPollError = attempt == 0 && chance.happens(4)
                history.append(new)
                last = new
            }
        }
        for number in 0..<(chance.happens(20) ? chance.number(1...3) : 0) {
            let id = "j-\(recipe)new\(number)"
            let start = now + Int64(chance.number(1...1000))
            history.append(
                WorldAttempt(
                    id: id,
                    master: id,
                    status: "failed",
                    start: start,
                    end: start + 10,
                    error: "late",
                    title: "",
                    appearsAfter: chance.number(1...6)
                )
            )
        }
        return history
    }

    private static func run(
        id: String,
        master: String,
        start: Int64,
        _ longest: Int,
        _ failing: Int,
        _ chance: inout Chance
    )
        -> WorldAttempt
    {
        let end = start + Int64(chance.number(1...longest))
        if end >= now {
            return WorldAttempt(
                id: id,
                master: master,
                status: "pending",
                start: start,
                end: nil,
                error: nil,
                title: "order"
            )
        }
        if chance.happens(failing) {
            let isErased = chance.happens(5)
            // One word in both spellings that Unicode calls equal.
            let error = chance.pick(["d\u{E9}lai after 30 s", "'a' is missing", "de\u{301}lai after 7 s"])
            return WorldAttempt(
                id: id,
                master: master,
                status: "failed",
                start: start,
                end: end,
                error: isErased ? nil : error,
                title: isErased ? "" : "order"
            )
        }
        let status = chance.happens(4) ? "canceled" : "succeeded"
        return WorldAttempt(id: id, master: master, status: status, start: start, end: end, error: nil, title: "order")
    }

    /// Some jobs are called by jobs of the runbook's recipes, or of a recipe outside of it.
    private static func addCallers(_ histories: inout [Int: [WorldAttempt]], _ chance: inout Chance) {
        guard chance.happens(30) else { return }
        histories[99] = history(of: 99, &chance)
        let callers = histories.sorted { $0.key < $1.key }.filter { $0.key != 11 }
        guard var children = histories[11] else { return }
        for index in children.indices where chance.happens(30) && !children[index].isRepeat {
            let (recipe, jobs) = chance.pick(callers)
            let earlier = jobs.filter { $0.start <= children[index].start && $0.start > children[index].start - hour }
            guard !earlier.isEmpty else { continue }
            let caller = chance.pick(earlier)
            let master = children[index].id
            for child in children.indices where children[child].master == master {
                children[child].rootRecipe = recipe
                children[child].rootJob = caller.id
            }
        }
        histories[11] = children
    }

    /// Some jobs are said to have called one another, in a circle; one more is called by a job of it.
    ///
    /// By chances of its own, so that all else in a world stays as it is without.
    private static func addCircles(_ histories: inout [Int: [WorldAttempt]], seed: UInt64) {
        var chance = Chance(seed: seed &+ 0x1000_0000)
        guard chance.happens(15), var jobs = histories[11] else { return }
        let attempts = Dictionary(grouping: jobs, by: \.master).mapValues(\.count)
        let single = jobs.indices.filter { attempts[jobs[$0].master] == 1 && jobs[$0].appearsAfter == 0 }
        let circle = single.prefix(chance.number(1...4))
        for (place, index) in circle.enumerated() {
            let next = circle[circle.startIndex + (place + 1) % circle.count]
            // A job is never taken for its own caller.
            guard next != index else { continue }
            (jobs[index].rootRecipe, jobs[index].rootJob) = (11, jobs[next].id)
        }
        if let first = circle.first, let other = single.dropFirst(circle.count).first {
            (jobs[other].rootRecipe, jobs[other].rootJob) = (11, jobs[first].id)
        }
        histories[11] = jobs
    }

    private static func runbook(_ recipes: [Int], _ chance: inout Chance) -> Runbook {
        let ids = recipes.compactMap { RecipeID($0) }
        var steps: [Step] = []
        for number in 0..<chance.pick([1, 1, 2]) {
            let isFailed = chance.happens(85)
            var include: Set<LeftOutReason> = []
            for reason in [LeftOutReason.otherStatus, .recovered, .pollError, .child, .expired]
            where chance.happens(12) {
                include.insert(reason)
            }
            let since = chance.happens(85) ? Timestamp(milliseconds: now - Int64(chance.number(1...20)) * hour) : nil
            let query = JobQuery(
                source: .recipes(chance.happens(80) ? ids : Array(ids.prefix(1))),
                status: isFailed ? .failed : .succeeded,
                window: TimeWindow(
                    since: since,
                    until: Timestamp(milliseconds: chance.happens(70) ? now : now - hour),
                    clock: chance.pick([.completedAt, .completedAt, .startedAt])
                ),
                predicate: chance.happens(20)
                    ? .field(.error, .contains(number == 0 ? "d\u{E9}lai" : "de\u{301}lai")) : nil,
                order: chance.pick([.oldestFirst, .newestFirst]),
                limit: chance.happens(15) ? chance.number(1...5) : nil,
                limitPerRecipe: chance.happens(15) ? chance.number(1...3) : nil
            )
            let selection = RepeatSelection(query, include: include)
            steps.append(Step(name: "step-\(number + 1)", kind: .repeatJobs(selection)))
        }
        var workspace = Workspace(url: "https://example.invalid")
        if chance.happens(20),
            steps.allSatisfy({ $0.selection.query.limit == nil && $0.selection.query.limitPerRecipe == nil })
        {
            workspace.retention = .seconds(3600 * chance.number(3...60))
        }
        return Runbook(name: "world", workspace: workspace, steps: steps)
    }
}
