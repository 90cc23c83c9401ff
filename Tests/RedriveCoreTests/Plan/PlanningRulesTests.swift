import RedriveCore
import Testing
import WorkatoJobs

/// One rule of the selection at a time.
struct PlanningRulesTests {
    static let now = RandomWorld.now

    /// A failed master that ended so many minutes ago.
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

    static func selection(_ change: (inout Selection) -> Void = { _ in }) -> Selection {
        var selection = Selection(
            source: .recipes([11]),
            since: Timestamp(milliseconds: now - 3_600_000),
            until: Timestamp(milliseconds: now)
        )
        change(&selection)
        return selection
    }

    static func runbook(_ selections: [Selection], retention: Duration? = nil) -> Runbook {
        var workspace = Workspace(url: "https://example.invalid")
        workspace.retention = retention
        let steps = selections.enumerated().map { Step(name: "step-\($0.offset + 1)", selection: $0.element) }
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
        _ selections: [Selection],
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
        _ change: (inout Selection) -> Void = { _ in }
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
        #expect(Self.reason([master]) { $0.predicate = .field(.error, .contains("yes")) } == .filtered)
    }

    @Test func `'reruns' counts all repeats, also those that are found after the newest`() {
        let master = Self.failed("m", minutesAgo: 30)
        let repeats = (1...3).map { Self.attempt(of: master, "r\($0)", "failed", minutesAgo: Int64(20 - $0)) }
        let three = Predicate.field(.reruns, .anyOf([.integer(3)]))
        #expect(Self.reason([master] + repeats) { $0.predicate = three } == nil)
        #expect(Self.reason([master] + repeats.dropLast()) { $0.predicate = three } == .filtered)
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
        let oldest = try #require(Self.plan(jobs, [Self.selection { $0.limit = 2 }]))
        #expect(oldest.jobs.map(\.master.text) == ["j-m5", "j-m4"])
        #expect(oldest.leftOut.map(\.reason) == [.overLimit, .overLimit, .overLimit])
        let newest = try #require(
            Self.plan(jobs, [Self.selection { ($0.order, $0.limitPerRecipe) = (.newestFirst, 1) }])
        )
        #expect(newest.jobs.map(\.master.text) == ["j-m1"])
    }

    @Test func `a later step lists what an earlier one took as duplicate`() throws {
        let jobs = [Self.failed("m1"), Self.failed("m2", minutesAgo: 20)]
        let plan = try #require(Self.plan(jobs, [Self.selection { $0.limit = 1 }, Self.selection()]))
        #expect(plan.jobs.map(\.step) == [0, 1])
        #expect(plan.leftOut.map(\.reason) == [.overLimit, .duplicate])
    }

    @Test func `succeeded jobs can be repeated, and need neither error nor title`() throws {
        var done = Self.failed("m")
        (done.status, done.error, done.title) = ("succeeded", nil, "")
        let plan = try #require(Self.plan([done], [Self.selection { $0.status = .succeeded }]))
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
}

/// Parents and their children.
struct PlanningParentsTests {
    private func child(of parent: WorldAttempt, recipe: Int) -> WorldAttempt {
        var child = PlanningRulesTests.failed("c", minutesAgo: 30)
        (child.rootRecipe, child.rootJob) = (recipe, parent.id)
        return child
    }

    private func reason(parents: [WorldAttempt], of recipe: Int, planned: [RecipeID] = [11]) -> LeftOutReason? {
        let children = [child(of: parents[0], recipe: recipe)]
        var driver = PlanningRulesTests.driver([11: children, recipe: parents])
        let selection = PlanningRulesTests.selection { $0.source = .recipes(planned) }
        guard case .plan(let plan) = driver.plan(PlanningRulesTests.runbook([selection])) else { return nil }
        return plan.leftOut.first { $0.recipe == 11 }?.reason
    }

    @Test func `a child is left out where its parent is selected, recovered or in flight`() {
        let parent = PlanningRulesTests.failed("p", minutesAgo: 40)
        let done = PlanningRulesTests.attempt(of: parent, "pr", "succeeded")
        let running = PlanningRulesTests.attempt(of: parent, "pr", "pending")
        let again = PlanningRulesTests.attempt(of: parent, "pr", "failed")
        #expect(reason(parents: [parent], of: 22, planned: [11, 22]) == .child)
        #expect(reason(parents: [parent, done], of: 22, planned: [11, 22]) == .child)
        #expect(reason(parents: [parent, running], of: 22, planned: [11, 22]) == .child)
        #expect(reason(parents: [parent, done], of: 22) == .child)
        #expect(reason(parents: [parent, running], of: 22) == .child)
        #expect(reason(parents: [parent], of: 22) == nil)
        #expect(reason(parents: [parent, again], of: 22) == nil)
    }

    @Test func `a parent that succeeded without a repeat does not run its child again`() {
        var parent = PlanningRulesTests.failed("p", minutesAgo: 40)
        parent.status = "succeeded"
        #expect(reason(parents: [parent], of: 22) == nil)
        #expect(reason(parents: [parent], of: 22, planned: [11, 22]) == nil)
    }

    @Test func `a parent that has not ended is found by itself`() {
        var parent = PlanningRulesTests.failed("p", minutesAgo: 40)
        (parent.status, parent.end) = ("pending", nil)
        #expect(reason(parents: [parent], of: 22) == .child)
        #expect(reason(parents: [parent], of: 22, planned: [11, 22]) == .child)
    }

    @Test func `many parents are looked for in lists`() throws {
        let parents = (0..<30).map { number -> WorldAttempt in
            var parent = PlanningRulesTests.failed("p\(number)", minutesAgo: 40)
            if number % 2 == 0 { (parent.status, parent.end) = ("pending", nil) }
            return parent
        }
        let children = parents.enumerated().map { number, parent -> WorldAttempt in
            var child = PlanningRulesTests.failed("c\(number)", minutesAgo: 30)
            (child.rootRecipe, child.rootJob) = (22, parent.id)
            return child
        }
        var driver = PlanningRulesTests.driver([11: children, 22: parents])
        guard case .plan(let plan) = driver.plan(PlanningRulesTests.runbook([PlanningRulesTests.selection()])) else {
            Issue.record("there is no plan")
            return
        }
        #expect(plan.jobs.count == 15)
        #expect(driver.singleJobs == 0)
    }

    @Test func `a parent that cannot be read leaves its child in, with a warning`() throws {
        let parent = PlanningRulesTests.failed("p", minutesAgo: 40)
        var driver = PlanningRulesTests.driver([11: [child(of: parent, recipe: 22)]])
        driver.failures[22] = .unauthorized("401 'Unauthorized'")
        guard case .plan(let plan) = driver.plan(PlanningRulesTests.runbook([PlanningRulesTests.selection()])) else {
            Issue.record("there is no plan")
            return
        }
        #expect(plan.jobs.count == 1)
        #expect(plan.warnings.count == 1)
        #expect(plan.warnings.first?.contains("recipe 22") ?? false)
    }
}

/// What is read, and what happens when it cannot be.
struct PlanningReadsTests {
    @Test func `at most four recipes are read side by side, each once for all steps`() {
        let recipes = (1...9).compactMap { RecipeID($0) }
        var histories: [Int: [WorldAttempt]] = [:]
        for recipe in recipes { histories[recipe.value] = [PlanningRulesTests.failed("m\(recipe)")] }
        var driver = PlanningRulesTests.driver(histories)
        let selection = PlanningRulesTests.selection { $0.source = .recipes(recipes) }
        guard case .plan(let plan) = driver.plan(PlanningRulesTests.runbook([selection, selection])) else {
            Issue.record("there is no plan")
            return
        }
        #expect(plan.jobs.count == 9)
        #expect(driver.mostSideBySide == 4)
        #expect(driver.queries.count == 18)
    }

    struct Failure: Sendable {
        var read: ReadFailure
        var planning: PlanningFailure
    }

    @Test(arguments: [
        Failure(read: .unauthorized("401"), planning: .unauthorized(22, server: "401")),
        Failure(read: .notFound("404"), planning: .recipeNotFound(22, server: "404")),
        Failure(read: .unreachable("500"), planning: .unreachable(22, server: "500")),
    ])
    func `a recipe that cannot be read ends planning without a plan`(_ failure: Failure) {
        var driver = PlanningRulesTests.driver([11: [PlanningRulesTests.failed("m")]])
        driver.failures[22] = failure.read
        let selection = PlanningRulesTests.selection { $0.source = .recipes([11, 22]) }
        guard case .failure(let planning) = driver.plan(PlanningRulesTests.runbook([selection])) else {
            Issue.record("there is a plan")
            return
        }
        #expect(planning == failure.planning)
        #expect(planning.message.contains("recipe 22"))
    }

    private func named(
        _ jobs: [String],
        in history: [WorldAttempt],
        _ change: (inout Selection) -> Void = { _ in }
    )
        -> (PlanningDriver.End, PlanningDriver)
    {
        var driver = PlanningRulesTests.driver([11: history])
        let listed = jobs.enumerated().map { number, job in
            Selection.ListedJob(recipe: 11, job: JobID(text: job), place: "jobs.csv:\(number + 2)")
        }
        let selection = PlanningRulesTests.selection {
            $0.source = .jobs(listed)
            $0.since = nil
            change(&$0)
        }
        return (driver.plan(PlanningRulesTests.runbook([selection])), driver)
    }

    @Test func `named jobs are read, mapped to their masters, and taken once`() {
        let master = PlanningRulesTests.failed("m")
        let history = [master, PlanningRulesTests.attempt(of: master, "r", "failed"), PlanningRulesTests.failed("x")]
        guard case (.plan(let plan), _) = named(["j-m", "j-r"], in: history) else {
            Issue.record("there is no plan")
            return
        }
        #expect(plan.jobs.map(\.newestAttempt.text) == ["j-r"])
        #expect(plan.leftOut.isEmpty)
    }

    @Test func `all unknown named jobs are told at once, with their places`() {
        guard case (.failure(let failure), _) = named(["j-a", "j-m", "j-b"], in: [PlanningRulesTests.failed("m")])
        else {
            Issue.record("there is a plan")
            return
        }
        #expect(failure.message == "jobs.csv:2: recipe 11 has no job 'j-a'\njobs.csv:4: recipe 11 has no job 'j-b'")
    }

    @Test func `many named jobs are looked for in the list first`() {
        let history = (0..<60).map { PlanningRulesTests.failed("m\($0)") }
        guard case (.plan(let plan), let driver) = named(history.map(\.id), in: history) else {
            Issue.record("there is no plan")
            return
        }
        #expect(plan.jobs.count == 60)
        #expect(driver.singleJobs == 0)
        #expect(driver.queries.count == 4)
    }

    @Test func `a named job that succeeded or runs is left out for that reason`() {
        var done = PlanningRulesTests.failed("d")
        done.status = "succeeded"
        var running = PlanningRulesTests.failed("r")
        (running.status, running.end) = ("pending", nil)
        guard case (.plan(let plan), _) = named(["j-d", "j-r"], in: [done, running]) else {
            Issue.record("there is no plan")
            return
        }
        #expect(plan.leftOut.map(\.reason) == [.recovered, .inFlight])
    }
}
