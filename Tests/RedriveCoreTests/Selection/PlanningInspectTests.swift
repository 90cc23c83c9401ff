import RedriveTestSupport
import RedriveCore
import Testing
import WorkatoJobs

/// Jobs that are read one by one before there is a plan.
struct PlanningInspectTests {
    typealias Rules = PlanningRulesTests

    private func jobs(_ count: Int, tests: Set<Int> = [], error: String = "no", failsAt step: Int = 1) -> [WorldAttempt]
    {
        (0..<count).map { number in
            var job = Rules.failed("\(error)\(number)", minutesAgo: Int64(50 - number))
            job.error = error
            job.isTest = tests.contains(number)
            job.lines = Self.lines(failingAt: step)
            return job
        }
    }

    private static func lines(failingAt step: Int) -> [JobLine] {
        (0...step).map { JobLine(recipeLineNumber: $0, adapterName: "a", operation: "o", hasError: $0 == step) }
    }

    private func planned(
        _ attempts: [WorldAttempt],
        _ inspect: RepeatSelection.Inspect,
        steps: Int = 1,
        _ change: (inout RepeatSelection) -> Void = { _ in }
    ) throws -> (plan: Plan, driver: PlanningDriver) {
        var driver = Rules.driver([11: attempts])
        let selection = Rules.selection { selection in
            selection.inspect = inspect
            change(&selection)
        }
        let end = driver.plan(Rules.runbook(Array(repeating: selection, count: steps)))
        guard case .plan(let plan) = end else {
            Issue.record("there is no plan: \(end)")
            throw CancellationError()
        }
        return (plan, driver)
    }

    @Test func `'none' reads no job and finds no test`() throws {
        let (plan, driver) = try planned(jobs(8, tests: [0, 3], failsAt: 7), .none)
        #expect(plan.jobs.count == 8)
        #expect(driver.singleJobs == 0)
        #expect(plan.warnings.isEmpty)
        #expect(!plan.listings.contains { $0.list == .details })
    }

    @Test func `'all' reads every job that would be taken, four at a time, and leaves the tests out`() throws {
        var attempts = jobs(10, tests: [0, 9])
        attempts.append(Rules.attempt(of: attempts[5], "done", "succeeded"))
        let (plan, driver) = try planned(attempts, .all)
        #expect(plan.jobs.count == 7)
        #expect(plan.leftOut.count { $0.reason == .testJob } == 2)
        #expect(plan.leftOut.count { $0.reason == .recovered } == 1)
        #expect(driver.singleJobs == 9)
        #expect(driver.mostSideBySide == 4)
        #expect(plan.warnings.isEmpty)
        let listing = try #require(plan.listings.last)
        #expect(listing == RecipeListing(recipe: 11, list: .details, requests: 9, rows: 9, completeness: .endOfList))
    }

    @Test func `a limit is filled with jobs that are no tests, and what it cuts off is not read`() throws {
        let (plan, driver) = try planned(jobs(10, tests: [0, 2]), .all) { $0.query.limit = 3 }
        #expect(plan.jobs.map(\.master.text) == ["j-no1", "j-no3", "j-no4"])
        #expect(driver.singleJobs == 5)
        #expect(plan.leftOut.count { $0.reason == .testJob } == 2)
        #expect(plan.leftOut.count { $0.reason == .overLimit } == 5)
    }

    @Test func `'include' brings test jobs back`() throws {
        for inspect in [RepeatSelection.Inspect.sample, .all] {
            let (plan, _) = try planned(jobs(8, tests: [0, 3]), inspect) { $0.include = [.testJob] }
            #expect(plan.jobs.count == 8)
            #expect(plan.warnings.isEmpty)
        }
    }

    @Test func `a job is read once, however many steps want it`() throws {
        let (plan, driver) = try planned(jobs(6, tests: [1]), .all, steps: 2) { $0.query.limitPerRecipe = 3 }
        #expect(plan.jobs.map(\.step) == [0, 0, 0, 1, 1])
        #expect(driver.singleJobs == 6)
    }

    @Test func `'sample' reads three of each error: the first, one in the middle and the last`() throws {
        let (plan, driver) = try planned(jobs(9, error: "no") + jobs(2, error: "nay"), .sample)
        #expect(plan.jobs.count == 11)
        #expect(driver.jobsRead.sorted() == ["j-nay0", "j-nay1", "j-no0", "j-no4", "j-no8"])
        #expect(plan.warnings.isEmpty)
    }

    @Test func `a test in a sample is left out, and a warning says that there may be more`() throws {
        let (plan, _) = try planned(jobs(9, tests: [0, 1]), .sample)
        #expect(plan.jobs.count == 8)
        #expect(
            plan.warnings == [
                "1 of the 3 jobs read are test jobs; there may be more among the 6 that were not read: "
                    + "'inspect: all' reads every job"
            ]
        )
        #expect(try planned(jobs(3, tests: [0, 1]), .sample).plan.warnings.isEmpty)
    }

    @Test func `succeeded jobs are sampled too`() throws {
        let done = jobs(9, tests: [4]).map { job in
            var job = job
            (job.status, job.error) = ("succeeded", nil)
            return job
        }
        let (plan, driver) = try planned(done, .sample) { $0.query.status = .succeeded }
        #expect(driver.singleJobs == 3)
        #expect(plan.leftOut.map(\.reason) == [.testJob])
    }

    @Test func `steps that had succeeded are reported for each error`() throws {
        let attempts =
            jobs(4, error: "late", failsAt: 7) + jobs(1, error: "lone", failsAt: 2) + jobs(4, error: "early")
        let (plan, _) = try planned(attempts, .sample)
        #expect(
            plan.warnings == [
                "recipe 11, 'late': 3 of the 3 jobs read with this error failed at step 7; repeating runs steps 1 to 6 again",
                "recipe 11, 'lone': the one job read with this error failed at step 2; repeating runs step 1 again",
            ]
        )
    }

    @Test func `where steps were skipped, they are counted and not named`() throws {
        var attempts = jobs(3, failsAt: 7)
        attempts[0].lines.removeAll { $0.recipeLineNumber == 3 }
        attempts[1].lines = Self.lines(failingAt: 1)
        let (plan, _) = try planned(attempts, .all)
        #expect(
            plan.warnings == [
                "recipe 11, 'no': 2 of the 3 jobs read with this error failed at step 7; "
                    + "repeating runs up to 6 steps again that had succeeded"
            ]
        )
    }

    @Test func `without lines, or without a number or an error in them, nothing is said`() throws {
        let noNumber = [JobLine(recipeLineNumber: 1), JobLine(hasError: true)]
        let noError = [JobLine(recipeLineNumber: 0), JobLine(recipeLineNumber: 1)]
        let negative = [JobLine(recipeLineNumber: 1), JobLine(recipeLineNumber: -4, hasError: true)]
        for lines in [[], noNumber, noError, negative] {
            var attempts = jobs(2)
            for number in attempts.indices { attempts[number].lines = lines }
            #expect(try planned(attempts, .all).plan.warnings.isEmpty)
        }
    }

    @Test func `a loop counts once, and a handled error is not the failure`() throws {
        var attempts = jobs(1)
        attempts[0].lines = [
            JobLine(recipeLineNumber: 0), JobLine(recipeLineNumber: 1), JobLine(recipeLineNumber: 2, hasError: true),
            JobLine(recipeLineNumber: 3), JobLine(recipeLineNumber: 4), JobLine(recipeLineNumber: 3),
            JobLine(recipeLineNumber: 4, hasError: true),
        ]
        let warning = try #require(try planned(attempts, .all).plan.warnings.first)
        #expect(warning.hasSuffix("failed at step 4; repeating runs up to 2 steps again that had succeeded"))
    }

    @Test func `more than five errors are summed up, and long messages cut`() throws {
        let words = ["a", "b", "c", "d", "e", "f", String(repeating: "long ", count: 40)]
        let attempts = words.enumerated().flatMap { number, word in jobs(number == 6 ? 3 : 1, error: word, failsAt: 3) }
        let warnings = try planned(attempts, .all).plan.warnings
        #expect(warnings.count == 6)
        #expect(warnings[0].contains("long…': 3 of the 3 jobs") || warnings[0].contains("…': 3 of the 3 jobs"))
        #expect(warnings[0].count < 170)
        #expect(warnings[5] == "jobs with 2 other errors failed behind steps that had succeeded, too")
    }

    @Test func `a job that cannot be found stays, with a warning`() throws {
        var attempts = jobs(3)
        attempts[1].hasNoDetail = true
        let one = try planned(attempts, .all).plan
        #expect(one.jobs.count == 3)
        #expect(
            one.warnings == [
                "recipe 11: job 'j-no1' could not be read one by one (404 'Not found'); it stays in the plan"
            ]
        )
        #expect(one.listings.last?.requests == 3)
        #expect(one.listings.last?.rows == 2)
        attempts[2].hasNoDetail = true
        #expect(
            try planned(attempts, .all).plan.warnings == [
                "recipe 11: 2 jobs, 'j-no1' first, could not be read one by one (404 'Not found'); they stay in the plan"
            ]
        )
    }

    @Test(arguments: [ReadError.unauthorized("401"), .unreachable("503")])
    func `another failure ends the plan, as it does for lists`(_ failure: ReadError) {
        var driver = Rules.driver([11: jobs(6)])
        driver.detailFailure = failure
        let end = driver.plan(Rules.runbook([Rules.selection { $0.inspect = .all }]))
        guard case .failure(let why) = end else {
            Issue.record("there is a plan")
            return
        }
        switch failure {
        case .unauthorized: #expect(why == .unauthorized(11, server: "401"))
        case .throttled, .unreachable: #expect(why == .unreachable(11, server: "503"))
        case .notFound: Issue.record("not tried here")
        }
    }

    @Test func `the child of a test job is taken itself`() throws {
        var parent = Rules.failed("p", minutesAgo: 40)
        parent.isTest = true
        var child = Rules.failed("c", minutesAgo: 30)
        (child.rootRecipe, child.rootJob) = (11, parent.id)
        #expect(try planned([parent, child], .none).plan.jobs.map(\.master.text) == ["j-p"])
        let (plan, driver) = try planned([parent, child], .all)
        #expect(plan.jobs.map(\.master.text) == ["j-c"])
        #expect(driver.singleJobs == 2)
    }

    @Test func `with 'all', a plan is what it would be had there been no tests`() throws {
        for seed in 0..<200 as Range<UInt64> {
            var chance = Chance(seed: seed)
            let count = chance.number(0...30)
            let share = chance.number(0...100)
            let attempts = jobs(count, tests: Set((0..<count).filter { _ in chance.happens(share) }))
            let limit = chance.happens(50) ? chance.number(1...12) : nil
            let order = chance.pick(JobQuery.Order.allCases)
            let change: (inout RepeatSelection) -> Void = { ($0.query.limit, $0.query.order) = (limit, order) }
            let (plan, driver) = try planned(attempts, .all, steps: 2, change)
            let (expected, _) = try planned(attempts.filter { !$0.isTest }, .none, steps: 2, change)
            #expect(plan.jobs == expected.jobs, "seed \(seed)")
            #expect(Set(driver.jobsRead).count == driver.singleJobs, "seed \(seed)")
            let tests = plan.leftOut.count { $0.reason == .testJob && $0.step == 0 }
            #expect(driver.singleJobs == plan.jobs.count + tests, "seed \(seed)")
        }
    }

    @Test func `the order of the answers makes no difference`() throws {
        var attempts = jobs(6, tests: [2], error: "late", failsAt: 7) + jobs(6, error: "lone", failsAt: 2)
        attempts[3].hasNoDetail = true
        attempts[7].hasNoDetail = true
        let selection = Rules.selection { ($0.inspect, $0.query.limit) = (.all, 8) }
        var driver = Rules.driver([11: attempts])
        driver.answersLastFirst = true
        guard case .plan(let plan) = driver.plan(Rules.runbook([selection])) else {
            Issue.record("there is no plan")
            return
        }
        #expect(try planned(attempts, .all) { $0.query.limit = 8 }.plan == plan)
        #expect(plan.warnings.count == 3)
    }

    @Test func `a plan with jobs that were read survives its file`() throws {
        let (plan, _) = try planned(jobs(4, tests: [1], failsAt: 3), .all)
        #expect(plan.warnings.count == 1)
        let bytes = PlanEncoder.lines(of: plan).lines.flatMap { line -> [UInt8] in line + [0x0A] }
        #expect(try PlanDecoder.decode(bytes).plan == plan)
    }
}
