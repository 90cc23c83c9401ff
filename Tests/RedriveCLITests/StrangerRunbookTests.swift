import RedriveCLI
import RedriveTestSupport
import Testing

/// Runbooks that somebody else wrote: what they name is not shown, and with `--confine` not read.
@Suite struct StrangerRunbookTests {
    private static let secret = "sEcRet-eyJhbGciOi.x_y\n"

    private func bench(_ keys: String = "") throws -> Bench {
        let bench = try Bench()
        bench.put(Self.secret, at: "/secrets/token")
        bench.put("recipe_id,job_id\n28904,j-1\n", at: "/books/jobs.csv")
        bench.put("recipe_id,job_id\n28904,j-1\n", at: "/other/jobs.csv")
        bench.put(keys, at: "/books/book.yaml")
        return bench
    }

    private func book(
        _ selection: String,
        token: String = "{ env: WORKATO_API_TOKEN }",
        inputs: String = "{}"
    ) -> String {
        """
        redrive: 1
        name: book
        max_jobs: 5
        workspace: { url: "https://workato.example.com", token: \(token) }
        inputs: \(inputs)
        steps:
          - repeat_jobs: \(selection)
        """
    }

    @Test(arguments: [[], ["--json"]])
    func `a file of secrets is not shown, whatever names it`(_ options: [String]) throws {
        let inputs = "{ since: { type: time, default: 6h ago } }"
        for arguments in [
            ["validate", "/secrets/token"], ["plan", "/secrets/token"], ["run", "/secrets/token"],
            ["validate", "/books/book.yaml"], ["validate", "/books/inputs.yaml", "--inputs", "/secrets/token"],
            ["plan", "/books/inputs.yaml", "--simulate", "/secrets/token"], ["simulate", "/secrets/token"],
        ] {
            let bench = try bench(book("{ jobs_file: /secrets/token }"))
            bench.put(book("{ recipes: 1, since: $since }", inputs: inputs), at: "/books/inputs.yaml")
            let result = try bench.run(arguments + (arguments[0] == "simulate" ? [] : options))
            #expect(result.status == .invalidData, "\(arguments): \(result.error)")
            #expect(!(result.output + result.error).contains("sEcRet"), "\(arguments): \(result.error)")
        }
    }

    /// A runbook, and what it names outside its folder.
    struct Case: Sendable {
        var selection: String
        var token = "{ env: WORKATO_API_TOKEN }"
        var isOutside = true
    }

    @Test(arguments: [
        Case(selection: "{ jobs_file: /other/jobs.csv }"), Case(selection: "{ jobs_file: ../other/jobs.csv }"),
        Case(selection: "{ jobs_file: x/../../other/jobs.csv }"),
        Case(selection: "{ jobs_file: ../other/missing.csv }"),
        Case(selection: "{ jobs_file: ../books2/jobs.csv }"),
        Case(selection: "{ jobs_file: jobs.csv }", token: "{ file: /secrets/token }"),
        Case(selection: "{ jobs_file: jobs.csv }", token: "{ file: /secrets/missing }"),
        Case(selection: "{ jobs_file: jobs.csv }", token: "{ file: /books/../secrets/token }"),
        Case(selection: "{ jobs_file: jobs.csv }", isOutside: false),
        Case(selection: "{ jobs_file: /books/jobs.csv }", isOutside: false),
        Case(selection: "{ jobs_file: ../books/./jobs.csv }", token: "{ file: /books/jobs.csv }", isOutside: false),
    ])
    func `with --confine a runbook names no file outside its folder`(_ example: Case) throws {
        let bench = try bench(book(example.selection, token: example.token))
        bench.put("recipe_id,job_id\n28904,j-1\n", at: "/books2/jobs.csv")
        let result = try bench.run(["validate", "--confine", "/books/book.yaml"])
        #expect(result.status == (example.isOutside ? .invalidData : .done), "\(result.error)")
        #expect(
            result.error.contains("it is outside the runbook's folder, and '--confine' is set") == example.isOutside,
            "\(result.error)"
        )
        #expect(!result.error.contains("o such file"), "whether such a file exists stays unknown")
    }

    @Test func `the file of --inputs is confined, too`() throws {
        let bench = try bench(
            book("{ recipes: 1, since: $since }", inputs: "{ since: { type: time, default: 6h ago } }")
        )
        bench.put("since: 5h ago\n", at: "/other/inputs.yaml")
        bench.put("since: 5h ago\n", at: "/books/inputs.yaml")
        let inside = try bench.run(["validate", "--confine", "/books/book.yaml", "--inputs", "/books/inputs.yaml"])
        #expect(inside.status == .done, "\(inside.error)")
        let outside = try bench.run(["validate", "--confine", "/books/book.yaml", "--inputs", "/other/inputs.yaml"])
        #expect(outside.status == .invalidData)
        #expect(outside.error.contains("'/other/inputs.yaml': it is outside the runbook's folder"))
        #expect(try bench.run(["validate", "/books/book.yaml", "--inputs", "/other/inputs.yaml"]).status == .done)
    }

    @Test(arguments: ["plan", "run"])
    func `plan and run are confined, too, and send nothing`(_ command: String) throws {
        let bench = try bench(book("{ jobs_file: jobs.csv }", token: "{ file: /secrets/token }"))
        let result = try bench.run([command, "--confine", "/books/book.yaml"])
        #expect(result.status == .invalidData)
        #expect(result.error.contains("the file of 'token' cannot be used: it is outside the runbook's folder"))
    }

    @Test func `a plan says itself what is read, so that --confine is wrong usage beside it`() throws {
        let bench = try Bench()
        bench.put(Scenarios.runbook, at: "crm.yaml")
        #expect(try bench.run(["plan", "crm.yaml", "-o", "p.plan.jsonl"]).status == .done)
        let result = try bench.run(["run", "p.plan.jsonl", "--confine"])
        #expect(result.status == .usage)
        #expect(result.error.contains("'--confine' does not go with a plan file"))
    }
}
