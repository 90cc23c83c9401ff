import LocatedYAML
import RedriveCore
import RunbookParsing
import Testing
import WorkatoJobs

@Suite struct JobsFileTests {
    private let text = runbook(selection: "{ jobs_file: lists/jobs.csv }")

    private func context(_ file: String) -> RunbookContext {
        RunbookContext(now: now) { path in
            path == "lists/jobs.csv" ? .success(Array(file.utf8)) : .failure(.init(message: "no such file"))
        }
    }

    /// `recipe/job@line` for each job.
    private func jobs(_ file: String) throws -> [String] {
        guard case .jobs(let jobs) = try read(text, context(file)).steps[0].selection.query.source else { return [] }
        return jobs.map { "\($0.recipe)/\($0.job.text)@\($0.place)" }
    }

    @Test func `columns come in any order, with others beside them, quoted or not, in every kind of line end`() throws {
        let expected = ["1/j-1@lists/jobs.csv:2", "2/j-2@lists/jobs.csv:3"]
        #expect(try jobs("recipe_id,job_id\n1,j-1\n2,j-2\n") == expected)
        #expect(try jobs("job_id,recipe_id\nj-1,1\nj-2,2") == expected)
        #expect(try jobs("\u{FEFF}recipe_id,job_id\r\n1,j-1\r\n2,j-2\r\n") == expected)
        #expect(try jobs("recipe_id,title,job_id\n1,\"a, \"\"b\"\"\",j-1\n2,,\"j-2\"\n") == expected)
        #expect(try jobs("recipe_id , job_id\r 1 , j-1 \r2,j-2\r") == expected)
    }

    @Test func `a line break inside quotes does not shift what follows`() throws {
        #expect(
            try jobs("recipe_id,title,job_id\n1,\"a\nb\",j-1\n\n2,x,j-2\n")
                == ["1/j-1@lists/jobs.csv:2", "2/j-2@lists/jobs.csv:5"]
        )
    }

    @Test func `JSON Lines are read as well`() throws {
        #expect(
            try jobs(
                "{\"recipe_id\": 1, \"job_id\": \"j-1\"}\r\n\n{\"job_id\":\"j-2\",\"recipe_id\":\"2\",\"x\":[{}]}\n"
            )
                == ["1/j-1@lists/jobs.csv:1", "2/j-2@lists/jobs.csv:3"]
        )
        #expect(
            complaints(text, context("{\"recipe_id\": 1}\n{\"recipe_id\": 1.5, \"job_id\": \"j-1\"}\nnull\n"))
                == """
                error: a row must be a JSON object with 'recipe_id' and 'job_id'; this is not one
                 --> lists/jobs.csv:1:1
                  |
                1 | {"recipe_id": 1}
                  | ^^^^^^^^^^^^^^^^

                error: 'recipe_id' must be a whole number from 1; this is '1.5'
                 --> lists/jobs.csv:2:1
                  |
                2 | {"recipe_id": 1.5, "job_id": "j-1"}
                  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

                error: a row must be a JSON object with 'recipe_id' and 'job_id'; this is not one
                 --> lists/jobs.csv:3:1
                  |
                3 | null
                  | ^^^^

                """
        )
    }

    @Test func `a file that names no job is an error with its line`() {
        #expect(
            complaints(text, context("recipe_id,job_id\n")) == """
                error: a jobs file must list at least one job; this has none
                 --> lists/jobs.csv:2:1
                  |
                2 |
                  | ^
                 ::: test.yaml:4:31
                  |
                4 |   - repeat_jobs: { jobs_file: lists/jobs.csv }
                  |                               -------------- named here

                """
        )
        #expect(complaints(text, context("")).contains("a jobs file must list at least one job; this has none"))
    }

    @Test func `a file that cannot be read is reported where it is named`() {
        expect(
            runbook(selection: "{ jobs_file: «other.csv» }"),
            gives: "'other.csv' cannot be read: no such file",
            context: context("")
        )
    }

    @Test func `every row that is wrong is reported, with its line`() {
        let told = complaints(text, context("recipe_id,job_id\n0,j-1\nabc,j-1\n1,\n1\n1,a b\n1,j-1,x\n5,j-9\n"))
        #expect(told.contains("'recipe_id' must be a whole number from 1; this is 0\n --> lists/jobs.csv:2:1"))
        #expect(told.contains("'recipe_id' must be a whole number from 1; this is 'abc'\n --> lists/jobs.csv:3:1"))
        #expect(
            told.contains(
                "'job_id' must be the id of a job, such as j-AJTAt8w6-wdAgWM; this is empty\n --> lists/jobs.csv:4:1"
            )
        )
        #expect(told.contains("a row must have 2 columns, as the header has; this has 1\n --> lists/jobs.csv:5:1"))
        #expect(
            told.contains(
                "'job_id' must be the id of a job, such as j-AJTAt8w6-wdAgWM; this is 'a b'\n --> lists/jobs.csv:6:1"
            )
        )
        #expect(told.contains("a row must have 2 columns, as the header has; this has 3\n --> lists/jobs.csv:7:1"))
    }

    @Test func `a header that is none says what is missed`() {
        for separator in [";", "\t", "|"] {
            let told = complaints(text, context("recipe_id\(separator)job_id\n1\(separator)j-1\n"))
            #expect(told.contains("help: separate the columns by commas"), "\(told)")
        }
        let told = complaints(text, context("recipe_id,job_ids\n1,j-1\n"))
        #expect(told.contains("the header has no column 'job_id'"))
        #expect(told.contains("help: a column with a similar name is 'job_ids'"))
        #expect(complaints(text, context("recipe_id,job_id,job_id\n1,a,b\n")).contains("the header has 'job_id' twice"))
    }

    @Test func `broken quotes end the reading`() {
        #expect(complaints(text, context("recipe_id,job_id\n1,\"j-1\n2,j-2\n")).contains("a quote is not closed"))
        #expect(
            complaints(text, context("recipe_id,job_id\n1,\"j-1\"x\n"))
                .contains("a closing quote must be followed by a comma or the end of the line")
        )
    }

    @Test func `a job that is listed twice is taken once, with a warning`() throws {
        let result = RunbookParser.parse(
            file: .init(name: "test.yaml", bytes: Array(text.utf8)),
            context: context("recipe_id,job_id\n1,j-1\n1,j-2\n1,j-1\n1,j-1\n")
        )
        let selection = try #require(result.runbook).steps[0].selection
        guard case .jobs(let jobs) = selection.query.source else { return }
        #expect(jobs.map(\.job.text) == ["j-1", "j-2"])
        #expect(rendered(result.diagnostics).hasPrefix("warning: this job is listed a second time, as is 1 more row"))
    }

    @Test func `only the first errors of one file are reported`() {
        let rows = String(repeating: "0,j-1\n", count: 1000)
        let told = complaints(text, context("recipe_id,job_id\n" + rows))
        #expect(told.contains("'lists/jobs.csv' has 980 more errors"))
        #expect(told.split(separator: "\n").count < 200)
    }

    @Test func `a file has an end`() {
        let rows = (1...100_001).map { "1,j-\($0)\n" }.joined()
        #expect(
            complaints(text, context("recipe_id,job_id\n" + rows))
                .contains("a jobs file must have at most 100000 jobs; 'lists/jobs.csv' has 100001")
        )
    }

    @Test func `bytes that are not text are refused, not crashed on`() {
        let context = RunbookContext(now: now) { _ in .success([0xFF, 0xFE, 0x00, 0x2C, 0x22, 0x0A, 0x80]) }
        #expect(complaints(text, context).contains("error: "))
    }
}
