import RedriveCore
import Testing
import WorkatoJobs

/// Every state and every event of planning, against its tables in docs/state-machines.md.
@Suite struct PlanningTableTests {
    private static let heading = "PlanningStateMachine"
    static let states = ["idle", "readingRecipes", "readingParents", "inspecting", "ended"]

    /// An event, and what has to be on its way for it.
    struct Event: Codable, Sendable {
        /// The row of the table.
        var row: String
        var asks = PlanningEffect.Kind.page
    }

    static let events = [
        Event(row: "begin"), Event(row: "begin", asks: .job), Event(row: "a page"), Event(row: "a job", asks: .job),
        Event(row: "an answer that nothing waits for"), Event(row: "an answer that nothing waits for", asks: .job),
        Event(row: "a read failed: 401, 403"), Event(row: "a read failed: 401, 403", asks: .job),
        Event(row: "a read failed: 404 of a single job", asks: .job),
        Event(row: "a read failed: 404 of a page behind a cursor"), Event(row: "a read failed: 404 of a recipe"),
        Event(row: "a read failed: no page or job after all tries"),
        Event(row: "a read failed: no page or job after all tries", asks: .job),
    ]

    /// Planning in a state, with what an event answers on its way; nil where that cannot be.
    static func course(_ state: String, before event: Event) -> PlanningCourse? {
        var plot = PlanningCourse.Plot()
        plot.namesJobs = state == "readingRecipes" && event.asks == .job
        plot.hasParents = state == "readingParents"
        plot.inspects = state == "inspecting"
        var course = PlanningCourse(plot)
        guard state != "idle" else { return course }
        course.begin()
        guard state != "ended" else {
            course.answer(.failed(.unauthorized("401")))
            return course
        }
        guard course.advance(to: state, asking: state == "inspecting" ? .job : event.asks) else { return nil }
        if event.row.hasSuffix("behind a cursor") { course.answer(.page(more)) }
        return course
    }

    /// Repeats that no count calls the end of a list.
    private static let more = JobPage(
        items: (0..<3).map {
            JobRow(id: JobID(text: "j-r\($0)"), masterJobID: JobID(text: "j-o\($0)"), status: .failed)
        }
    )

    @discardableResult
    static func send(_ course: inout PlanningCourse, _ event: Event) -> [PlanningEffect] {
        switch event.row {
        case "begin": course.send { $0.begin() }
        case "an answer that nothing waits for":
            course.send { $0.answered(999, event.asks == .page ? .page(more) : .failed(.notFound("404"))) }
        case "a page": course.answer(.page(more))
        case "a job": course.answer()
        case "a read failed: 401, 403": course.answer(.failed(.unauthorized("401")))
        case "a read failed: no page or job after all tries": course.answer(.failed(.unreachable("503")))
        default: course.answer(.failed(.notFound("404")))
        }
    }

    @Test(arguments: states)
    func `each pair of state and event does what the table says`(_ state: String) async throws {
        let table = try DocumentedTable(under: Self.heading, first: "event")
        #expect(Set(table.rows.map { DocumentedTable.name($0[0]) }) == Set(Self.events.map(\.row)))
        for event in Self.events {
            let cell = try table.spelledOut(event.row, state)
            let comment: Comment = "\(event.row), asked for a \(event.asks), in \(state)"
            if cell == "traps" {
                await #expect(processExitsWith: .failure, comment) { [state, event = event as Event] in
                    guard var course = PlanningTableTests.course(state, before: event) else { return }
                    PlanningTableTests.send(&course, event)
                }
                continue
            }
            if cell == "no page is read" {
                #expect(state == "inspecting", comment)
                continue
            }
            var course = try #require(Self.course(state, before: event), comment)
            #expect(course.state == state, comment)
            let before = "\(course.machine)"
            let asked = course.waiting.last
            let effects = Self.send(&course, event)
            if cell == "ignored" {
                #expect(effects.isEmpty && "\(course.machine)" == before, comment)
            } else if cell.hasPrefix("`ended`") {
                #expect(course.state == "ended", comment)
                #expect(course.end.flatMap(Self.exitStatus).map { cell == "`ended`: failed, \($0)" } == true, comment)
            } else {
                #expect(course.state == (state == "idle" ? "readingRecipes" : state), comment)
                try expect(cell, effects, asked, course, comment)
            }
        }
    }

    /// What a cell says where planning goes on.
    private func expect(
        _ cell: String,
        _ effects: [PlanningEffect],
        _ asked: PlanningEffect?,
        _ course: PlanningCourse,
        _ comment: Comment
    ) throws {
        var course = course
        let next = effects.last { $0.kind != .nothing }
        switch cell {
        case "`readingRecipes`; the first reads": #expect(effects.map(\.kind) == [.page, .page], comment)
        case "taken in; the next read of that recipe", "noted, and whether it is a test; the next job":
            #expect(next?.kind == asked?.kind && next?.recipe == asked?.recipe, comment)
            #expect(effects.contains { $0.reports(of: asked?.kind) }, comment)
        case "asks with another cursor":
            guard case .list(_, let query) = next else {
                Issue.record(comment)
                return
            }
            #expect(query.offset?.text == "j-r1" && query.recipe == asked?.recipe, comment)
        case "the job is noted as unknown":
            course.finish()
            #expect(course.end.flatMap(Self.exitStatus) == 65, comment)
        case "a warning", "the job is noted as unknown, with a warning", "it stays, with a warning":
            course.finish()
            let plan = try #require(course.plan, comment)
            #expect(plan.jobs.count == 6 && plan.warnings.count == 1, comment)
        default: Issue.record("\(comment): '\(cell)' is not known here")
        }
    }

    /// The exit status that the table gives to a failure; nil for none.
    private static func exitStatus(_ end: PlanningEffect) -> Int? {
        guard case .failed(let failure) = end else { return nil }
        switch failure {
        case .unauthorized: return 77
        case .recipeNotFound, .unreachable: return 69
        case .unknownJobs: return 65
        case .tooManyRows: return 6
        // Queries are resolved before planning begins.
        case .recipes: return nil
        }
    }
}

extension PlanningEffect {
    /// The recipe of a read.
    fileprivate var recipe: RecipeID? {
        switch self {
        case .list(_, let query): query.recipe
        case .job(_, let recipe, _): recipe
        case .progress, .finished, .failed: nil
        }
    }

    /// Whether it reports that one page of three rows, or one job, was read.
    fileprivate func reports(of kind: Kind?) -> Bool {
        guard case .progress(let progress) = self else { return false }
        return progress.requests == 1 && (kind == .job || progress.rows == 3)
    }
}
