import Testing
import WorkatoJobs

@testable import RedriveCore

/// Every stage and every event of a recipe's reading, against its tables in docs/state-machines.md.
@Suite struct RecipeReadingTableTests {
    private static let heading = "RecipeReading"
    private static let events = ["begin", "a page", "a job", "notFound, with a cursor", "notFound, without a cursor"]
    static let stages = ["between", "jobs", "repeats", "named"]

    private static let empty = JobPage(items: [])
    /// Rows that no count calls the end of a list.
    private static let rows = JobPage(items: (0..<10).map { row("j-m\($0)") })
    /// Two repeats: a list that has more than one cursor to try, and after which no other list is read.
    private static let repeats = JobPage(
        items: (0..<2).map {
            JobRow(id: JobID(text: "j-r\($0)"), masterJobID: JobID(text: "j-m\($0)"), status: .failed)
        }
    )
    private static func row(_ name: String) -> JobRow { JobRow(id: JobID(text: name), status: .failed) }
    private static func detail(_ name: String) -> JobDetail { JobDetail(row: row(name)) }

    /// A task that begins with a stage; none for `between`.
    private static func tasks(_ stage: String) -> [RecipeReading.Task] {
        switch stage {
        case "jobs": [.jobs(.failed, .none, until: nil)]
        case "repeats": [.repeats(.none)]
        case "named": [.named([JobID(text: "j-a"), JobID(text: "j-b")])]
        default: []
        }
    }

    /// A reading in a stage; `next` is the stage that follows.
    static func reading(_ stage: String, next: String = "between") -> RecipeReading {
        let book = MasterIndex(recipe: 11, shares: [], withTitles: false)
        var reading = RecipeReading(book: book, tasks: tasks(stage) + tasks(next))
        if stage != "between" { _ = reading.begin() }
        return reading
    }

    /// For exit tests.
    private static func send(_ reading: inout RecipeReading, _ event: String) {
        switch event {
        case "begin": _ = reading.begin()
        case "a page": _ = reading.received(empty)
        case "a job": _ = reading.received(detail("j-a"))
        default: _ = reading.notFound()
        }
    }

    @Test(arguments: stages)
    func `each pair of stage and event does what the table says`(_ stage: String) async throws {
        let table = try DocumentedTable(under: Self.heading, first: "event")
        #expect(table.rows.map { DocumentedTable.name($0[0]) } == Self.events)
        for event in Self.events {
            let cell = try table.cell(event, stage)
            switch (event, cell) {
            case (_, "traps"):
                await #expect(processExitsWith: .failure, "\(event) in \(stage)") { [stage, event = event as String] in
                    var reading = RecipeReadingTableTests.reading(stage)
                    RecipeReadingTableTests.send(&reading, event)
                }
            case ("notFound, with a cursor", "nothing"), ("notFound, without a cursor", "nothing"):
                var reading = Self.reading(stage, next: "repeats")
                #expect(reading.notFound() == nil, "\(event) in \(stage)")
                #expect(stateName(of: reading, "stage") == stage)
            case ("begin", "next"):
                for next in Self.stages { expectNext(next, Self.reading("between", next: next)) { $0.begin() } }
            case ("a page", "rows are taken in; the walk goes on, or next"):
                expectWalkGoesOn(in: stage) { $0.received(Self.rows) }
                for next in Self.stages {
                    expectNext(next, Self.reading(stage, next: next)) { $0.received(Self.empty) }
                }
            case ("notFound, with a cursor", "the walk goes on, or next"):
                expectCursorTried(in: stage)
                for next in Self.stages {
                    var reading = Self.reading(stage, next: next)
                    _ = reading.received(Self.repeats)
                    _ = reading.notFound()
                    expectNext(next, reading) { $0.notFound() }
                }
            case ("a job", "it is taken in, or noted as unknown; `named` while there are more, or next"):
                expectJobs(in: stage) { $0.received(Self.detail($1)) }
                expectUnknown { $0.received(nil as JobDetail?) }
            case ("notFound, with a cursor", "the job is noted as unknown; `named` while there are more, or next"),
                ("notFound, without a cursor", "the job is noted as unknown; `named` while there are more, or next"):
                expectJobs(in: stage) { reading, _ in reading.notFound() }
                expectUnknown { $0.notFound() }
            default: Issue.record("\(event) in \(stage): '\(cell)' is not known here")
            }
        }
    }

    /// Expects an event to end the stage and to begin the next.
    private func expectNext(
        _ next: String,
        _ reading: RecipeReading,
        _ event: (inout RecipeReading) -> RecipeReading.Action?
    ) {
        var reading = reading
        let action = event(&reading)
        #expect(stateName(of: reading, "stage") == next)
        switch (next, action) {
        case ("jobs", .list(let query)): #expect(query == ListQuery(recipe: 11, status: .failed))
        case ("repeats", .list(let query)): #expect(query == ListQuery(recipe: 11, rerunOnly: true))
        case ("named", .job(let job)): #expect(job.text == "j-a")
        case ("between", .done): break
        default: Issue.record("\(next) does not begin with \(String(describing: action))")
        }
    }

    private func expectWalkGoesOn(
        in stage: String,
        _ event: (inout RecipeReading) -> RecipeReading.Action
    ) {
        var reading = Self.reading(stage)
        guard case .list(let query) = event(&reading) else {
            Issue.record("the walk has ended in \(stage)")
            return
        }
        #expect(query.offset?.text == "j-m9")
        #expect(stateName(of: reading, "stage") == stage)
        #expect(reading.book.records.count == 10)
    }

    private func expectCursorTried(in stage: String) {
        var reading = Self.reading(stage)
        _ = reading.received(Self.rows)
        guard case .list(let query) = reading.notFound() else {
            Issue.record("the walk has ended in \(stage)")
            return
        }
        #expect(query.offset?.text == "j-m8")
        #expect(stateName(of: reading, "stage") == stage)
    }

    /// Expects the second job to be asked for after the first, and the next task to begin after both.
    private func expectJobs(
        in stage: String,
        _ event: (inout RecipeReading, String) -> RecipeReading.Action?
    ) {
        for next in Self.stages where next != "named" {
            var reading = Self.reading(stage, next: next)
            guard case .job(let second) = event(&reading, "j-a") else {
                Issue.record("the second job is not asked for")
                return
            }
            #expect(second.text == "j-b")
            #expect(stateName(of: reading, "stage") == "named")
            expectNext(next, reading) { event(&$0, "j-b") }
        }
    }

    private func expectUnknown(_ event: (inout RecipeReading) -> RecipeReading.Action?) {
        var reading = Self.reading("named")
        _ = event(&reading)
        #expect(reading.unknown.map(\.text) == ["j-a"])
        #expect(reading.book.records.isEmpty)
        _ = reading.received(Self.detail("j-b"))
        #expect(reading.unknown.map(\.text) == ["j-a"])
        #expect(reading.book.records.count == 1)
    }

    @Test func `the transitions of the table are those to any stage that can be next`() throws {
        let transitions = try DocumentedTable(under: Self.heading, first: "stage").transitions()
        #expect(Set(transitions.keys) == Set(Self.stages))
        for (stage, goesTo) in transitions {
            #expect(goesTo == Set(stage == "between" ? ["jobs", "repeats", "named"] : Self.stages), "\(stage)")
        }
    }

    @Test func `single jobs that a list has shown are passed over`() {
        let names = ["j-m3", "j-m4"].map(JobID.init(text:))
        let book = MasterIndex(recipe: 11, shares: [], withTitles: false)
        let tasks: [RecipeReading.Task] = [.jobs(.failed, .none, until: nil), .named(names), .repeats(.none)]
        var reading = RecipeReading(book: book, tasks: tasks)
        _ = reading.begin()
        expectNext("repeats", reading) {
            $0.received(JobPage(items: Self.rows.items, jobScopeCount: 10, jobFailedCount: 10))
        }
    }

    @Test func `a list of wanted jobs is left as soon as reading them one by one is not dearer`() {
        for wanted in 1...3 {
            let names = Set((0..<wanted).map { JobID(text: "j-w\($0)") })
            let book = MasterIndex(recipe: 11, shares: [], withTitles: false)
            var reading = RecipeReading(book: book, tasks: [.jobs(.failed, .none, until: names), .repeats(.none)])
            _ = reading.begin()
            for page in 1...wanted {
                #expect(stateName(of: reading, "stage") == "jobs", "\(page) of \(wanted)")
                _ = reading.received(JobPage(items: [Self.row("j-m\(page)"), Self.row("j-n\(page)")]))
            }
            #expect(stateName(of: reading, "stage") == "repeats")
        }
    }
}
