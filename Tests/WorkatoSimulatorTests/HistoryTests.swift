import Testing

@testable import WorkatoSimulator

@Suite struct HistoryTests {
    @Test func `a group has what it says, each master special once at most`() {
        var group = Scenario.JobGroup(.failed, count: 60)
        (group.recovered, group.failedAgain, group.inFlight, group.erased) = (7, 5, 2, 4)
        (group.pollErrors, group.testJobs, group.atRepeatLimit, group.refused) = (3, 2, 1, 6)
        group.repeatedAfter = .milliseconds(10) ... .milliseconds(20)
        group.duration = .milliseconds(10) ... .milliseconds(20)
        var scenario = Scenario(recipes: [.init(id: 1, groups: [group])])
        scenario.limits.other = nil
        scenario.limits.repeats = nil
        var visitor = Visitor(scenario)
        let jobs = visitor.world.jobs(of: 1)
        let masters = jobs.filter { !$0.isRepeat }
        #expect(masters.count == 60)
        #expect(jobs.filter { $0.isRepeat && $0.status == .succeeded }.count == 7)
        #expect(jobs.filter { $0.isRepeat && $0.status == .failed }.count == 105)
        #expect(jobs.filter { $0.isRepeat && $0.status == .pending }.count == 2)
        #expect(masters.filter(\.isErased).count == 4)
        let rows = visitor.walk()
        #expect(rows.filter { $0["is_poll_error"] == .bool(true) }.count == 3)
        #expect(masters.filter { visitor.get($0.id).json?["is_test"] == .bool(true) }.count == 2)
        let codes = masters.flatMap { visitor.repeatJobs([$0.id]).typeIDs }
        #expect(codes.filter { $0 == "err.job.repeat.limit_reached" }.count == 1)
        #expect(codes.filter { $0 == "err.job.repeat.not_repeatable" }.count == 6)
        #expect(codes.filter { $0.hasSuffix("expired") }.count == 4)
    }

    @Test func `masters start within their window, and end after they started`() {
        let group = Scenario.JobGroup(
            .failed,
            count: 200,
            from: .fromStart(.seconds(-100)),
            until: .fromStart(.seconds(-50))
        )
        let world = World(scenario: Scenario(recipes: [.init(id: 1, groups: [group])]), seed: 3, start: Visitor.start)
        for job in world.jobs(of: 1) {
            #expect((Visitor.start - .seconds(100)...Visitor.start - .seconds(50)).contains(job.startedAt))
            #expect((job.completedAt ?? job.startedAt) > job.startedAt)
        }
    }

    @Test func `the seed makes the history, and another seed another one`() {
        let scenario = Scenario(recipes: [.init(id: 1, groups: [.init(.failed, count: 50)])])
        func jobs(_ seed: UInt64) -> [World.JobState] {
            World(scenario: scenario, seed: seed, start: Visitor.start).jobs(of: 1)
        }
        #expect(jobs(1) == jobs(1))
        #expect(Set(jobs(1).map(\.id)).isDisjoint(with: jobs(2).map(\.id)))
    }

    @Test func `invented ids look like the API's, differ, and can have a suffix`() throws {
        var scenario = Scenario(recipes: [.init(id: 1, groups: [.init(.failed, count: 1000)])])
        scenario.behavior.idSuffix = "-CD"
        let ids = World(scenario: scenario, seed: 9, start: Visitor.start).jobs(of: 1).map(\.id)
        #expect(Set(ids).count == 1000)
        #expect(ids.allSatisfy { $0.utf8.count == 20 && $0.hasPrefix("j-A") && $0.hasSuffix("-CD") })
    }

    @Test func `ids are found again, and look-alikes are not`() throws {
        let codec = JobIDCodec(seed: 5, suffix: "")
        for index in [0, 1, 2, 77, 99_999, Int(Int32.max) - 1] { #expect(codec.index(codec.id(index)) == index) }
        let id = codec.id(1)
        #expect(codec.index(id.lowercased()) == nil)
        #expect(codec.index(String(id.dropLast()) + "!") == nil)
        #expect(codec.index("") == nil)
        #expect(codec.index("j-A0000000-000000") == nil)
        #expect(codec.index("j-A9999999-999999") == nil)
        #expect(JobIDCodec(seed: 6, suffix: "").index(id) == nil)
    }

    @Test func `error kinds occur by weight, with texts invented for each job, and repeats keep the title`() {
        var timeout = Scenario.ErrorKind(type: "Timeout", message: "{id} took {n} ms at {ip} {unknown}", weight: 9)
        timeout.title = "Order {n}"
        let other = Scenario.ErrorKind(type: "Bad request", message: "{uuid} at {time}", weight: 1)
        var group = Scenario.JobGroup(.failed, count: 300, errors: [timeout, other])
        group.failedAgain = 300
        var visitor = Visitor(
            Scenario(recipes: [.init(id: 1, groups: [group])])
        )
        visitor.wait(.seconds(20_000))
        let rows = visitor.walk()
        let masters = rows.filter { $0["id"] == $0["master_job_id"] }
        let timeouts = masters.filter { $0["error_parts"]?["error_type"]?.string == "Timeout" }
        #expect((240...295).contains(timeouts.count))
        #expect(Set(timeouts.compactMap { $0["error"]?.string }).count == timeouts.count)
        #expect(timeouts.allSatisfy { $0["error"]?.string?.hasSuffix(" {unknown}") ?? false })
        for row in rows where row["id"] != row["master_job_id"] {
            let master = masters.first { $0["id"] == row["master_job_id"] }
            #expect(row["title"] == master?["title"])
            #expect(row["error_parts"]?["error_type"] == master?["error_parts"]?["error_type"])
            #expect(row["error"] != master?["error"])
        }
    }

    @Test func `call trees reach over recipes`() {
        var child = Scenario.JobGroup(.failed, count: 10)
        child.calledBy = 1
        var grandchild = Scenario.JobGroup(.failed, count: 5)
        grandchild.calledBy = 2
        var visitor = Visitor(
            Scenario(recipes: [
                .init(id: 1, groups: [.init(.failed, count: 3), .init(.succeeded, count: 3)]),
                .init(id: 2, groups: [child]), .init(id: 3, groups: [grandchild]),
            ])
        )
        let parents = Dictionary(uniqueKeysWithValues: visitor.walk(recipe: 1).map { ($0["id"], $0) })
        for row in visitor.walk(recipe: 2) {
            #expect(row["calling_recipe_id"]?.int == 1)
            #expect(parents[row["calling_job_id"]]?["status"]?.string == "failed")
            #expect(row["root_job_id"] == row["calling_job_id"])
        }
        for row in visitor.walk(recipe: 3) {
            #expect(row["calling_recipe_id"]?.int == 2)
            #expect(row["root_recipe_id"]?.int == 1)
        }
    }

    @Test func `what lies in the future is yet to come`() {
        var job = Scenario.Job("j-1", .failed, startedAt: .fromStart(.seconds(10)))
        job.completedAt = .fromStart(.seconds(20))
        var visitor = Visitor(Scenario(recipes: [.init(id: 1, jobs: [job])]))
        #expect(visitor.list().ids == [])
        #expect(visitor.get("j-1").status == 404)
        #expect(visitor.repeatJobs(["j-1"]).typeIDs == ["err.item.not_found"])
        visitor.wait(.seconds(10))
        #expect(visitor.list().rows[0]["status"]?.string == "pending")
        visitor.wait(.seconds(10))
        #expect(visitor.list().rows[0]["status"]?.string == "failed")
    }

    @Test func `pending jobs and repeats in flight end as they are told`() {
        var pending = Scenario.Job("j-p", .pending)
        pending.ends = .always(.failSame, after: .seconds(5) ... .seconds(5))
        var group = Scenario.JobGroup(.failed, count: 1)
        group.inFlight = 1
        group.inFlightEnds = .always(.succeed, after: .seconds(5) ... .seconds(5))
        group.repeatedAfter = .seconds(1) ... .seconds(1)
        var visitor = Visitor(Scenario(recipes: [.init(id: 1, jobs: [pending], groups: [group])]))
        visitor.wait(.seconds(3))
        #expect(visitor.list("status=pending").ids.count == 2)
        visitor.wait(.seconds(5))
        #expect(visitor.get("j-p").json?["status"]?.string == "failed")
        #expect(visitor.list("rerun_only=true").rows[0]["status"]?.string == "succeeded")
    }
}
