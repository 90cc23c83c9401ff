@testable import RedriveCLI
import RedriveTestSupport
import Testing

@Suite struct JobsCommandTests {
    private let url = ["--url", "https://workato.example.com"]

    private func bench(_ scenario: String = Scenarios.outage, ignoresCursors: Bool = false) throws -> Bench {
        try Bench(scenario, ignoresCursors: ignoresCursors)
    }

    @Test func `the newest jobs come first, in a table that fits the terminal`() throws {
        let bench = try bench()
        let result = try bench.run(["jobs", "28904", "--no-color"] + url, terminal: .person())
        #expect(result.status == .done, "\(result.error)")
        #expect(result.lines[0].hasPrefix("ended                 status     job"), "\(result.output)")
        #expect(result.lines.allSatisfy { $0.count <= 80 })
        let ends = result.lines.dropFirst().map { String($0.prefix(20)) }
        #expect(ends.count == 33)
        #expect(result.output.contains("repeat of j-"))
        #expect(bench.workspace.writes.isEmpty)
    }

    @Test func `filters are those of a runbook`() throws {
        let bench = try bench()
        func count(_ arguments: String...) throws -> Int? {
            let result = try bench.run(["jobs"] + arguments + url + ["--json"])
            #expect(result.status == .done, "\(result.output)\(result.error)")
            return try Events(result).all("job").count
        }
        #expect(try count("28904", "--status", "failed", "--since", "12h ago") == 30)
        #expect(try count("28904", "--status", "succeeded") == 3)
        #expect(try count("28904", "--rerun-only") == 3)
        #expect(try count("28904,51325710", "--since", "2026-11-23T00:00:00Z") == 41)
        #expect(try count("28904", "51325710", "--limit", "7") == 7)
        #expect(try count("28904", "--where", "error_type: Timeout", "--where", "adapter: netsuite") == 0)
        #expect(try count("51325710", "--where", "{ error_type: Timeout, adapter: netsuite }") == 8)
        #expect(try count("28904", "--status", "pending") == 0)
    }

    @Test func `failures are grouped by their signatures`() throws {
        let bench = try bench()
        let result = try bench.run(["jobs", "28904", "51325710", "--signatures"] + url)
        #expect(result.status == .done)
        #expect(result.lines.count == 3)
        #expect(result.lines[0].contains("salesforce · Timeout · could not reach host after # s  in 28904"))
        let events = try Events(bench.run(["jobs", "28904", "--signatures", "--json"] + url))
        #expect(events.all("signature").count == 2)
    }

    @Test func `CSV has a row for each job, and a head even without one`() throws {
        let bench = try bench()
        let some = try bench.run(["jobs", "28904", "--status", "failed", "--csv"] + url)
        #expect(some.lines.count == 31)
        #expect(some.lines[0].hasPrefix("\u{FEFF}recipe_id,job_id,master_job_id,"))
        let none = try bench.run(["jobs", "28904", "--since", "1m ago", "--csv"] + url)
        #expect(none.lines.count == 1)
        #expect(none.error == "no job\n")
    }

    @Test(arguments: [
        (["jobs", "x"], "'recipes' must be the id of a recipe"), (["jobs", "1", "1"], "recipe 1 is listed twice"),
        (["jobs", "1", "--since", "soon"], "'since' must be"), (["jobs", "1", "--status", "lost"], "'status' must be"),
        (["jobs", "1", "--where", "erorr: x"], "'erorr'"),
        (["jobs", "1", "--where", "reruns: 1"], "'reruns' is not known"),
        (["jobs", "1", "--limit", "0"], "'limit' must be"),
        (["jobs", "1", "--csv", "--json"], "cannot be used together"),
        (["jobs", "1", "--follow", "--signatures"], "cannot be used together"), (["jobs"], "recipes"),
        (["jobs", "1", "--set", "a=b"], "which is not given"),
    ])
    func `wrong arguments are refused before a request`(arguments: [String], words: String) throws {
        let bench = try bench()
        let result = try bench.run(arguments)
        #expect(result.status == .usage, "\(result.error)")
        #expect((result.error + result.output).contains(words), "\(result.error)")
        #expect(bench.workspace.sent.isEmpty)
    }

    @Test func `a recipe that is not there, and a token that is not accepted, are errors`() throws {
        let bench = try bench()
        let gone = try bench.run(["jobs", "777"] + url)
        #expect(gone.status == .unreachable)
        #expect(gone.error.hasPrefix("error: recipe 777 does not exist"), "\(gone.error)")
        let refused = try bench.run(["jobs", "28904"] + url, variables: ["WORKATO_API_TOKEN": "another-token"])
        #expect(refused.status == .noToken)
        #expect(!refused.error.contains("another-token"))
    }

    @Test func `a list that is not proven complete ends with 1 and a warning`() throws {
        let bench = try bench(ignoresCursors: true)
        let result = try bench.run(["jobs", "28904", "--since", "beginning"] + url)
        #expect(result.status == .unfinishedJobs)
        #expect(result.error.contains("warning: recipe 28904, list of jobs:"), "\(result.error)")
    }

    @Test func `the workspace of a runbook and a simulated one can be asked`() throws {
        let bench = try bench()
        bench.put(Scenarios.runbook, at: "crm.yaml")
        let named = try bench.run(["jobs", "28904", "--runbook", "crm.yaml", "--json"])
        #expect(try Events(named).all("job").count == 33)
        let simulated = try bench.run(["jobs", "28904", "--simulate", "scenario.yaml", "--json"])
        #expect(try Events(simulated).all("job").count == 33)
    }

    @Test func `what the server says cannot move the cursor`() throws {
        let scenario = """
            scenario: 1
            recipes:
              - id: 28904
                failed:
                  count: 3
                  between: [-5h, -2h]
                  title: "=t\\e[2J"
                  errors: [{ type: "a\\e]0;b\\a", adapter: "c\\u009bd", message: "evil\\r\\n\\e[31m\\u202etext" }]
            """
        for form in [[], ["--json"], ["--csv"], ["--signatures"]] {
            let result = try bench(scenario).run(["jobs", "28904"] + form + url)
            #expect(result.status == .done)
            let bad = result.output.unicodeScalars.filter {
                $0 != "\n" && ($0.value < 0x20 || (0x7F...0x9F).contains($0.value) || $0.value == 0x202E)
            }
            #expect(bad.isEmpty, "\(bad.map(\.value))")
            #expect(result.output.contains("evil"))
        }
    }

    @Test func `following shows the last jobs, then each that ends, and ends well with Ctrl-C`() throws {
        let scenario = """
            scenario: 1
            recipes:
              - id: 1
                succeeded: { count: 30, between: [-2h, -1h] }
                failed: { count: 5, between: [+10s, +60s], duration: 2s }
            """
        let bench = try bench(scenario)
        let result = try bench.run(["jobs", "1", "--follow", "--json"] + url, interrupts: [.seconds(120)])
        #expect(result.status == .done, "\(result.error)")
        let jobs = try Events(result).all("job")
        #expect(jobs.count == 15)
        #expect(jobs.suffix(5).allSatisfy { $0.status == "failed" })
        #expect(bench.workspace.sent.count < 60)
    }

    @Test func `a job is shown with its family and its steps, and nothing that they have read`() throws {
        let bench = try bench()
        let repeats = try Events(bench.run(["jobs", "28904", "--rerun-only", "--json"] + url)).all("job")
        let id = try #require(repeats.first?.jobID)
        let master = try #require(repeats.first?.masterJobID)
        let result = try bench.run(["job", "28904", id] + url)
        #expect(result.status == .done, "\(result.error)")
        #expect(result.lines[0].hasPrefix("\(id)  succeeded  recipe 28904"))
        #expect(result.output.contains("master    \(master)"))
        #expect(result.output.contains("(this job)"))
        let failed = try bench.run(["job", "28904", master] + url)
        #expect(failed.output.contains("master    this job"))
        #expect(failed.output.contains("repeats   \(id)  succeeded"))
        #expect(failed.output.contains("failed"))
        #expect(!failed.output.contains("input"))
    }

    @Test func `the JSON of a job is the server's answer and nothing else`() throws {
        let bench = try bench()
        let repeats = try Events(bench.run(["jobs", "28904", "--json"] + url)).all("job")
        let id = try #require(repeats.first?.jobID)
        let result = try bench.run(["job", "28904", id, "--json"] + url)
        #expect(result.status == .done)
        #expect(result.output.hasPrefix("{\"id\":\"\(id)\""), "\(result.output)")
        #expect(result.output.contains("\"input\""))
        #expect(result.output.hasSuffix("}\n"))
        #expect(!result.output.contains("\"type\":\"summary\""))
    }

    @Test func `a job that is not there is an error with a hint`() throws {
        let bench = try bench()
        let result = try bench.run(["job", "28904", "j-nowhere"] + url)
        #expect(result.status == .unreachable)
        #expect(result.error.contains("recipe 28904 has no job j-nowhere"), "\(result.error)")
        #expect(result.error.contains("    redrive jobs 28904\n"), "\(result.error)")
        #expect(try bench.run(["job", "28904", "https://x.example.com/recipes/7/job/j-1"] + url).status == .usage)
    }
}
