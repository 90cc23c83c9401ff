import RedriveCore
import Testing
import WorkatoJobs

/// What follows when all is read that was asked for, against the tables of planning in docs/state-machines.md.
@Suite struct PlanningTransitionsTests {
    typealias Plot = PlanningCourse.Plot

    /// A planning that is answered to its end.
    struct Whole {
        /// The row of the table.
        var row: String
        var plot: Plot
        /// The state that is left with the last answer of the row.
        var before: String
        /// The state that follows, and what is said of it.
        var after: String
        /// Whether the named jobs are not found.
        var isNotFound = false
    }

    static let wholes = [
        Whole(
            row: "readingRecipes, and a named job is unknown",
            plot: Plot(namesJobs: true),
            before: "readingRecipes",
            after: "ended",
            isNotFound: true
        ),
        Whole(row: "readingRecipes", plot: Plot(hasParents: true), before: "readingRecipes", after: "readingParents"),
        Whole(row: "readingRecipes", plot: Plot(inspects: true), before: "readingRecipes", after: "inspecting"),
        Whole(row: "readingRecipes", plot: Plot(), before: "readingRecipes", after: "ended"),
        Whole(row: "readingRecipes", plot: Plot(namesJobs: true), before: "readingRecipes", after: "ended"),
        Whole(
            row: "readingParents",
            plot: Plot(hasParents: true, inspects: true),
            before: "readingParents",
            after: "inspecting"
        ),
        Whole(row: "readingParents", plot: Plot(hasParents: true), before: "readingParents", after: "ended"),
        Whole(row: "inspecting", plot: Plot(inspects: true), before: "inspecting", after: "ended"),
    ]

    private static func course(_ whole: Whole) -> PlanningCourse {
        var course = PlanningCourse(whole.plot)
        course.begin()
        while course.end == nil, let asked = course.waiting.last {
            course.answer(whole.isNotFound && asked.kind == .job ? .failed(.notFound("404")) : nil)
        }
        return course
    }

    @Test func `when all is read, planning goes on as the table says`() throws {
        let table = try DocumentedTable(under: "PlanningStateMachine", first: "in")
        #expect(Set(table.rows.map { DocumentedTable.name($0[0]) }) == Set(Self.wholes.map(\.row)))
        for whole in Self.wholes {
            let course = Self.course(whole)
            let step = PlanningCourse.Step(before: whole.before, after: whole.after)
            #expect(course.steps.contains(step), "\(whole)")
            let cell = try table.cell(whole.row, "when all is read that was asked for")
            let follows = cell.hasSuffix("at once what follows") || DocumentedTable.names(cell).contains(whole.after)
            #expect(follows, "\(whole)")
            switch course.end {
            case .failed(.unknownJobs(let jobs)):
                #expect(cell == "`ended`: failed, 65")
                #expect(jobs.map(\.job.text) == ["j-m4", "j-m5"])
            case .finished(let plan): #expect(plan.jobs.count == (whole.plot.namesJobs ? 2 : 6), "\(whole)")
            default: Issue.record("\(whole): \(String(describing: course.end))")
            }
            #expect(course.plan?.warnings.isEmpty ?? true, "\(whole)")
        }
    }

    @Test func `jobs are asked for anew where a test among those read made room for others`() {
        for tests in [[], ["j-m0"], ["j-m0", "j-m1", "j-m2"]] {
            var course = PlanningCourse(Plot(inspects: true, tests: tests, limit: 1))
            course.begin()
            var rounds = 0
            while course.end == nil, !course.waiting.isEmpty {
                let asked = course.waiting.map(\.kind)
                course.answer()
                if asked == [.job] { rounds += 1 }
            }
            #expect(rounds == tests.count + 1)
            #expect(course.plan?.jobs.map(\.master.text) == ["j-m\(tests.count)"])
        }
    }

    @Test func `the transitions of the table are those that events lead to`() throws {
        var seen: [String: Set<String>] = [:]
        let empty = Whole(row: "", plot: Plot(isEmpty: true), before: "idle", after: "ended")
        for step in (Self.wholes + [empty]).flatMap({ Self.course($0).steps }) where step.before != step.after {
            seen[step.before, default: []].insert(step.after)
        }
        let transitions = try DocumentedTable(under: "PlanningStateMachine", first: "state").transitions()
        #expect(Set(transitions.keys) == Set(PlanningTableTests.states))
        for (state, goesTo) in transitions { #expect(seen[state, default: []] == goesTo, "\(state)") }
    }
}
