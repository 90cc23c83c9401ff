import RedriveCore
import Testing
import WorkatoJobs

/// Every state and every event of a walk through repeats, against its tables in docs/state-machines.md.
@Suite struct RepeatsWalkTableTests {
    private static let heading = "RepeatsWalkStateMachine"
    private static let events = ["begin", "received", "cursorNotFound"]
    static let states = ["idle", "filtered", "unfiltered", "ended"]

    private static let filtered = ListQuery(recipe: 11, rerunOnly: true)
    private static let unfiltered = ListQuery(recipe: 11)
    private static let empty = JobPage(items: [])
    private static let master = JobRow(id: JobID(text: "j-m"), status: .failed)
    private static let repeated = JobRow(id: JobID(text: "j-r"), masterJobID: JobID(text: "j-m"), status: .failed)
    /// A whole list: a page after it is not needed, since a page can hold more.
    private static func whole(_ rows: [JobRow]) -> JobPage { JobPage(items: rows, jobScopeCount: rows.count) }

    static func walk(_ state: String, bound: WalkBound = .none) -> RepeatsWalkStateMachine {
        var walk = RepeatsWalkStateMachine(recipe: 11, bound: bound, pageSize: 100)
        if state != "idle" { _ = walk.begin() }
        if state == "unfiltered" { _ = walk.received(whole([master])) }
        if state == "ended" { _ = walk.received(whole([repeated, master])) }
        return walk
    }

    /// What an event gives; nil where it gives nothing.
    private static func tell(_ walk: inout RepeatsWalkStateMachine, _ event: String) -> WalkAction? {
        switch event {
        case "begin": walk.begin()
        case "received": walk.received(empty)
        default: walk.cursorNotFound()
        }
    }

    @Test(arguments: states)
    func `each pair of walk state and event does what the table says`(_ state: String) async throws {
        let table = try DocumentedTable(under: Self.heading, first: "event")
        #expect(table.rows.map { DocumentedTable.name($0[0]) } == Self.events)
        for event in Self.events {
            let cell = try table.spelledOut(event, state)
            if cell == "traps" {
                await #expect(processExitsWith: .failure, "\(event) in \(state)") {
                    [state, event = event as String] in
                    var walk = RepeatsWalkTableTests.walk(state)
                    _ = RepeatsWalkTableTests.tell(&walk, event)
                }
                continue
            }
            var walk = Self.walk(state)
            #expect(stateName(of: walk) == state)
            let action = Self.tell(&walk, event)
            switch cell {
            case "`filtered`; asks for the first page":
                #expect(action == .list(Self.filtered))
                #expect(stateName(of: walk) == "filtered")
            case "see below": #expect(action != nil)
            case "nothing":
                #expect(action == nil)
                #expect(stateName(of: walk) == state)
            case "without a cursor nothing; else see above":
                #expect(action == nil)
                #expect(stateName(of: walk) == state)
                try expectAnotherCursor(in: state)
            default: Issue.record("\(event) in \(state): '\(cell)' is not known here")
            }
        }
    }

    /// Repeats with numbers, in the order of their list: by their own start, later than all masters and in another order.
    private static func repeats(_ numbers: Range<Int>) -> [JobRow] {
        numbers.map { number in
            let start = 1_000_000_000 - Int64(number) * WalkSamples.minute
            return JobRow(
                id: JobID(text: "j-r\(1000 + number)"),
                masterJobID: JobID(text: "j-m\(number * 7 % 20)"),
                status: .failed,
                startedAt: Timestamp(milliseconds: start),
                completedAt: Timestamp(milliseconds: start + (number % 2 == 0 ? 10_000 : 200_000))
            )
        }
    }

    private func expectAnotherCursor(in state: String) throws {
        var walk = Self.walk(state)
        _ = walk.received(JobPage(items: Self.repeats(0..<10)))
        var query = state == "filtered" ? Self.filtered : Self.unfiltered
        query.offset = JobID(text: "j-r1008")
        #expect(walk.cursorNotFound() == .list(query))
        #expect(stateName(of: walk) == state)
    }

    /// A page that arrives in `filtered` and in `unfiltered`, and the query that follows it.
    struct PageCase {
        var row: String
        var page: JobPage
        var bound = WalkBound.none
        /// The job behind which the next page is asked for, where it is of the same list.
        var next: String?
    }

    static let pageCases = [
        PageCase(
            row: "rows prove that repeats are listed by their own start, and the last one is before the bound",
            page: JobPage(items: repeats(0..<20)),
            bound: WalkSamples.bound(minutesAgo: 15, clock: .startedAt)
        ),
        PageCase(row: "there are more", page: JobPage(items: repeats(0..<20)), next: "j-r1019"),
        PageCase(
            row: "there are more",
            page: JobPage(items: repeats(0..<20)),
            bound: WalkSamples.bound(minutesAgo: 25, clock: .startedAt),
            next: "j-r1019"
        ),
        PageCase(row: "the end, and a repeat was seen", page: whole([master, repeated])),
        PageCase(row: "the end, and the list was empty", page: empty),
        PageCase(
            row: "the end, jobs but no repeat: the parameter shows masters, or is ignored",
            page: whole([master, JobRow(id: JobID(text: "j-n"), status: .failed)])
        ),
    ]

    @Test func `each page leads where the table says`() throws {
        let table = try DocumentedTable(under: Self.heading, first: "a page")
        #expect(Set(table.rows.map { DocumentedTable.name($0[0]) }) == Set(Self.pageCases.map(\.row)))
        for pageCase in Self.pageCases {
            for state in ["filtered", "unfiltered"] {
                var walk = Self.walk(state, bound: pageCase.bound)
                for number in 0..<20 { Self.learn(&walk, number) }
                let cell = try table.cell(pageCase.row, "in \(state)")
                let comment: Comment = "\(pageCase.row) in \(state)"
                switch (walk.received(pageCase.page), cell) {
                case (.finished(let summary), "`ended`"):
                    #expect(summary.completeness == (pageCase.bound == .none ? .endOfList : .order), comment)
                    #expect(stateName(of: walk) == "ended", comment)
                case (.list(let query), "`unfiltered`, from the first page"):
                    #expect(query == Self.unfiltered, comment)
                    #expect(stateName(of: walk) == "unfiltered", comment)
                case (.list(let query), "`\(state)`; asks for the next"):
                    #expect(query.rerunOnly == (state == "filtered"), comment)
                    #expect(query.offset?.text == pageCase.next, comment)
                    #expect(stateName(of: walk) == state, comment)
                case (let action, _): Issue.record("\(pageCase.row) in \(state): \(action), not '\(cell)'")
                }
            }
        }
    }

    /// Tells a walk when a master ran, so that its repeats do not seem to stand in the masters' order.
    private static func learn(_ walk: inout RepeatsWalkStateMachine, _ number: Int) {
        let start = Int64(number) * WalkSamples.minute
        walk.learn(
            master: JobID(text: "j-m\(number)"),
            startedAt: Timestamp(milliseconds: start),
            completedAt: Timestamp(milliseconds: start + 10_000)
        )
    }

    @Test func `the transitions of the table are those that events lead to`() throws {
        var seen: [String: Set<String>] = [:]
        for state in Self.states {
            for event in ["begin", "a page", "a page of a master"] {
                var walk = Self.walk(state)
                switch (event, state) {
                case ("begin", "idle"): _ = Self.tell(&walk, event)
                case ("a page", "filtered"), ("a page", "unfiltered"): _ = walk.received(Self.empty)
                case ("a page of a master", "filtered"): _ = walk.received(Self.whole([Self.master]))
                default: continue
                }
                if stateName(of: walk) != state { seen[state, default: []].insert(stateName(of: walk)) }
            }
        }
        let transitions = try DocumentedTable(under: Self.heading, first: "state").transitions()
        for (state, goesTo) in transitions { #expect(seen[state, default: []] == goesTo, "\(state)") }
    }
}
