import LocatedYAML
import RedriveCore
import RunbookParsing
import Testing
import WorkatoJobs

/// The forms in which spreadsheets, `jq` and pages give away lists of jobs.
@Suite struct JobsFileFormTests {
    private let text = runbook(selection: "{ jobs_file: lists/jobs.csv }")

    private func context(_ bytes: [UInt8]) -> RunbookContext {
        RunbookContext(now: now) { _ in .success(bytes) }
    }

    private func told(_ file: String) -> String { complaints(text, context(Array(file.utf8))) }

    /// `recipe/job@line` for each job.
    private func jobs(_ file: String) throws -> [String] {
        guard case .jobs(let jobs) = try read(text, context(Array(file.utf8))).steps[0].selection.query.source else {
            return []
        }
        return jobs.map { "\($0.recipe)/\($0.job.text)@\($0.place.drop { $0 != ":" }.dropFirst())" }
    }

    @Test(arguments: [
        #"[{"recipe_id":1,"job_id":"j-1"},{"recipe_id":"2","job_id":"j-2","x":[{"a":"]},\\\""}]}]"#,
        "\u{FEFF}\n [ {\"recipe_id\": 1, \"job_id\": \"j-1\"} , {\"recipe_id\": 2, \"job_id\": \"j-2\"} ] \n",
        "{\n  \"recipe_id\": 1,\n  \"job_id\": \"j-1\"\n}\n{\n  \"recipe_id\": 2,\n  \"job_id\": \"j-2\"\n}\n",
    ])
    func `JSON is taken as an array, and as objects one after the other`(_ file: String) throws {
        #expect(try jobs(file).map { String($0.prefix { $0 != "@" }) } == ["1/j-1", "2/j-2"])
    }

    @Test func `a job of an array has the line on which its object begins`() throws {
        let file =
            "[\n  {\n    \"recipe_id\": 1,\n    \"job_id\": \"j-1\"\n  },\n  {\"recipe_id\": 1, \"job_id\": 12345}\n]"
        #expect(try jobs(file) == ["1/j-1@2", "1/12345@6"])
    }

    /// An array that is not one, the message, and the line and column.
    struct Broken: Sendable {
        var file: String
        var message: String
    }

    @Test(arguments: [
        Broken(
            file: #"[{"recipe_id":1,"job_id":"j-1"}"#,
            message: "this array is never closed with ']'\n --> lists/jobs.csv:1:1"
        ),
        Broken(
            file: #"[{"recipe_id":1,"job_id":"j-1"},"#,
            message: "this array is never closed with ']'\n --> lists/jobs.csv:1:1"
        ),
        Broken(
            file: #"[{"recipe_id":1,"job_id":"j-1"#,
            message: "this array is never closed with ']'\n --> lists/jobs.csv:1:1"
        ),
        Broken(
            file: #"[{"recipe_id":1,"job_id":"j-1"},]"#,
            message: "a row is expected here\n --> lists/jobs.csv:1:33"
        ),
        Broken(file: #"[,{"recipe_id":1,"job_id":"j-1"}]"#, message: "a row is expected here\n --> lists/jobs.csv:1:2"),
        Broken(
            file: #"[{"recipe_id":1,"job_id":"j-1"} {}]"#,
            message: "',' or ']' is expected here\n --> lists/jobs.csv:1:33"
        ),
        Broken(
            file: "[{\"recipe_id\":1,\"job_id\":\"j-1\"}]\nx",
            message: "a jobs file must be a single array; it ends before this\n --> lists/jobs.csv:2:1"
        ),
        Broken(
            file: "{\n\"recipe_id\":1,\"job_id\":\"j-1\"\n",
            message: "this object is never closed\n --> lists/jobs.csv:1:1"
        ),
        Broken(
            file: #"[{"recipe_id":1,"job_id":"j-1"}, 5]"#,
            message: "a row must be a JSON object with 'recipe_id' and 'job_id'; this is not one"
        ),
        Broken(
            file: #"[[{"recipe_id":1,"job_id":"j-1"}]]"#,
            message: "a row must be a JSON object with 'recipe_id' and 'job_id'; this is not one"
        ),
        Broken(
            file: #"{"recipe_id":1,"id":"j-1"}"#,
            message: "a row must be a JSON object with 'recipe_id' and 'job_id'; this is not one"
        ),
    ])
    func `JSON that is broken is reported once, where it breaks`(_ broken: Broken) {
        let told = told(broken.file)
        #expect(told.hasPrefix("error: " + broken.message), "\(told)")
        #expect(told.ranges(of: "error: ").count == 1, "\(told)")
    }

    @Test func `an empty array has no jobs`() {
        #expect(told("[]").hasPrefix("error: a jobs file must list at least one job; this has none"))
        #expect(told(" [ ] ").hasPrefix("error: a jobs file must list at least one job; this has none"))
    }

    @Test(
        arguments: [
            [0xFF, 0xFE] + "recipe_id,job_id\r\n1,j-1\r\n".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] },
            [0xFE, 0xFF] + "recipe_id,job_id\r\n1,j-1\r\n".utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] },
            "recipe_id,job_id\r\n1,j-1\r\n".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] },
        ] as [[UInt8]]
    )
    func `UTF-16 is named`(_ bytes: [UInt8]) {
        let told = complaints(text, context(bytes))
        #expect(
            told.hasPrefix("error: a jobs file must be UTF-8; 'lists/jobs.csv' is UTF-16\n --> test.yaml:4:31"),
            "\(told)"
        )
        #expect(told.contains("help: export it again as UTF-8"))
    }

    @Test func `what a spreadsheet leaves of cleared rows and columns is passed over`() throws {
        #expect(try jobs("recipe_id,job_id\n1,j-1\n,\n , \n,,,\n\n\"\",\n2,j-2,,\n") == ["1/j-1@2", "2/j-2@8"])
        #expect(
            told("recipe_id,job_id\n1,j-1,,x\n").contains("a row must have 2 columns, as the header has; this has 4")
        )
        #expect(told("recipe_id,job_id\n1,\n").contains("'job_id' must be the id of a job"))
    }

    @Test func `a line that names the separator is passed over, and told if it names another than a comma`() throws {
        #expect(try jobs("sep=,\nrecipe_id,job_id\n1,j-1\n") == ["1/j-1@3"])
        #expect(try jobs("\u{FEFF}\"sep=,\"\r\nrecipe_id,job_id\r\n1,j-1\r\n") == ["1/j-1@3"])
        for separator in [";", "\t"] {
            let told = told("sep=\(separator)\nrecipe_id\(separator)job_id\n")
            #expect(
                told.hasPrefix("error: the columns of a jobs file must be separated by commas\n --> lists/jobs.csv:1:1")
            )
        }
    }

    @Test func `an address names the job and has to agree about the recipe`() throws {
        let page = "https://www.workato.com/recipes/28904"
        #expect(try jobs("recipe_id,job_id\n28904,\(page)/job/j-A1-b\n") == ["28904/j-A1-b@2"])
        #expect(
            told("recipe_id,job_id\n5,\(page)/job/j-A1-b\n").contains(
                "a job of recipe 5, not of recipe 28904"
            )
        )
        #expect(told("recipe_id,job_id\n28904,\(page)\n").contains("help: the address of a job ends in"))
        #expect(told("recipe_id,job_id\n\(page),j-A1-b\n").contains("help: write 28904"))
        #expect(told("recipe_id,job_id\n28904,J-A1-b\n").contains("which begins with a lowercase j; this is 'J-A1-b'"))
    }

    @Test func `a number that a spreadsheet has changed is shown, with what it was if that is known`() {
        let rounded = told("recipe_id,job_id\n5.13E+07,j-1\n")
        #expect(rounded.hasPrefix("error: 'recipe_id' must be a whole number from 1; this is '5.13E+07'"))
        #expect(rounded.contains("help: a spreadsheet has rounded the number"))
        for value in ["=\"28904\"", "\"28,904\"", "28904.0", "'28904", "28 904"] {
            #expect(told("recipe_id,job_id\n\(value),j-1\n").contains("help: write 28904\n"), "\(value)")
        }
        #expect(told("recipe_id,job_id\n-5,j-1\n").contains("this is -5"))
        #expect(told("recipe_id,job_id\n28904\u{A0},j-1\n").contains("help: replace U+00A0 (no-break space)"))
        #expect(told("recipe_id,job_id\n1,“j-1”\n").contains("help: replace U+201C (left double quotation mark)"))
    }

    /// A file with more of something than anybody reads, and the first line of what is reported.
    struct Excess: Sendable, CustomTestStringConvertible {
        var file: String
        var message: String
        var testDescription: String { "\(file.prefix(20))…" }
    }

    @Test(
        .timeLimit(.minutes(30)),
        arguments: [
            Excess(
                file: "[" + String(repeating: "1,", count: 500_000) + "{\"job_id\":1}]",
                message: "a jobs file must have at most 100000 jobs; 'lists/jobs.csv' has 500001"
            ),
            Excess(
                file: "{\"job_id\":1}\n" + String(repeating: "{}\n", count: 200_000),
                message: "a jobs file must have at most 100000 jobs; 'lists/jobs.csv' has 200001"
            ),
            Excess(
                file: "recipe_id,job_id\n" + String(repeating: "0\n", count: 200_000),
                message: "'lists/jobs.csv' has 199980 more errors"
            ),
            Excess(
                file: "{\"recipe_id\":1,\"job_id\":1}" + String(repeating: "\n", count: 2_000_000) + "x",
                message: "a row must be a JSON object with 'recipe_id' and 'job_id'; this is not one"
            ),
        ]
    )
    func `of a file that has too much of anything, what is reported stays short`(_ excess: Excess) {
        let told = told(excess.file)
        #expect(told.contains("error: " + excess.message), "\(told.prefix(2000))")
        #expect(told.utf8.count < 20_000)
    }

    @Test(arguments: [
        "sEcRet-eyJhbGciOi.x_y\n", "machine sEcRet.example.com\nlogin me password sEcRet\n",
        "user,password\nme,sEcRet\n",
        "\"sEcRet", "{\"private_key\": \"sEcRet\"}", "{\n  \"private_key\": \"sEcRet\"\n}\n", "[\"sEcRet\"]",
        "[\"sEcRet\"",
        "A=sEcRet\u{0}B=sEcRet\u{0}", "\n\n sEcRet;sEcRet\n", "sep=sEcRet\n", "{sEcRet",
    ])
    func `nothing is shown of a file that names none of the columns`(_ file: String) {
        let told = told(file)
        #expect(told.hasPrefix("error: 'lists/jobs.csv' is not a jobs file: "), "\(told)")
        #expect(!told.contains("sEcRet"), "\(told)")
        #expect(told.contains(" --> test.yaml:4:31\n"))
    }
}
