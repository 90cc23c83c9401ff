import RedriveCore
import Testing
import WorkatoJobs

@Suite struct SelectionTests {
    private func selection(_ text: String) throws -> RepeatSelection {
        try read(runbook(selection: text)).steps[0].selection
    }
    private func id(_ value: Int) throws -> RecipeID { try #require(RecipeID(value)) }

    @Test func `every key of repeat_jobs is read`() throws {
        let selection = try selection(
            """
            { recipes: 5, status: succeeded, since: 2026-11-20, until: 2026-11-21T00:00:00+01:00, by: started_at,
              where: { title: a }, exclude_jobs: [j-1, j-2], include: [recovered, child], order: newest_first,
              limit: 2000, limit_per_recipe: 500, inspect: sample }
            """
        )
        #expect(selection.query.source == .recipes([try id(5)]))
        #expect(selection.query.status == .succeeded)
        #expect(selection.query.window.since == Timestamp(iso8601: "2026-11-20T00:00:00Z"))
        #expect(selection.query.window.until == Timestamp(iso8601: "2026-11-20T23:00:00Z"))
        #expect(selection.query.window.clock == .startedAt)
        #expect(selection.query.predicate == .field(.title, .anyOf([.text("a")])))
        #expect(selection.excludeJobs == [JobID(text: "j-1"), JobID(text: "j-2")])
        #expect(selection.include == [.recovered, .child])
        #expect(selection.query.order == .newestFirst)
        #expect(selection.query.limit == 2000)
        #expect(selection.query.limitPerRecipe == 500)
        #expect(selection.inspect == .sample)
    }

    @Test func `'inspect' is none, sample or all`() throws {
        #expect(try selection("{ recipes: 5, since: 6h ago }").inspect == .none)
        for inspect in RepeatSelection.Inspect.allCases {
            let text = "{ recipes: 5, since: 6h ago, inspect: \(inspect.rawValue) }"
            #expect(try selection(text).inspect == inspect)
        }
        expect(
            runbook(selection: "{ recipes: 5, since: 6h ago, inspect: «some» }"),
            gives: "'inspect' must be one of none, sample, all; this is 'some'"
        )
    }

    @Test func `recipes are ids, in quotes or with underscores, one or several`() throws {
        #expect(
            try selection("{ recipes: [28_904, \"7\", '8', 9], since: beginning }").query.source
                == .recipes([id(28904), id(7), id(8), id(9)])
        )
        #expect(try selection("{ recipes: 28904, since: beginning }").query.source == .recipes([id(28904)]))
    }

    @Test func `a recipe that is none, or is listed twice, is reported`() {
        let rule = "'recipes' must be the id of a recipe, a whole number from 1"
        expect(
            runbook(
                selection:
                    "{ recipes: [«0», «-1», «abc», «1.5», «[2]», «1__2», «99999999999999999999», 7], since: «now» }"
            ),
            gives: "\(rule); this is 0",
            "\(rule); this is -1",
            "\(rule); this is 'abc'",
            "\(rule); this is '1.5'",
            "\(rule); this is a list",
            "\(rule); this is '1__2'",
            "\(rule); this is 99999999999999999999",
            "'since' (now) must be earlier than 'until' (now)"
        )
        expect(runbook(selection: "{ recipes: [5, «5»], since: 6h ago }"), gives: "recipe 5 is listed twice")
        expect(
            runbook(selection: "{ recipes: «[]», since: 6h ago }"),
            gives: "'recipes' must be a list with at least one entry; this is empty"
        )
        expect(
            runbook(selection: "{ recipes: «», since: 6h ago }"),
            gives: "'recipes' must be a value or a list; this is empty"
        )
    }

    @Test func `a selection needs exactly one source`() {
        expect(runbook(selection: "«{ since: 6h ago }»"), gives: "repeat_jobs needs the key 'recipes'")
        expect(
            runbook(selection: "{ recipes: 1, since: 6h ago, «jobs»: { 1: j-1 } }"),
            gives: "'jobs' cannot be used together with 'recipes'"
        )
        expect(
            runbook(selection: "{ jobs_file: a.csv, «recipes»: 1 }"),
            gives: "'recipes' cannot be used together with 'jobs_file'"
        )
    }

    @Test func `a query needs the beginning of its window, listed jobs do not`() throws {
        expect(
            runbook(selection: "«{ recipes: 1 }»"),
            gives:
                "repeat_jobs needs the key 'since' = add the start of the window, such as since: 6h ago or since: 2026-11-20"
        )
        let listed = try selection("{ jobs: { 1: j-1 } }")
        #expect(listed.query.window.since == nil)
        #expect(listed.query.window.until == now)
        #expect(try selection("{ recipes: 1, since: beginning }").query.window.since == nil)
    }

    @Test func `a window has its ends in order and begins in the past`() {
        expect(
            runbook(selection: "{ recipes: 1, since: «2026-11-21», until: 2026-11-20 }"),
            gives: "'since' (2026-11-21) must be earlier than 'until' (2026-11-20)"
        )
        expect(
            runbook(selection: "{ recipes: 1, since: «2026-11-24» }"),
            gives: "'since' must not be in the future; this is '2026-11-24'"
        )
        expect(
            runbook(selection: "{ recipes: 1, since: 6h ago, until: «beginning» }"),
            gives:
                "'until' must be a time such as 2026-11-20, 2026-11-20T08:00:00Z, 6h ago or now; 'beginning' is for 'since' alone"
        )
    }

    @Test func `a time that is none says what is`() {
        let form = "a time such as 2026-11-20, 2026-11-20T08:00:00Z, 6h ago or now"
        expect(
            runbook(selection: "{ recipes: 1, since: «yesterday» }"),
            gives: "'since' must be \(form); this is 'yesterday' = write 2026-11-22 for the start of the day, or 1d ago"
        )
        expect(
            runbook(selection: "{ recipes: 1, since: «6h» }"),
            gives: "'since' must be \(form); this is '6h' = write 6h ago"
        )
        expect(
            runbook(selection: "{ recipes: 1, since: «2026-02-29» }"),
            gives: "'since' must be a time that exists; this is '2026-02-29'"
        )
        expect(
            runbook(selection: "{ recipes: 1, since: «2026-11-20T08:00:00» }"),
            gives:
                "'since' must have an offset from UTC, because the runbook has no 'timezone'; this is '2026-11-20T08:00:00'"
                + " = write 2026-11-20T08:00:00Z for UTC, or set 'timezone'"
        )
        expect(runbook(selection: "{ recipes: 1, since: «»}"), gives: "'since' must be \(form); this is empty")
    }

    @Test func `jobs are listed by recipe, each with its place`() throws {
        let selection = try selection("{ jobs: { 28904: [j-1, j-2], \"7\": j-3 } }")
        #expect(
            selection.query.source
                == .jobs([
                    .init(recipe: try id(28904), job: JobID(text: "j-1"), place: "test.yaml:4"),
                    .init(recipe: try id(28904), job: JobID(text: "j-2"), place: "test.yaml:4"),
                    .init(recipe: try id(7), job: JobID(text: "j-3"), place: "test.yaml:4"),
                ])
        )
        expect(
            runbook(selection: "{ jobs: { 1: [j-1, «j-1», «\"\"», «a b»], «abc»: j-1, «1_0»: j-1, 10: «[]» } }")
                .replacing("«1_0»", with: "1_0").replacing("10: «[]»", with: "«10»: []"),
            gives: "job j-1 is listed twice",
            "'jobs' must be the id of a job, such as j-AJTAt8w6-wdAgWM; this is ''",
            "'jobs' must be the id of a job, such as j-AJTAt8w6-wdAgWM; this is 'a b'",
            "a key of 'jobs' must be the id of a recipe, a whole number from 1; this is 'abc'",
            "recipe 10 is listed twice"
        )
        expect(
            runbook(selection: "{ jobs: «{}» }"),
            gives: "'jobs' must name at least one recipe with its jobs; this is empty"
        )
        expect(
            runbook(selection: "{ jobs: { 1: «[]» } }"),
            gives: "'jobs' must be a list with at least one entry; this is empty"
        )
    }

    @Test func `only classes that can be brought back are included`() {
        let classes = "poll_error, test_job, other_status, recovered, child, repeat_limit, expired"
        expect(
            runbook(selection: "{ recipes: 1, since: 6h ago, include: [«duplicate», «recoverd», child] }"),
            gives: "'include' must be one of \(classes); 'duplicate' cannot be included",
            "'include' must be one of \(classes); this is 'recoverd' = a similar value is 'recovered'"
        )
    }

    @Test func `limits are numbers from one`() {
        let rule = "must be a whole number from 1 to 1000000"
        expect(
            runbook(selection: "{ recipes: 1, since: 6h ago, limit: «0», limit_per_recipe: «\"5\"» }"),
            gives: "'limit' \(rule); this is 0 = for no bound, leave 'limit' out",
            "'limit_per_recipe' \(rule); this is '5' = write 5, without quotes"
        )
    }

    @Test func `lists have an end`() {
        let recipes = (1...5001).map(String.init).joined(separator: ", ")
        #expect(
            complaints(runbook(selection: "{ recipes: [\(recipes)], since: 6h ago }"))
                .contains("'recipes' must be a list of at most 5000; this has 5001")
        )
        let jobs = (1...100_001).map { "j-\($0)" }.joined(separator: ",")
        #expect(
            complaints(runbook(selection: "{ recipes: 1, since: 6h ago, exclude_jobs: [\(jobs)] }"))
                .contains("'exclude_jobs' must be a list of at most 100000; this has 100001")
        )
        #expect(
            complaints(runbook(selection: "{ jobs: { 1: [\(jobs)] } }"))
                .contains("'jobs' must have at most 100000 jobs; this has 100001")
        )
    }
}
