import Testing

@testable import WorkatoSimulator

@Suite struct OutcomeTests {
    private func end(_ result: Scenario.Outcome.Result) -> JSON? {
        let error = Scenario.ErrorKind(type: "Timeout", message: "slow {n}")
        var scenario = Scenario.failures(1) { $0.repeats = .always(result) }
        scenario.recipes[0].jobs[0].error = error
        var visitor = Visitor(scenario)
        _ = visitor.repeatJobs(["j-1"])
        visitor.wait(.seconds(60))
        return visitor.list("rerun_only=true").rows.first
    }

    @Test func `a repeat succeeds, fails the same, fails otherwise, or stays pending`() {
        #expect(end(.succeed)?["status"]?.string == "succeeded")
        #expect(end(.failSame)?["error_parts"]?["error_type"]?.string == "Timeout")
        let other = Scenario.ErrorKind(type: "Bad request", message: "no")
        #expect(end(.fail(other))?["error_parts"]?["error_type"]?.string == "Bad request")
        #expect(end(.stayPending)?["status"]?.string == "pending")
    }

    @Test func `a job's word goes before its error's, that before its recipe's, that before the scenario's`() {
        var scenario = Scenario.failures(4) { $0.repeats = .always(.succeed) }
        scenario.recipes[0].repeats = .always(.stayPending)
        var kind = Scenario.ErrorKind(type: "A", message: "a")
        kind.repeats = .always(.failSame)
        scenario.recipes[0].jobs[0].error = kind
        scenario.recipes[0].jobs[1].error = kind
        scenario.recipes[0].jobs[1].outcome = .always(.succeed)
        scenario.recipes.append(.init(id: 2, jobs: [.init("j-x")]))
        var visitor = Visitor(scenario)
        let ids = visitor.repeatJobs(["j-1", "j-2", "j-3"]).newIDs + visitor.repeatJobs(["j-x"], recipe: 2).newIDs
        visitor.wait(.seconds(60))
        let ends = ids.prefix(3).map { visitor.world.job($0, recipe: 1)?.status }
        #expect(ends == [.failed, .succeeded, .pending])
        #expect(visitor.world.job(ids[3], recipe: 2)?.status == .succeeded)
    }

    @Test func `a sequence tells the first repeats, then the weights`() {
        var outcome = Scenario.Outcome.always(.succeed)
        outcome.sequence = [.failSame, .stayPending]
        var visitor = Visitor(.failures(1) { $0.recipes[0].jobs[0].outcome = outcome })
        let ids = (0..<3).flatMap { _ in visitor.repeatJobs(["j-1"]).newIDs }
        visitor.wait(.seconds(60))
        #expect(ids.map { visitor.world.job($0, recipe: 1)?.status } == [.failed, .pending, .succeeded])
    }

    @Test func `an outcome changes with time, and with the number of repeats`() {
        var outcome = Scenario.Outcome.always(.succeed)
        outcome.changes = [
            .init(from: .repeatNumber(3), to: .always(.failSame)),
            .init(from: .time(.seconds(30)), to: .always(.stayPending)),
        ]
        var visitor = Visitor(.failures(6) { $0.repeats = outcome })
        var ids = visitor.repeatJobs(["j-1", "j-2", "j-3"]).newIDs
        visitor.wait(.seconds(31))
        ids += visitor.repeatJobs(["j-4"]).newIDs
        visitor.wait(.seconds(60))
        let ends = ids.map { visitor.world.job($0, recipe: 1)?.status }
        #expect(ends == [.succeeded, .succeeded, .failed, .pending])
    }

    @Test func `weights are kept over many jobs`() {
        var visitor = Visitor(
            .failures(200) { $0.repeats = Scenario.Outcome([.init(.succeed, weight: 3), .init(.failSame, weight: 1)]) }
        )
        for start in stride(from: 1, to: 200, by: 25) {
            _ = visitor.repeatJobs((start..<start + 25).map { "j-\($0)" })
        }
        visitor.wait(.seconds(60))
        let succeeded = visitor.world.ledger.ends.values.filter { $0 == .succeeded }.count
        #expect((120...180).contains(succeeded))
    }

    @Test func `a repeat takes as long as its outcome says`() {
        var visitor = Visitor(
            .failures(1) { $0.repeats = .always(.succeed, after: .seconds(5) ... .seconds(5)) }
        )
        let new = visitor.repeatJobs(["j-1"]).newIDs[0]
        visitor.wait(.milliseconds(4999))
        #expect(visitor.world.job(new, recipe: 1)?.status == .pending)
        visitor.wait(.milliseconds(1))
        #expect(visitor.world.job(new, recipe: 1)?.status == .succeeded)
    }

    @Test func `with a concurrency of one, repeats wait for each other`() {
        var visitor = Visitor(
            .failures(3) {
                $0.recipes[0].concurrency = 1
                $0.repeats = .always(.succeed, after: .seconds(10) ... .seconds(10))
            }
        )
        let ids = visitor.repeatJobs(["j-1", "j-2", "j-3"]).newIDs
        visitor.wait(.seconds(10))
        #expect(ids.map { visitor.world.job($0, recipe: 1)?.status } == [.succeeded, .pending, .pending])
        visitor.wait(.seconds(20))
        #expect(ids.map { visitor.world.job($0, recipe: 1)?.status } == [.succeeded, .succeeded, .succeeded])
    }

    @Test func `what a repeat comes to does not depend on the requests between`() {
        let scenario = Scenario.failures(50) {
            $0.repeats = Scenario.Outcome([.init(.succeed), .init(.failSame)])
        }
        var one = Visitor(scenario)
        var other = Visitor(scenario)
        let ids = (1...25).map { "j-\($0)" }
        _ = other.repeatJobs((26...50).map { "j-\($0)" })
        _ = other.list()
        let first = one.repeatJobs(ids).newIDs
        let second = other.repeatJobs(ids.reversed()).newIDs.reversed()
        one.wait(.seconds(60))
        other.wait(.seconds(60))
        #expect(
            first.map { one.world.job($0, recipe: 1)?.status } == second.map { other.world.job($0, recipe: 1)?.status }
        )
    }

    @Test func `a new repeat can be in no list for a while`() {
        var visitor = Visitor(.failures(1) { $0.behavior.visibleAfter = .seconds(30) ... .seconds(30) })
        let new = visitor.repeatJobs(["j-1"]).newIDs
        #expect(visitor.list("rerun_only=true").ids == [])
        #expect(visitor.list().json?["job_count"]?.int == 1)
        #expect(visitor.get(new[0]).status == 200)
        visitor.wait(.seconds(40))
        #expect(visitor.list("rerun_only=true").ids == new)
        #expect(visitor.list().json?["job_count"]?.int == 2)
    }
}
