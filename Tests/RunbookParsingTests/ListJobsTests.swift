import RedriveCore
import Testing
import WorkatoJobs

@testable import RunbookParsing

@Suite struct ListJobsTests {
    private func text(_ step: String) -> String { "redrive: 1\nname: x\nsteps:\n  - \(step)" }

    @Test func `a list has the defaults that the page names`() throws {
        let step = try read(text("list_jobs: { recipes: [1, 2], since: 6h ago }")).steps[0]
        #expect(
            step.kind
                == .listJobs(JobListing(source: .recipes([1, 2]), status: .failed, since: now - .seconds(6 * 3600)))
        )
        #expect(step.conduct == .ofListing(onFailure: .stop))
    }

    @Test func `everything that can be said of a list`() throws {
        let step = try read(
            text(
                """
                name: what still fails
                    on_failure: continue
                    list_jobs:
                      recipes: 7
                      status: any
                      since: beginning
                      until: 1h ago
                      by: started_at
                      where: { reruns: { gte: 1 } }
                      limit: 9
                      limit_per_recipe: 4
                      details: true
                      save: out/still.jsonl
                      columns: [job_id, failed_step, title]
                """
            )
        ).steps[0]
        let listing = JobListing(
            source: .recipes([7]),
            status: .any,
            until: now - .seconds(3600),
            clock: .startedAt,
            predicate: .field(.reruns, .compare(.init(atLeast: .integer(1)))),
            limit: 9,
            limitPerRecipe: 4,
            readsDetails: true,
            save: SavedListing(path: "out/still.jsonl", columns: [.jobID, .failedStep, .title])
        )
        #expect(step.kind == .listJobs(listing))
        #expect(step.conduct.onFailure == .continue)
    }

    @Test func `repeats are listed by themselves, and until now has no end`() throws {
        let runbook = try read(text("list_jobs: { recipes: 1, since: 1h ago, until: now, rerun_only: true }"))
        guard case .listJobs(let listing) = runbook.steps[0].kind else {
            Issue.record("no list")
            return
        }
        #expect(listing.rows == .repeats)
        #expect(listing.until == nil)
    }

    @Test(arguments: [
        (
            "{ recipes: 1, since: 1h ago, save: «a.txt» }",
            "'save' must be a path that ends in .csv, .jsonl or .json; this is 'a.txt'"
        ),
        (
            "{ recipes: 1, since: 1h ago, save: a.csv, columns: [job_id, «failed_step»] }",
            "column 'failed_step' needs 'details: true'"
        ),
        (
            "{ recipes: 1, since: 1h ago, save: a.csv, columns: [job_id, «job_id»] }",
            "column 'job_id' is named twice"
        ),
        (
            "{ recipes: 1, since: 1h ago, columns: «[job_id]» }",
            "'columns' is about the file of 'save', which is not given"
        ),
        (
            "{ recipes: 1, since: 1h ago, rerun_only: true, where: «{ reruns: 1 }» }",
            "'reruns' cannot be used together with 'rerun_only'"
        ),
        (
            "{ recipes: 1, since: 1h ago, «order»: newest_first }",
            "'order' is not a key of list_jobs = a list has the order of the API, newest first"
        ),
        ("{ recipes: 1, since: 1h ago, details: «maybe» }", "'details' must be true or false; this is 'maybe'"),
    ])
    func `a mistake is an error at its place`(list: String, message: String) {
        expect(text("list_jobs: \(list)"), gives: message)
    }

    @Test func `an unknown column is an error with its place`() {
        let found = complaints(text("list_jobs: { recipes: 1, since: 1h ago, save: a.csv, columns: [jobid] }"))
        #expect(found.contains("error: 'columns' must be one of recipe_id, job_id"), "\(found)")
        #expect(found.contains("test.yaml:4:"), "\(found)")
    }

    @Test(arguments: [
        "verify: off", "pace: 5 jobs/min", "canary: { jobs: 1 }", "ramp: [1]", "max_pending: 3", "stop_when: off",
    ])
    func `what says how jobs are sent is refused where none is`(key: String) {
        let name = key.prefix { $0 != ":" }
        let found = complaints(text("{ list_jobs: { recipes: 1, since: 1h ago }, \(key) }"))
        let error = "error: '\(name)' cannot be used together with 'list_jobs', which sends nothing"
        #expect(found.hasPrefix(error), "\(found)")
    }

    @Test func `two steps cannot save in one file`() {
        let step = "  - list_jobs: { recipes: 1, since: 1h ago, save: a.csv }\n"
        let found = complaints("redrive: 1\nname: x\nsteps:\n\(step)\(step)")
        #expect(found.hasPrefix("error: 'a.csv' is the file of another step"), "\(found)")
    }
}
