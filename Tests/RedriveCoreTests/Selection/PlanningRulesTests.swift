import RedriveTestSupport
import RedriveCore
import Testing
import WorkatoJobs

/// One rule of the selection at a time.
struct PlanningRulesTests {
    static let now = RandomWorld.now

    /// A failed master that ended this many minutes ago.
    static func failed(_ name: String, minutesAgo: Int64 = 10) -> WorldAttempt {
        let end = now - minutesAgo * 60_000
        return WorldAttempt(
            id: "j-\(name)",
            master: "j-\(name)",
            status: "failed",
            start: end - 1000,
            end: end,
            error: "no",
            title: "t"
        )
    }

    /// A later attempt of a master.
    static func attempt(
        of master: WorldAttempt,
        _ name: String,
        _ status: String,
        minutesAgo: Int64 = 5
    ) -> WorldAttempt {
        var attempt = failed(name, minutesAgo: minutesAgo)
        attempt.master = master.id
        attempt.status = status
        if status == "pending" { attempt.end = nil }
        if status != "failed" { attempt.error = nil }
        return attempt
    }

    static func selection(_ change: (inout RepeatSelection) -> Void = { _ in }) -> RepeatSelection {
        let window = TimeWindow(
            since: Timestamp(milliseconds: now - 3_600_000),
            until: Timestamp(milliseconds: now)
        )
        var selection = RepeatSelection(JobQuery(source: .recipes([11]), window: window))
        change(&selection)
        return selection
    }

    static func runbook(_ selections: [RepeatSelection], retention: Duration? = nil) -> Runbook {
        var workspace = Workspace(url: "https://example.invalid")
        workspace.retention = retention
        let steps = selections.enumerated().map { Step(name: "step-\($0.offset + 1)", kind: .repeatJobs($0.element)) }
        return Runbook(name: "rules", workspace: workspace, steps: steps)
    }

    static func driver(_ attempts: [Int: [WorldAttempt]], habits: ListHabits = ListHabits()) -> PlanningDriver {
        var chance = Chance(seed: 1)
        return PlanningDriver(
            servers: attempts.mapValues { ListServer(attempts: $0, habits: habits, chance: &chance) }
        )
    }

    static func plan(
        _ attempts: [WorldAttempt],
        _ selections: [RepeatSelection],
        retention: Duration? = nil,
        habits: ListHabits = ListHabits()
    ) -> Plan? {
        var driver = driver([11: attempts], habits: habits)
        guard case .plan(let plan) = driver.plan(runbook(selections, retention: retention)) else { return nil }
        return plan
    }

    /// Why the first job is left out; nil where it is taken.
    static func reason(
        _ attempts: [WorldAttempt],
        retention: Duration? = nil,
        _ change: (inout RepeatSelection) -> Void = { _ in }
    )
        -> LeftOutReason?
    {
        plan(attempts, [selection(change)], retention: retention)?.leftOut.first?.reason
    }

    @Test func `the master is sent, and its newest attempt is named`() throws {
        let master = Self.failed("m")
        let plan = try #require(Self.plan([master, Self.attempt(of: master, "r", "failed")], [Self.selection()]))
        #expect(plan.jobs.map(\.master.text) == ["j-m"])
        #expect(plan.jobs[0].newestAttempt.text == "j-r")
        #expect(plan.jobs[0].earlierRepeats == 1)
        #expect(plan.leftOut.isEmpty)
    }

    @Test func `a failed repeat brings a master in that is older than the window`() throws {
        let master = Self.failed("m", minutesAgo: 600)
        let plan = try #require(Self.plan([master, Self.attempt(of: master, "r", "failed")], [Self.selection()]))
        #expect(plan.jobs.map(\.master.text) == ["j-m"])
    }

    @Test func `the first instant is in the window, the last is not`() {
        let since = Self.failed("a", minutesAgo: 60)
        let before = Self.failed("b", minutesAgo: 61)
        let until = Self.failed("c", minutesAgo: 0)
        #expect(Self.reason([since]) == nil)
        #expect(Self.reason([before]) == .outsideWindow)
        #expect(Self.reason([until]) == .outsideWindow)
    }

    @Test func `what happened to the newest attempt decides`() {
        let master = Self.failed("m")
        #expect(Self.reason([master, Self.attempt(of: master, "r", "succeeded")]) == .recovered)
        #expect(Self.reason([master, Self.attempt(of: master, "r", "pending")]) == .inFlight)
        #expect(Self.reason([master, Self.attempt(of: master, "r", "canceled")]) == .otherStatus)
        #expect(Self.reason([master, Self.attempt(of: master, "r", "succeeded")]) { $0.include = [.recovered] } == nil)
    }

    @Test func `a state that is not documented and has no end is in flight`() {
        let master = Self.failed("m")
        var odd = Self.attempt(of: master, "r", "canceling")
        odd.end = nil
        #expect(Self.reason([master, odd]) == .inFlight)
    }

    @Test func `poll errors, excluded jobs and predicates leave jobs out`() {
        var poll = Self.failed("p")
        poll.isPollError = true
        #expect(Self.reason([poll]) == .pollError)
        #expect(Self.reason([poll]) { $0.include = [.pollError] } == nil)
        let master = Self.failed("m")
        let again = Self.attempt(of: master, "r", "failed")
        #expect(Self.reason([master, again]) { $0.excludeJobs = [JobID(text: "j-r")] } == .excludeJobs)
        #expect(Self.reason([master, again]) { $0.excludeJobs = [JobID(text: "j-m")] } == .excludeJobs)
        #expect(Self.reason([master]) { $0.query.predicate = .field(.error, .contains("yes")) } == .filtered)
    }

    @Test func `'reruns' counts all repeats, also those that are found after the newest`() {
        let master = Self.failed("m", minutesAgo: 30)
        let repeats = (1...3).map { Self.attempt(of: master, "r\($0)", "failed", minutesAgo: Int64(20 - $0)) }
        let three = Predicate.field(.reruns, .anyOf([.integer(3)]))
        #expect(Self.reason([master] + repeats) { $0.query.predicate = three } == nil)
        #expect(Self.reason([master] + repeats.dropLast()) { $0.query.predicate = three } == .filtered)
    }

    @Test func `the 101st repeat is not tried`() {
        let master = Self.failed("m", minutesAgo: 59)
        let repeats = (0..<100).map { number -> WorldAttempt in
            var attempt = Self.attempt(of: master, "r\(number)", "failed", minutesAgo: 50)
            attempt.start += Int64(number)
            return attempt
        }
        #expect(Self.reason([master] + repeats) == .repeatLimit)
        #expect(Self.reason([master] + repeats.dropLast()) == nil)
        #expect(Self.reason([master] + repeats) { $0.include = [.repeatLimit] } == nil)
    }

    @Test func `jobs expire by the master's age, and by their bare row`() {
        let master = Self.failed("m", minutesAgo: 50)
        let again = Self.attempt(of: master, "r", "failed")
        #expect(Self.reason([master, again], retention: .seconds(49 * 60)) == .expired)
        #expect(Self.reason([master, again], retention: .seconds(51 * 60)) == nil)
        var bare = Self.failed("b")
        bare.error = nil
        bare.title = ""
        #expect(Self.reason([bare]) == .expired)
        #expect(Self.reason([bare]) { $0.include = [.expired] } == nil)
    }

    @Test func `limits cut after the order`() throws {
        let jobs = (1...5).map { Self.failed("m\($0)", minutesAgo: Int64($0)) }
        let oldest = try #require(Self.plan(jobs, [Self.selection { $0.query.limit = 2 }]))
        #expect(oldest.jobs.map(\.master.text) == ["j-m5", "j-m4"])
        #expect(oldest.leftOut.map(\.reason) == [.overLimit, .overLimit, .overLimit])
        let newest = try #require(
            Self.plan(jobs, [Self.selection { ($0.query.order, $0.query.limitPerRecipe) = (.newestFirst, 1) }])
        )
        #expect(newest.jobs.map(\.master.text) == ["j-m1"])
    }

    @Test func `a later step lists what an earlier one took as duplicate`() throws {
        let jobs = [Self.failed("m1"), Self.failed("m2", minutesAgo: 20)]
        let plan = try #require(Self.plan(jobs, [Self.selection { $0.query.limit = 1 }, Self.selection()]))
        #expect(plan.jobs.map(\.step) == [0, 1])
        #expect(plan.leftOut.map(\.reason) == [.overLimit, .duplicate])
    }

    @Test func `succeeded jobs can be repeated, and need neither error nor title`() throws {
        var done = Self.failed("m")
        (done.status, done.error, done.title) = ("succeeded", nil, "")
        let plan = try #require(Self.plan([done], [Self.selection { $0.query.status = .succeeded }]))
        #expect(plan.jobs.map(\.master.text) == ["j-m"])
        #expect(plan.jobs[0].signature == nil)
    }

    @Test func `titles are kept only where they are asked for`() {
        for withTitles in [true, false] {
            var driver = Self.driver([11: [Self.failed("m")]])
            guard case .plan(let plan) = driver.plan(Self.runbook([Self.selection()]), withTitles: withTitles) else {
                Issue.record("there is no plan")
                return
            }
            #expect(plan.jobs[0].title == (withTitles ? "t" : nil))
        }
    }

    @Test func `planning ends once more rows have arrived than it takes in`() {
        var machine = PlanningStateMachine(
            runbook: Self.runbook([Self.selection { $0.query.source = .recipes([11, 22]) }]),
            version: "test",
            now: Timestamp(milliseconds: Self.now),
            simulated: nil,
            withTitles: false
        )
        var waiting = machine.begin()
        var pages = 0
        while pages < 200, case .list(let id, let query)? = waiting.first {
            waiting.removeFirst()
            pages += 1
            // One new row on each page, again and again.
            let row = JobRow(id: JobID(text: "j-\(query.recipe)-\(pages)"), status: .failed)
            let page = JobPage(items: Array(repeating: row, count: 10_000), jobScopeCount: 1_000_000)
            waiting += machine.answered(id, .page(page)).filter { $0.kind != .nothing || $0.isFailure }
        }
        // What was under way at the end is answered as well.
        #expect((101...102).contains(pages))
        #expect(waiting.contains(.failed(.tooManyRows(1_010_000))))
    }

    @Test func `a long title is cut, and one that just fits is kept`() throws {
        for (length, isCut) in [(500, false), (501, true), (5_000_000, true)] {
            var job = Self.failed("a")
            job.title = String(repeating: "ü", count: length)
            var driver = Self.driver([11: [job]])
            guard case .plan(let plan) = driver.plan(Self.runbook([Self.selection()]), withTitles: true) else {
                Issue.record("no plan")
                return
            }
            let title = try #require(plan.jobs.first?.title)
            #expect(title.unicodeScalars.count == 500)
            #expect(title.hasSuffix(isCut ? "ü…" : "üü"))
            var decoder = PlanDecoder()
            for line in PlanEncoder.lines(of: plan).lines { try decoder.consume(line: line[...]) }
            #expect(try decoder.finish().plan == plan)
        }
    }
}

extension PlanningEffect {
    fileprivate var isFailure: Bool {
        if case .failed = self { true } else { false }
    }
}
