import RedriveTestSupport
import Testing
import WorkatoJobs

@testable import RedriveCore

@Suite struct JobListingTests {
    private typealias Samples = WalkSamples

    /// 60 failures, one a minute; the fifth recovered, the sixth failed again, the seventh is running again.
    private func repeated() -> [WorldAttempt] {
        let failures = Samples.failures(60)
        var recovered = Samples.repeating(failures[5], "ok", start: 1_000_100_000, runs: 5_000)
        recovered.status = "succeeded"
        let failed = Samples.repeating(failures[6], "again", start: 1_000_200_000, runs: 5_000)
        var running = Samples.repeating(failures[7], "running", start: 1_000_300_000, runs: 0)
        running.status = "pending"
        running.end = nil
        return failures + [recovered, failed, running]
    }

    private func listing(
        _ status: JobListing.Status,
        _ rows: JobListing.Rows = .newestAttempts,
        since: Int64? = nil
    ) -> JobListing {
        JobListing(
            source: .recipes([Samples.recipe]),
            status: status,
            rows: rows,
            since: since.map { Timestamp(milliseconds: 1_000_000_000 - $0 * Samples.minute) }
        )
    }

    private func run(
        _ listing: JobListing,
        _ attempts: [WorldAttempt],
        _ change: (inout ListHabits) -> Void = { _ in }
    ) -> ListingDriver.Result {
        var driver = ListingDriver([Samples.recipe: Samples.server(attempts, change)])
        return driver.run(listing)
    }

    @Test func `a master is listed by its newest attempt, once, and not if that has recovered`() {
        let result = run(listing(.failed), repeated())
        #expect(result.rows.count == 58)
        #expect(Set(result.ids).count == 58)
        #expect(!result.ids.contains("j-m1005"))
        #expect(!result.ids.contains("j-m1006"))
        #expect(result.ids.contains("j-ragain"))
        #expect(!result.ids.contains("j-m1007"))
        #expect(result.summary?.isComplete == true)
        #expect(run(listing(.succeeded), repeated()).ids == ["j-rok"])
        #expect(run(listing(.pending), repeated()).ids == ["j-rrunning"])
        #expect(run(listing(.any), repeated()).rows.count == 60)
    }

    @Test(arguments: [true, false])
    func `a master that is repeated between the two lists is listed once`(_ isNamedAlike: Bool) {
        func row(_ id: String, of master: String? = nil, startedAt start: Int64) -> JobRow {
            JobRow(
                id: JobID(text: id),
                masterJobID: master.map { JobID(text: $0) },
                status: .failed,
                startedAt: Timestamp(milliseconds: start),
                completedAt: Timestamp(milliseconds: start + 1)
            )
        }
        let master = isNamedAlike ? "m" : nil
        var machine = JobListingStateMachine(JobListing(source: .recipes([7])), lookback: .seconds(1800))
        var listed: [String] = []
        var effects = machine.begin()
        for _ in 0..<20 {
            guard case .list(let query)? = effects.last else { break }
            // When the repeats are read there is none; when the jobs are read, one was made since.
            let rows: [JobRow] =
                switch (query.rerunOnly, query.offset?.text) {
                case (false, nil): [row("m", of: master, startedAt: 1_000)]
                case (false, "m"?): [row("r", of: "m", startedAt: 900)]
                case (_, _): []
                }
            effects = machine.received(.page(JobPage(items: rows, jobScopeCount: nil)))
            for case .rows(let rows) in effects { listed += rows.map(\.row.id.text) }
        }
        guard case .finished? = effects.last else {
            Issue.record("\(effects)")
            return
        }
        #expect(listed == ["m"])
    }

    @Test func `attempts are listed one by one, and repeats alone if only they are asked for`() {
        #expect(run(listing(.any, .attempts), repeated()).rows.count == 63)
        #expect(run(listing(.failed, .attempts), repeated()).rows.count == 61)
        #expect(Set(run(listing(.any, .repeats), repeated()).ids) == ["j-rok", "j-ragain", "j-rrunning"])
        #expect(run(listing(.failed, .repeats), repeated()).ids == ["j-ragain"])
    }

    @Test(arguments: ListHabits.Order.allCases, ListHabits.RerunOnly.allCases)
    func `what is listed does not depend on the habits of the server`(
        _ order: ListHabits.Order,
        _ rerunOnly: ListHabits.RerunOnly
    ) {
        for status in JobListing.Status.allCases {
            for since in [nil, 30] as [Int64?] {
                let expected = Set(run(listing(status, since: since), repeated()).ids)
                let result = run(listing(status, since: since), repeated()) { habits in
                    habits.order = order
                    habits.rerunOnly = rerunOnly
                    habits.pageSize = 10
                    habits.overlap = 2
                }
                #expect(Set(result.ids) == expected, "\(status), \(order), \(rerunOnly)")
                #expect(result.ids.count == expected.count)
            }
        }
    }

    @Test func `a server that ignores the status is not believed`() {
        let result = run(listing(.succeeded), repeated()) { $0.ignoresStatus = true }
        #expect(result.ids == ["j-rok"])
    }

    @Test func `a window ends the reading as early as the rows prove it may`() {
        let all = run(listing(.failed, .attempts), Samples.failures(500))
        let some = run(listing(.failed, .attempts, since: 60), Samples.failures(500)) { $0.order = .endDown }
        #expect(all.rows.count == 500)
        #expect(some.rows.count == 61)
        #expect(some.queries.count < all.queries.count / 2)
        #expect(some.summary?.isComplete == true)
    }

    @Test func `a limit ends the reading, and the list says so`() {
        var limited = listing(.failed, .attempts)
        limited.limit = 30
        let result = run(limited, Samples.failures(500))
        #expect(result.rows.count == 30)
        #expect(result.queries.count == 2)
        #expect(result.summary?.isCut == true)
        limited.limit = nil
        limited.limitPerRecipe = 26
        #expect(run(limited, Samples.failures(500)).rows.count == 26)
    }

    @Test func `conditions are checked here, the number of repeats included`() throws {
        var wanted = listing(.failed)
        wanted.predicate = .field(.reruns, .compare(.init(atLeast: .integer(1))))
        #expect(run(wanted, repeated()).ids == ["j-ragain"])
        wanted.predicate = .field(.error, .contains("maybe"))
        #expect(run(wanted, repeated()).ids == [])
    }

    @Test func `an end that is not proven is said, with the recipe`() throws {
        let result = run(listing(.failed, .attempts), Samples.failures(60)) { $0.hides = .lastPage }
        let summary = try #require(result.summary)
        #expect(!summary.isComplete)
        #expect(summary.warnings.contains { $0.hasPrefix("recipe 11, list of jobs: ") }, "\(summary.warnings)")
    }

    @Test func `a recipe that is not there is an error and never an empty list`() {
        var driver = ListingDriver([:])
        let result = driver.run(listing(.failed))
        #expect(result.failure == ListingError(recipe: Samples.recipe, error: .notFound("no such recipe")))
        #expect(result.summary == nil)
    }

    @Test func `rows of several recipes come newest first, whatever the pages are`() {
        let failures = Samples.failures(80).enumerated()
        let even = failures.filter { $0.offset.isMultiple(of: 2) }.map(\.element)
        let odd = failures.filter { !$0.offset.isMultiple(of: 2) }.map(\.element)
        var driver = ListingDriver([
            11: Samples.server(even) { $0.pageSize = 7 }, 12: Samples.server(odd) { $0.pageSize = 25 },
        ])
        var listing = listing(.failed, .attempts)
        listing.source = .recipes([11, 12])
        listing.limit = 50
        let result = driver.run(listing, order: .newestFirst)
        #expect(result.ids == (0..<50).map { "j-m\(1000 + $0)" })
    }

    @Test func `rows are handed on page by page`() {
        let result = run(listing(.failed), Samples.failures(2000))
        #expect(result.rows.count == 2000)
        #expect(result.mostAtOnce <= 25)
    }

    @Test func `details are read of each row, and one that is gone keeps what its list said`() throws {
        var driver = ListingDriver([Samples.recipe: Samples.server(Samples.failures(3))])
        for id in ["j-m1000", "j-m1001"] {
            let row = JobRow(id: JobID(text: id), recipeID: Samples.recipe, status: .failed, isTest: true)
            driver.details[row.id] = JobDetail(row: row, lines: [JobLine(recipeLineNumber: 4, hasError: true)])
        }
        var wanted = listing(.failed)
        wanted.readsDetails = true
        let result = driver.run(wanted)
        #expect(result.rows.map(\.failedLine?.recipeLineNumber) == [4, 4, nil])
        #expect(result.ids == ["j-m1000", "j-m1001", "j-m1002"])
        #expect(try #require(result.summary).warnings == ["the details of 1 jobs could not be read"])
    }

    @Test func `jobs that are named are read one by one, and unknown ones are said`() throws {
        var driver = ListingDriver([:])
        let row = JobRow(id: JobID(text: "j-1"), recipeID: 11, status: .failed)
        driver.details[row.id] = JobDetail(row: row)
        var wanted = listing(.failed)
        wanted.source = .jobs(
            ["j-1", "j-2"].map { JobQuery.ListedJob(recipe: 11, job: JobID(text: $0), place: "jobs.csv:1") }
        )
        let result = driver.run(wanted)
        #expect(result.ids == ["j-1"])
        let summary = try #require(result.summary)
        #expect(!summary.isComplete)
        #expect(summary.warnings == ["the API does not know job j-2 of recipe 11"])
    }
}
