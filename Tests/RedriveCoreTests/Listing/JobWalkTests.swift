@testable import RedriveCore
import Testing
import WorkatoJobs

struct JobWalkTests {
    @Test func `a short page that agrees with the count ends the walk without another request`() throws {
        let walked = try #require(WalkSamples.walk(WalkSamples.server(WalkSamples.failures(60)), bound: .none))
        #expect(walked.rows.count == 60)
        #expect(walked.summary == WalkSummary(requests: 3, rows: 60, completeness: .endOfList))
    }

    @Test func `without a count the end is confirmed with another cursor`() throws {
        let server = WalkSamples.server(WalkSamples.failures(60)) {
            $0.scope = .absent
            $0.tellsTotals = false
        }
        let walked = try #require(WalkSamples.walk(server, bound: .none))
        #expect(walked.rows.count == 60)
        #expect(walked.summary == WalkSummary(requests: 5, rows: 60, completeness: .endOfList))
    }

    @Test(arguments: ListHabits.Scope.allCases) func `a wrong count neither ends a walk early nor keeps it going`(
        scope: ListHabits.Scope
    ) throws {
        for pageSize in [2, 3, 5, 20, 100] {
            let server = WalkSamples.server(WalkSamples.failures(40)) {
                $0.scope = scope
                $0.pageSize = pageSize
            }
            let walked = try #require(WalkSamples.walk(server, bound: .none))
            #expect(walked.rows.count == 40, "page size \(pageSize)")
            // Seven rows that are counted and never shown are not proven to be no rows.
            #expect(
                walked.summary.completeness == (scope == .tooHigh ? .unproven : .endOfList),
                "page size \(pageSize)"
            )
            #expect(walked.summary.isContradicted == (scope == .tooHigh), "page size \(pageSize)")
            if scope == .tooHigh { #expect(walked.summary.warning?.contains("47") ?? false, "page size \(pageSize)") }
        }
    }

    @Test(arguments: [StatusFilter.failed, .succeeded, nil])
    func `an empty list that counts jobs is asked for once more, and then not proven`(status: StatusFilter?) throws {
        var walk = JobWalkStateMachine(query: ListQuery(recipe: WalkSamples.recipe, status: status), bound: .none)
        guard case .list(let first) = walk.begin() else { throw WalkSamples.Unexpected() }
        let empty = JobPage(items: [], jobScopeCount: 5, jobCount: 9, jobSucceededCount: 5, jobFailedCount: 5)
        #expect(walk.received(empty) == .list(first))
        guard case .finished(let summary) = walk.received(empty) else { throw WalkSamples.Unexpected() }
        #expect(summary.completeness == .unproven)
        #expect(summary.warning == "the server counts 5 jobs and shows 0")
    }

    @Test func `an empty list whose count shrinks when it is asked again is not proven`() throws {
        var walk = JobWalkStateMachine(query: ListQuery(recipe: WalkSamples.recipe, status: .failed), bound: .none)
        guard case .list = walk.begin() else { throw WalkSamples.Unexpected() }
        guard case .list = walk.received(JobPage(items: [], jobScopeCount: 5)),
            case .finished(let summary) = walk.received(JobPage(items: [], jobScopeCount: 0))
        else { throw WalkSamples.Unexpected() }
        #expect(summary.completeness == .unproven)
    }

    @Test func `a page of another recipe is asked for once more`() throws {
        for request in 1...4 {
            let server = WalkSamples.server(WalkSamples.failures(60)) { $0.strangersAt = request }
            let walked = try #require(WalkSamples.walk(server, bound: .none))
            #expect(walked.rows.count == 60, "request \(request)")
            #expect(walked.summary.completeness == .endOfList, "request \(request)")
            #expect(walked.summary.isContradicted == (request < 4), "request \(request)")
        }
    }

    @Test(arguments: [ListHabits.LostCursor.restarts, .ends, .notFound]) func `a lost cursor is walked around`(
        lost: ListHabits.LostCursor
    ) throws {
        let server = WalkSamples.server(WalkSamples.failures(60)) {
            $0.lost = lost
            $0.lostIDs = ["j-m1024", "j-m1048", "j-m1059"]
            $0.scope = .absent
        }
        let walked = try #require(WalkSamples.walk(server, bound: .none))
        #expect(walked.rows.count == 60)
        #expect(walked.summary.completeness == .endOfList)
    }

    @Test(arguments: [ListHabits.LostCursor.restarts, .ends]) func `a server that ignores cursors proves nothing`(
        lost: ListHabits.LostCursor
    ) throws {
        let attempts = WalkSamples.failures(60)
        let server = WalkSamples.server(attempts) {
            $0.lost = lost
            $0.lostIDs = Set(attempts.map(\.id))
        }
        let walked = try #require(WalkSamples.walk(server, bound: .none))
        #expect(walked.summary.completeness == .unproven)
        #expect(walked.summary.isContradicted)
        #expect(
            walked.summary.warning == "the cursor was lost after 25 rows, and the server counts 60: there may be more"
        )
        #expect(walked.summary.requests < 15)
    }

    @Test func `overlapping pages hand each row on once`() throws {
        for overlap in 1...4 {
            let server = WalkSamples.server(WalkSamples.failures(60)) {
                $0.overlap = overlap
                $0.pageSize = 7
                $0.scope = .absent
            }
            let walked = try #require(WalkSamples.walk(server, bound: .none))
            #expect(walked.rows.count == 60)
            #expect(Set(walked.rows).count == 60)
            #expect(walked.summary.completeness == .endOfList)
        }
    }

    @Test func `rows that cannot be read make a walk unproven`() {
        var walk = JobWalkStateMachine(query: ListQuery(recipe: 11, status: .failed), bound: .none)
        _ = walk.begin()
        let row = JobRow(id: JobID(text: "j-1"), status: .failed)
        let action = walk.received(JobPage(items: [row], unreadableRows: 1, jobScopeCount: 2, jobFailedCount: 2))
        guard case .finished(let summary) = action else {
            Issue.record("the count shows the end")
            return
        }
        #expect(summary.completeness == .unproven)
        #expect(summary.warning == "1 rows of the list could not be read")
    }

    @Test func `a page of nothing but unreadable rows is not the end`() {
        var walk = JobWalkStateMachine(query: ListQuery(recipe: 11, status: .failed), bound: .none)
        _ = walk.begin()
        guard case .finished(let summary) = walk.received(JobPage(items: [], unreadableRows: 3)) else {
            Issue.record("there is no cursor to go on with")
            return
        }
        #expect(summary.completeness == .unproven)
    }

    @Test func `a list sorted by end may be left as soon as a row ended before the window`() throws {
        let server = WalkSamples.server(WalkSamples.failures(500) { $0 % 7 == 0 ? 200_000 : 10_000 }) {
            $0.order = .endDown
        }
        let walked = try #require(WalkSamples.walk(server, bound: WalkSamples.bound(minutesAgo: 40)))
        #expect(walked.summary.completeness == .order)
        #expect(walked.summary.requests == 2)
    }

    @Test func `a list sorted by start is left 'lookback' beyond a window of ends, and that is said`() throws {
        let server = WalkSamples.server(WalkSamples.failures(500) { $0 % 7 == 0 ? 200_000 : 10_000 })
        let walked = try #require(WalkSamples.walk(server, bound: WalkSamples.bound(minutesAgo: 40)))
        #expect(walked.summary.completeness == .lookback)
        #expect(walked.summary.requests == 3)
    }

    @Test func `a list sorted by start is left at the window's edge where the window compares starts`() throws {
        let server = WalkSamples.server(WalkSamples.failures(500) { $0 % 7 == 0 ? 200_000 : 10_000 })
        let walked = try #require(WalkSamples.walk(server, bound: WalkSamples.bound(minutesAgo: 40, clock: .startedAt)))
        #expect(walked.summary.completeness == .order)
        #expect(walked.summary.requests == 2)
    }

    @Test func `a job that ran longer than 'lookback' refutes it`() throws {
        let server = WalkSamples.server(WalkSamples.failures(200) { $0 == 3 ? 3_000_000 : 10_000 })
        let walked = try #require(WalkSamples.walk(server, bound: WalkSamples.bound(minutesAgo: 40)))
        #expect(walked.summary.completeness == .endOfList)
        #expect(walked.rows.count == 200)
    }

    @Test(arguments: [ListHabits.Order.startUp, .endUp, .shuffled])
    func `a list that ascends or is not sorted is read to its end`(order: ListHabits.Order) throws {
        let server = WalkSamples.server(WalkSamples.failures(200)) { $0.order = order }
        let walked = try #require(WalkSamples.walk(server, bound: WalkSamples.bound(minutesAgo: 40)))
        #expect(walked.summary.completeness == .endOfList)
        #expect(walked.rows.count == 200)
    }

    @Test func `few rows prove no order`() throws {
        let server = WalkSamples.server(WalkSamples.failures(20)) { $0.pageSize = 5 }
        let walked = try #require(
            WalkSamples.walk(server, bound: WalkSamples.bound(minutesAgo: -60, clock: .startedAt))
        )
        #expect(walked.rows.count == 10)
        #expect(walked.summary.completeness == .order)
    }

    @Test func `a stopped walk claims nothing`() {
        var walk = JobWalkStateMachine(query: ListQuery(recipe: 11), bound: .none)
        _ = walk.begin()
        let summary = walk.stop()
        #expect(summary == WalkSummary(requests: 0, rows: 0, completeness: .unproven, stoppedByConsumer: true))
    }

    @Test(arguments: [10, nil]) func `a list without end is left, and is not proven`(_ count: Int?) throws {
        var walk = JobWalkStateMachine(query: ListQuery(recipe: 11, status: .failed), bound: .none)
        var action = walk.begin()
        var pages = 0
        while case .list = action, pages < 4_000 {
            let rows = (0..<100).map { JobRow(id: JobID(text: "j-\(pages)-\($0)"), status: .failed) }
            action = walk.received(JobPage(items: rows, jobScopeCount: count))
            pages += 1
        }
        guard case .finished(let summary) = action else {
            Issue.record("it goes on after \(pages) pages")
            return
        }
        #expect(pages == (count == nil ? 2_501 : 101))
        #expect(summary.completeness == .unproven && summary.isContradicted == (count != nil))
        let counts = count.map { "the server counts \($0)" } ?? "the server does not count them"
        #expect(summary.warning == "the list goes on after \(pages * 100) rows, and \(counts): it may have no end")
    }

    @Test func `how many rows a list may have follows the count, within bounds`() {
        #expect(PageCursor.mostRows(counting: 0) == 10_000)
        #expect(PageCursor.mostRows(counting: 100_000) == 410_000)
        #expect(PageCursor.mostRows(counting: .max) == 1_000_000)
        #expect(PageCursor.mostRows(counting: nil) == 250_000)
    }
}
