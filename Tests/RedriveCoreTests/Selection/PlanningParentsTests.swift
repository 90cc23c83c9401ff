import RedriveCore
import Testing
import WorkatoJobs

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
        let selection = PlanningRulesTests.selection { $0.query.source = .recipes(planned) }
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

    /// Failed jobs of recipe 11, each with the one that it names as its caller.
    private func callers(_ pairs: [(job: String, caller: String?)]) -> [WorldAttempt] {
        pairs.enumerated().map { number, pair in
            var attempt = PlanningRulesTests.failed(pair.job, minutesAgo: 10 + Int64(number))
            if let caller = pair.caller { (attempt.rootRecipe, attempt.rootJob) = (11, "j-\(caller)") }
            return attempt
        }
    }

    private func planned(_ attempts: [WorldAttempt]) throws -> Plan {
        var driver = PlanningRulesTests.driver([11: attempts])
        guard case .plan(let plan) = driver.plan(PlanningRulesTests.runbook([PlanningRulesTests.selection()])) else {
            throw WalkSamples.Unexpected()
        }
        return plan
    }

    @Test func `jobs that call one another in a circle are planned, with a warning`() throws {
        let circle = [("a", "b"), ("b", "c"), ("c", "d"), ("d", "e"), ("e", "a")]
        let plan = try planned(callers(circle.map { (job: $0.0, caller: $0.1) } + [("child", "c"), ("other", nil)]))
        #expect(Set(plan.jobs.map(\.master.text)) == ["j-a", "j-b", "j-c", "j-d", "j-e", "j-other"])
        #expect(plan.leftOut.map(\.master.text) == ["j-child"] && plan.leftOut.map(\.reason) == [.child])
        #expect(plan.warnings.count == 1 && plan.warnings[0].hasPrefix("5 jobs, "), "\(plan.warnings)")
    }

    @Test func `a job that is called by another attempt of itself is planned, with a warning`() throws {
        let first = PlanningRulesTests.failed("a", minutesAgo: 20)
        var again = PlanningRulesTests.attempt(of: first, "ar", "failed")
        again.rootRecipe = 11
        again.rootJob = "j-x"
        var third = PlanningRulesTests.attempt(of: first, "x", "failed", minutesAgo: 12)
        third.rootJob = nil
        let plan = try planned([first, third, again])
        #expect(plan.jobs.map(\.master.text) == ["j-a"])
        #expect(plan.warnings.count == 1 && plan.warnings[0].hasPrefix("job 'j-a' is in a circle"), "\(plan.warnings)")
    }

    @Test func `a circle with a caller outside of it is left out as a whole`() throws {
        var jobs = callers([("a", "b"), ("b", "a"), ("top", nil)])
        var plan = try planned(jobs)
        #expect(plan.jobs.count == 3)
        (jobs[0].callingRecipe, jobs[0].callingJob) = (11, "j-top")
        plan = try planned(jobs)
        #expect(plan.jobs.map(\.master.text) == ["j-top"])
        #expect(plan.leftOut.map(\.reason) == [.child, .child] && plan.warnings.isEmpty)
    }

    @Test func `a long chain of callers is no circle`() throws {
        let names = (0..<3000).map { "n\($0)" }
        let pairs = zip(names, names.dropFirst() + ["none"]).map { (job: $0, caller: Optional($1)) }
        let attempts = callers(pairs).map { attempt in
            var attempt = attempt
            attempt.start = PlanningRulesTests.now - 60_000
            attempt.end = PlanningRulesTests.now - 50_000
            return attempt
        }
        let plan = try planned(attempts)
        #expect(plan.jobs.map(\.master.text) == ["j-n2999"] && plan.leftOut.count == 2999)
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
        let selection = PlanningRulesTests.selection { $0.query.source = .recipes(recipes) }
        guard case .plan(let plan) = driver.plan(PlanningRulesTests.runbook([selection, selection])) else {
            Issue.record("there is no plan")
            return
        }
        #expect(plan.jobs.count == 9)
        #expect(driver.mostSideBySide == 4)
        #expect(driver.queries.count == 18)
    }

    struct Failure: Sendable {
        var read: ReadError
        var planning: PlanningError
    }

    @Test(arguments: [
        Failure(read: .unauthorized("401"), planning: .unauthorized(22, server: "401")),
        Failure(read: .notFound("404"), planning: .recipeNotFound(22, server: "404")),
        Failure(read: .unreachable("500"), planning: .unreachable(22, server: "500")),
    ])
    func `a recipe that cannot be read ends planning without a plan`(_ failure: Failure) {
        var driver = PlanningRulesTests.driver([11: [PlanningRulesTests.failed("m")]])
        driver.failures[22] = failure.read
        let selection = PlanningRulesTests.selection { $0.query.source = .recipes([11, 22]) }
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
        _ change: (inout RepeatSelection) -> Void = { _ in }
    )
        -> (PlanningDriver.End, PlanningDriver)
    {
        var driver = PlanningRulesTests.driver([11: history])
        let listed = jobs.enumerated().map { number, job in
            JobQuery.ListedJob(recipe: 11, job: JobID(text: job), place: "jobs.csv:\(number + 2)")
        }
        let selection = PlanningRulesTests.selection {
            $0.query.source = .jobs(listed)
            $0.query.window.since = nil
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

    @Test func `all unknown named jobs are reported at once, with their places`() {
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
