import LocatedYAML
import RedriveCore
import RunbookParsing
import Testing
import WorkatoJobs

/// Jobs are named by their ids or by the addresses of their pages.
@Suite struct JobReferenceTests {
    @Test(arguments: [
        "https://www.workato.com/recipes/28904/job/j-A1-b",
        "https://app.eu.workato.com/recipes/28904-orders/job/j-A1-b",
        "https://app.workato.com/recipes/28904-my-orders-2/job/j-A1-b?tab=input#step-3",
        "http://127.0.0.1:8080/api/recipes/28904/jobs/j-A1-b/",
    ])
    func `the id is the last part of an address`(_ address: String) throws {
        let text = runbook(selection: "{ jobs: { 28904: ['\(address)'] }, exclude_jobs: '\(address)' }")
        let selection = try read(text).steps[0].selection
        guard case .jobs(let jobs) = selection.query.source else {
            Issue.record("no jobs")
            return
        }
        #expect(jobs.map(\.job.text) == ["j-A1-b"])
        #expect(selection.excludeJobs == [JobID(text: "j-A1-b")])
    }

    @Test func `the recipe of an address has to be the one that the job is listed under`() {
        expect(
            runbook(selection: "{ jobs: { 5: «https://www.workato.com/recipes/28904/job/j-A1-b» } }"),
            gives: "'jobs' must be a job of recipe 5, not of recipe 28904"
                + "; this is 'https://www.workato.com/recipes/28904/jo…'"
        )
    }

    @Test(arguments: [
        "https://www.workato.com/recipes/28904", "https://www.workato.com/recipes/28904#job_report",
        "https://www.workato.com",
        "https://www.workato.com/recipes/x/job/j-A1-b", "https://www.workato.com/recipes/28904/job/",
    ])
    func `an address without a job is refused`(_ address: String) {
        let told = complaints(runbook(selection: "{ recipes: 1, since: 6h ago, exclude_jobs: '\(address)' }"))
        #expect(told.hasPrefix("error: 'exclude_jobs' must be the id of a job"), "\(told)")
        #expect(
            told.contains("the address of a job ends in /recipes/28904/job/j-AJTAt8w6-wdAgWM; its last part is the id")
        )
    }

    @Test func `an id in capitals would exclude nothing, and is refused`() {
        expect(
            runbook(selection: "{ recipes: 1, since: 6h ago, exclude_jobs: [«J-A1-B», j-a1-b, 12345] }"),
            gives: "'exclude_jobs' must be the id of a job, which begins with a lowercase j; this is 'J-A1-B'"
                + " = copy the id again: its case matters"
        )
    }

    @Test func `the address of a recipe is refused with its id`() {
        expect(
            runbook(
                selection: "{ recipes: [«https://www.workato.com/recipes/28904-orders#job_report»], since: 6h ago }"
            ),
            gives:
                "'recipes' must be the id of a recipe, a whole number from 1; this is 'https://www.workato.com/recipes/28904-or…'"
                + " = write 28904"
        )
    }
}
