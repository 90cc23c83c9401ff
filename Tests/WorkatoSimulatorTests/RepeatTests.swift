import Testing
import Transport

@testable import WorkatoSimulator

@Suite struct RepeatTests {
    @Test func `a repeat is enqueued, pending first, and ends later`() throws {
        var visitor = Visitor(.failures(1))
        let answer = visitor.repeatJobs(["j-1"])
        #expect(answer.status == 200)
        #expect(answer.json?["summary"]?["total_enqueued"]?.int == 1)
        #expect(answer.results[0]["status"]?.string == "enqueued")
        #expect(answer.results[0]["requested_job_id"]?.string == "j-1")
        let new = try #require(answer.newIDs.first)
        #expect(visitor.list("rerun_only=true&status=pending").ids == [new])
        visitor.wait(.seconds(10))
        let row = visitor.list("rerun_only=true").rows[0]
        #expect(row["status"]?.string == "succeeded")
        #expect(row["master_job_id"]?.string == "j-1")
        #expect(visitor.world.ledger.end(of: new, recipe: 1) == .succeeded)
        #expect(visitor.list("status=failed").ids == ["j-1"])
    }

    @Test func `the answer tells each job's verdict, in order, with the documented codes`() {
        var scenario = Scenario.failures(2)
        var erased = Scenario.Job("j-e")
        erased.isErased = true
        scenario.recipes[0].jobs += [erased, .init("j-r", .failed, repeats: "j-1")]
        var visitor = Visitor(scenario)
        let answer = visitor.repeatJobs(["j-1", "j-nobody", "j-r", "j-e", "j-2"])
        #expect(answer.results.map { $0["status"]?.string } == ["enqueued", "failed", "failed", "failed", "enqueued"])
        #expect(
            answer.typeIDs == [
                "err.item.not_found", "err.job.repeat.invalid_id", "err.job.repeat.trigger_data_unavailable.expired",
            ]
        )
        #expect(answer.results[2]["error"]?["message"]?.string == "Non-master job handle specified: j-r")
        #expect(answer.json?["summary"]?["total_requested"]?.int == 5)
        #expect(answer.json?["summary"]?["total_failed"]?.int == 3)
        #expect(visitor.world.ledger.refusals.map(\.requested) == ["j-nobody", "j-r", "j-e"])
    }

    @Test func `a job of another recipe is unknown`() {
        var scenario = Scenario.failures(1)
        scenario.recipes.append(.init(id: 2))
        var visitor = Visitor(scenario)
        #expect(visitor.repeatJobs(["j-1"], recipe: 2).typeIDs == ["err.item.not_found"])
        #expect(visitor.repeatJobs(["j-1"], recipe: 3).status == 404)
    }

    @Test func `more than 25 jobs are refused as a whole, in the documented words`() {
        var visitor = Visitor(.failures(30))
        let answer = visitor.repeatJobs((1...26).map { "j-\($0)" })
        #expect(answer.status == 400)
        #expect(answer.message == "Maximum 25 jobs can be repeated in a single request. Received 26.")
        #expect(visitor.world.ledger.enqueued.isEmpty)
        #expect(visitor.repeatJobs((1...25).map { "j-\($0)" }).newIDs.count == 25)
    }

    @Test func `another bound on jobs can be set`() {
        var visitor = Visitor(.failures(5) { $0.limits.jobsPerRequest = 2 })
        #expect(visitor.repeatJobs(["j-1", "j-2", "j-3"]).status == 400)
    }

    @Test(arguments: [
        #"{"job_ids":[]}"#, "{}", #"{"job_ids":"j-1"}"#, #"{"job_ids":[1]}"#, #"{"job_ids":["j-1"#, "[]",
        #"{"ids":["j-1"]}"#,
        #"{"job_ids":[null]}"#,
    ])
    func `a body without a list of ids is refused`(body: String) {
        var visitor = Visitor(.failures(1))
        let answer = Answer(visitor.send(.post, "/api/recipes/1/repeat_jobs", body: body))
        #expect(answer.status == 400)
        #expect(answer.message == "param is missing or the value is empty or invalid: job_ids")
    }

    @Test func `a body that is not sent as JSON is not read`() {
        var visitor = Visitor(.failures(1))
        let body = #"{"job_ids":["j-1"]}"#
        let fate = visitor.send(.post, "/api/recipes/1/repeat_jobs", body: body, contentType: "text/plain")
        #expect(Answer(fate).status == 400)
    }

    @Test func `duplicate ids are refused as a whole`() {
        var visitor = Visitor(.failures(2))
        #expect(visitor.repeatJobs(["j-1", "j-2", "j-1"]).status == 400)
        #expect(visitor.world.ledger.enqueued.isEmpty)
    }

    @Test func `there is no idempotency: the same request again makes another repeat`() {
        var visitor = Visitor(.failures(1))
        _ = visitor.repeatJobs(["j-1"])
        _ = visitor.repeatJobs(["j-1"])
        #expect(visitor.world.ledger.repeatsByClient(of: "j-1", recipe: 1) == 2)
        #expect(visitor.world.ledger.repeatedTwice == [.init(recipe: 1, job: "j-1")])
    }

    @Test func `a job is repeated 100 times at most, earlier repeats included`() {
        var visitor = Visitor(.failures(1) { $0.recipes[0].jobs[0].earlierRepeats = 98 })
        #expect(visitor.repeatJobs(["j-1"]).newIDs.count == 1)
        #expect(visitor.repeatJobs(["j-1"]).newIDs.count == 1)
        #expect(visitor.repeatJobs(["j-1"]).typeIDs == ["err.job.repeat.limit_reached"])
    }

    @Test func `retention counts from the end of a job`() {
        var visitor = Visitor(.failures(2) { $0.retention = .seconds(3630) })
        #expect(visitor.repeatJobs(["j-1", "j-2"]).typeIDs == ["err.job.repeat.trigger_data_unavailable.expired"])
        visitor.wait(.seconds(60))
        #expect(visitor.repeatJobs(["j-2"]).typeIDs == ["err.job.repeat.trigger_data_unavailable.expired"])
        #expect(visitor.list().rows.last?.keys.contains("error") == false)
    }

    @Test func `a recipe that stores no trigger data repeats nothing`() {
        var visitor = Visitor(.failures(1) { $0.recipes[0].keepsTriggerData = false })
        #expect(visitor.repeatJobs(["j-1"]).typeIDs == ["err.job.repeat.trigger_data_unavailable.not_stored"])
    }

    @Test func `repeats of a stopped recipe stay pending`() {
        var visitor = Visitor(.failures(1) { $0.recipes[0].isRunning = false })
        let new = visitor.repeatJobs(["j-1"]).newIDs
        visitor.wait(.seconds(100_000))
        #expect(visitor.list("status=pending").ids == new)
    }

    @Test func `a job can have a refusal of its own`() {
        let refusal = Scenario.Refusal(typeID: "err.job.repeat.odd", message: "No")
        var visitor = Visitor(.failures(1) { $0.recipes[0].jobs[0].refusal = refusal })
        #expect(visitor.repeatJobs(["j-1"]).typeIDs == ["err.job.repeat.odd"])
    }

    @Test func `pending masters and tests are repeated or refused, as the habit says`() {
        var scenario = Scenario(recipes: [.init(id: 1, jobs: [.init("j-p", .pending), .init("j-t")])])
        scenario.recipes[0].jobs[1].isTest = true
        var visitor = Visitor(scenario)
        #expect(visitor.repeatJobs(["j-p", "j-t"]).newIDs.count == 2)
        scenario.behavior.repeatOfPending = .refuse
        scenario.behavior.repeatOfTest = .refuse
        visitor = Visitor(scenario)
        #expect(
            visitor.repeatJobs(["j-p", "j-t"]).typeIDs == ["err.job.repeat.in_progress", "err.job.repeat.test_job"]
        )
    }
}
