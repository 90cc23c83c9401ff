@testable import RedriveCLI
import RedriveCore
import Testing
import WorkatoJobs

@Suite struct HTMLReportTests {
    /// The report of a run in the EU that has repeated every other job.
    ///
    /// - Parameter message: of the one error, as long as it may be.
    private static func html(jobs: Int, message: String = "read timed out") throws -> String {
        let moment = Timestamp(milliseconds: 1_790_000_000_000)
        let workspace = Workspace(url: DataCenter.eu.baseURL, dataCenter: .eu)
        let step = PlannedStep(
            name: "orders",
            kind: .repeatJobs(PlannedRepeats(recipes: [28904], window: TimeWindow(until: moment)))
        )
        let plan = Plan(
            header: PlanHeader(name: "big", createdAt: moment, version: "1.0", workspace: workspace, steps: [step]),
            signatures: [
                ErrorSignature(recipe: 28904, adapter: "salesforce", errorType: "Timeout", message: message)
            ],
            jobs: (0..<jobs).map { job in
                let id = JobID(text: "j-AJTAt8w6-w\(100_000 + job)")
                return PlannedJob(step: 0, recipe: 28904, master: id, newestAttempt: id, signature: 0)
            }
        )
        var state = RunState(plan: plan, planID: "0123456789ab")
        var fold = RunReport.Fold()
        func record(_ record: Record) throws {
            try state.apply(record, at: moment)
            fold.note(record, at: moment, after: state)
        }
        try record(.session(.init(number: 1, host: "ops-1", pid: 4711, version: "1.0")))
        try record(.stepStarted(.init(step: 0)))
        let masters = plan.jobs.map(\.master)
        for (chunk, start) in stride(from: 0, to: jobs, by: 50).enumerated() {
            let sent = Array(masters[start..<min(start + 25, jobs)])
            let intent = Record.Intent(
                chunk: chunk + 1,
                tryNumber: 1,
                step: 0,
                recipe: 28904,
                masters: sent,
                known: [:]
            )
            try record(.intent(intent))
            let answers = sent.map { Record.Answered.Job(master: $0, enqueued: true, new: JobID(text: "\($0)-new")) }
            try record(.answered(.init(chunk: chunk + 1, tryNumber: 1, jobs: answers)))
        }
        let report = fold.finish(state)
        let contents = ReportContents(report: report, version: "1.0", fileName: "big.state.jsonl")
        return try HTMLReport(contents).parts().joined()
    }

    @Test func `the newest attempt of a job links to its page, and a recipe to its own`() throws {
        let html = try Self.html(jobs: 50)
        let page = "https://app.eu.workato.com/recipes/28904"
        #expect(html.contains(#"<a href="\#(page)" rel="noreferrer">28904</a>"#))
        #expect(html.contains(#"<a href="\#(page)/job/j-AJTAt8w6-w100000-new">j-AJTAt8w6-w100000-new</a>"#))
        #expect(html.contains(#"<a href="\#(page)/job/j-AJTAt8w6-w100049">j-AJTAt8w6-w100049</a>"#))
        #expect(html.split(separator: "/job/").count == 51, "one link a job")
    }

    @Test(arguments: [
        String(repeating: "könnte nicht erreicht werden; ", count: 30), String(repeating: "a & b ", count: 100),
    ])
    func `ten thousand jobs take less than 5 MB, however long their errors are`(_ message: String) throws {
        #expect(try Self.html(jobs: 10_000, message: message).utf8.count < 5_000_000)
    }

    @Test(arguments: [HTMLReport.mostOnPaper, HTMLReport.mostOnPaper + 1])
    func `a table that ends early on paper says so`(_ jobs: Int) throws {
        let html = try Self.html(jobs: jobs)
        #expect(html.contains("On paper, the table ends after 500 jobs.") == (jobs > HTMLReport.mostOnPaper))
        #expect(html.contains("#jobs tbody tr:nth-child(n+501 of :not([hidden]))"))
    }
}
