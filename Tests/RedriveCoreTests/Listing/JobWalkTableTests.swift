import RedriveCore
import Testing
import WorkatoJobs

/// Every state and every event of a walk through jobs, against its tables in docs/state-machines.md.
@Suite struct JobWalkTableTests {
    private static let heading = "JobWalkStateMachine"
    private static let events = ["begin", "received", "cursorNotFound", "stop"]
    static let states = ["idle", "walking", "ended"]

    /// A list that is shown to be whole.
    private static let whole = JobPage(
        items: ["j-a", "j-b"].map { JobRow(id: JobID(text: $0), status: .failed) },
        jobScopeCount: 2,
        jobFailedCount: 2
    )

    static func walk(_ state: String) -> JobWalkStateMachine {
        var walk = JobWalkStateMachine(query: ListQuery(recipe: 11, status: .failed), bound: .none)
        if state != "idle" { _ = walk.begin() }
        if state == "ended" { _ = walk.received(whole) }
        return walk
    }

    /// What an event gives; nil where it gives nothing.
    private static func tell(_ walk: inout JobWalkStateMachine, _ event: String) -> WalkAction? {
        switch event {
        case "begin": walk.begin()
        case "received": walk.received(JobPage(items: []))
        case "cursorNotFound": walk.cursorNotFound()
        default: .finished(walk.stop())
        }
    }

    @Test(arguments: states)
    func `each pair of walk state and event does what the table says`(_ state: String) async throws {
        let table = try DocumentedTable(under: Self.heading, first: "event")
        #expect(table.rows.map { DocumentedTable.name($0[0]) } == Self.events)
        for event in Self.events {
            let cell = try table.cell(event, state)
            if cell == "traps" {
                await #expect(processExitsWith: .failure, "\(event) in \(state)") { [state, event = event as String] in
                    var walk = JobWalkTableTests.walk(state)
                    _ = JobWalkTableTests.tell(&walk, event)
                }
                continue
            }
            var walk = Self.walk(state)
            #expect(stateName(of: walk) == state)
            let action = Self.tell(&walk, event)
            switch cell {
            case "`walking`; asks for the first page":
                #expect(action == .list(ListQuery(recipe: 11, status: .failed)))
                #expect(stateName(of: walk) == "walking")
            case "see below": #expect(action != nil)
            case "nothing", "without a cursor nothing; else see below":
                #expect(action == nil)
                #expect(stateName(of: walk) == state)
            case "`ended`, unproven":
                let summary = WalkSummary(
                    requests: walk.requests,
                    rows: walk.rowsSeen,
                    completeness: .unproven,
                    stoppedByConsumer: true
                )
                #expect(action == .finished(summary), "\(event) in \(state)")
                #expect(stateName(of: walk) == "ended")
            default: Issue.record("\(event) in \(state): '\(cell)' is not known here")
            }
        }
    }

    @Test func `the transitions of the table are those that events lead to`() throws {
        var seen: [String: Set<String>] = [:]
        func note(_ before: String, _ walk: JobWalkStateMachine) {
            let after = stateName(of: walk)
            if after != before { seen[before, default: []].insert(after) }
        }
        for state in Self.states {
            for event in ["cursorNotFound", "stop"] + (state == "idle" ? ["begin"] : []) {
                var walk = Self.walk(state)
                _ = Self.tell(&walk, event)
                note(state, walk)
            }
        }
        var walk = Self.walk("walking")
        _ = walk.received(JobPage(items: []))
        note("walking", walk)
        let transitions = try DocumentedTable(under: Self.heading, first: "state").transitions()
        for (state, goesTo) in transitions { #expect(seen[state, default: []] == goesTo, "\(state)") }
    }

    /// The last page of a walk, and the walk before it.
    struct PageCase {
        var row: String
        var before: [JobPage] = []
        /// Nil for a page that is not found.
        var page: JobPage?
        var bound = WalkBound.none
        /// The job behind which the next page is asked for, empty for the first page; nil where the walk ends.
        var next: String?
    }

    /// Rows of failed masters, one a minute, the first the newest; with the server's count of them all.
    private static func page(_ numbers: Range<Int>, count: Int? = nil) -> JobPage {
        let rows = WalkSamples.failures(numbers.upperBound).suffix(numbers.count).map { attempt in
            JobRow(
                id: JobID(text: attempt.id),
                status: .failed,
                startedAt: Timestamp(milliseconds: attempt.start),
                completedAt: attempt.end.map(Timestamp.init(milliseconds:))
            )
        }
        return JobPage(items: rows, jobScopeCount: count)
    }

    private static let empty = JobPage(items: [])
    private static let counted = JobPage(items: [], jobScopeCount: 5)
    private static let strangers = JobPage(
        items: [JobRow(id: JobID(text: "j-stranger"), recipeID: 12, status: .failed)]
    )
    static let pageCases = [
        PageCase(row: "had new rows behind all others", page: page(0..<10), next: "j-m1009"),
        PageCase(
            row: "the same, and every order that is still possible excludes a later row of interest",
            page: page(0..<20),
            bound: WalkSamples.bound(minutesAgo: 10, clock: .startedAt)
        ),
        PageCase(
            row: "the same, but it rests on the assumption lookback",
            page: page(0..<50),
            bound: WalkSamples.bound(minutesAgo: 10)
        ),
        PageCase(
            row: "had new rows, and the server's counts agree that it was the last",
            before: [page(0..<10, count: 15)],
            page: page(10..<15, count: 15)
        ),
        PageCase(row: "was empty, or had only known rows, as the end of a list has", page: empty),
        PageCase(
            row: "was empty, or had only known rows, as the end of a list has",
            before: [page(0..<10), empty],
            page: page(8..<10)
        ),
        PageCase(
            row: "was empty, or had only known rows, and the end is not shown",
            before: [page(0..<10)],
            page: empty,
            next: "j-m1008"
        ),
        PageCase(
            row: "was empty, or had only known rows, and the end is not shown",
            before: [page(0..<10)],
            page: page(0..<10),
            next: "j-m1008"
        ),
        PageCase(row: "was not found, although asked for with a cursor", before: [page(0..<10)], next: "j-m1008"),
        PageCase(row: "and no such cursor is left", before: [page(0..<2), empty], page: empty),
        PageCase(row: "and no such cursor is left", before: [page(0..<2), empty]),
        PageCase(row: "would be the end, but the server counts more rows than were shown", page: counted, next: ""),
        PageCase(
            row: "would be the end, but the server counts more rows, for the second time",
            before: [counted],
            page: counted
        ),
        PageCase(row: "had rows of another recipe", page: strangers, next: ""),
        PageCase(
            row: "had nothing but rows of another recipe, for the second time",
            before: [strangers],
            page: strangers
        ),
        PageCase(
            row: "has shown more rows than four times the server's count and 10,000",
            page: page(0..<10_041, count: 10)
        ),
        PageCase(row: "has shown more than 250,000 rows, and the server sends no count", page: endless),
        PageCase(row: "had new rows behind all others", page: page(0..<10_039, count: 10), next: "j-m11038"),
    ]

    /// A page with as many rows as no list has that the server does not count.
    private static var endless: JobPage {
        JobPage(items: (0...250_000).map { JobRow(id: JobID(text: "j-\($0)"), status: .failed) })
    }

    private static let lastPage = "was the 50,000th"

    @Test func `each page leads where the table says`() throws {
        let table = try DocumentedTable(under: Self.heading, first: "a page")
        let rows = Set(table.rows.map { DocumentedTable.name($0[0]) })
        #expect(rows == Set(Self.pageCases.map(\.row)).union([Self.lastPage]))
        for pageCase in Self.pageCases {
            var walk = JobWalkStateMachine(query: ListQuery(recipe: 11, status: .failed), bound: pageCase.bound)
            _ = walk.begin()
            for page in pageCase.before { _ = walk.received(page) }
            let action = try #require(pageCase.page.map { walk.received($0) } ?? walk.cursorNotFound())
            try expect(action, of: walk, as: pageCase, in: table)
        }
    }

    private func expect(
        _ action: WalkAction,
        of walk: JobWalkStateMachine,
        as pageCase: PageCase,
        in table: DocumentedTable
    ) throws {
        let cell = try table.cell(pageCase.row, "then")
        switch action {
        case .list(let query):
            #expect(DocumentedTable.names(cell) == ["walking"], "\(pageCase.row)")
            #expect(query.offset?.text ?? "" == pageCase.next, "\(pageCase.row)")
            #expect(stateName(of: walk) == "walking")
        case .finished(let summary):
            #expect(DocumentedTable.names(cell) == ["ended", summary.completeness.rawValue], "\(pageCase.row)")
            #expect(cell.hasSuffix("with a warning") == (summary.warning != nil), "\(pageCase.row)")
            #expect(pageCase.next == nil)
            #expect(stateName(of: walk) == "ended")
        }
    }

    @Test func `no walk asks for more pages than 50,000`() throws {
        var walk = JobWalkStateMachine(query: ListQuery(recipe: 11), bound: .none)
        _ = walk.begin()
        for number in 1..<50_000 {
            let row = JobRow(id: JobID(text: "j-\(number)"), status: .failed)
            guard case .list = walk.received(JobPage(items: [row])) else {
                Issue.record("it ended after \(number) pages")
                return
            }
        }
        let last = JobPage(items: [JobRow(id: JobID(text: "j-0"), status: .failed)])
        let table = try DocumentedTable(under: Self.heading, first: "a page")
        try expect(walk.received(last), of: walk, as: PageCase(row: Self.lastPage), in: table)
    }
}
