import Testing

@testable import WorkatoSimulator

@Suite struct LedgerTests {
    @Test func `the ledger prints what happened as JSON Lines, in order`() {
        var scenario = Scenario.failures(2) {
            $0.repeats = .always(.succeed, after: .seconds(2) ... .seconds(2))
            $0.faults = [.init(.close(applied: .none), on: .list)]
            $0.scheduledEvents = [.init(.sweep(before: .fromStart(.seconds(-9000))), .time(.fromStart(.seconds(1))))]
        }
        scenario.recipes[0].jobs[1].isErased = true
        var visitor = Visitor(scenario)
        let new = visitor.repeatJobs(["j-1", "j-2"]).newIDs[0]
        visitor.pause = .milliseconds(250)
        _ = visitor.repeatJobs(["j-1"])
        visitor.pause = .seconds(2)
        _ = visitor.list("x=\"")
        #expect(
            visitor.world.ledger.jsonLines() == """
                {"type":"swept","at":"2026-11-23T12:00:01.000Z","before":"2026-11-23T09:30:00.000Z"}
                {"type":"request","at":"2026-11-23T12:00:01.000Z","request":1,"method":"POST",\
                "target":"/api/recipes/1/repeat_jobs","kind":"repeat","recipe":1,"jobs":["j-1","j-2"],"status":200}
                {"type":"enqueued","at":"2026-11-23T12:00:01.000Z","recipe":1,"master":"j-1","job":"\(new)",\
                "by":"client","request":1}
                {"type":"refused","at":"2026-11-23T12:00:01.000Z","recipe":1,"requested":"j-2",\
                "type_id":"err.job.repeat.trigger_data_unavailable.expired","by":"client","request":1}
                {"type":"request","at":"2026-11-23T12:00:01.250Z","request":2,"method":"POST",\
                "target":"/api/recipes/1/repeat_jobs","kind":"repeat","recipe":1,"jobs":["j-1"],"status":429}
                {"type":"violation","at":"2026-11-23T12:00:01.250Z","request":2,"kind":"repeat","early_ms":750}
                {"type":"ended","at":"2026-11-23T12:00:03.000Z","recipe":1,"job":"\(new)","status":"succeeded"}
                {"type":"request","at":"2026-11-23T12:00:03.250Z","request":3,"method":"GET",\
                "target":"/api/recipes/1/jobs?x=\\"","kind":"list","recipe":1,"fault":"closed"}

                """
        )
    }

    @Test func `the same scenario, seed and requests give the same bytes`() {
        func run(_ seed: UInt64) -> (String, [JSON]) {
            var group = Scenario.JobGroup(.failed, count: 100)
            (group.recovered, group.failedAgain) = (10, 10)
            var scenario = Scenario(recipes: [.init(id: 1, groups: [group])])
            scenario.repeats = Scenario.Outcome([.init(.succeed), .init(.failSame), .init(.stayPending)])
            scenario.latency = .init(base: .milliseconds(10), jitter: .milliseconds(90))
            scenario.faults = [.init(.status(502, applied: .first(3)), on: .repeat, when: .probability(0.5))]
            scenario.scheduledEvents = [.init(.repeatRandom(recipe: 1, count: 5), .time(.fromStart(.seconds(3))))]
            var visitor = Visitor(scenario, seed: seed)
            let masters = visitor.world.jobs(of: 1).filter { !$0.isRepeat }.map(\.id)
            for round in 0..<8 { _ = visitor.repeatJobs(Array(masters[(round * 10)..<(round * 10 + 10)])) }
            let rows = visitor.walk()
            return (visitor.world.ledger.jsonLines(), rows)
        }
        let (first, second, other) = (run(1), run(1), run(2))
        #expect(first == second)
        #expect(first.0 != other.0)
    }

    @Test func `the ledger is independent of what was answered`() {
        let told = Scenario.failures(4)
        var hidden = told
        hidden.faults = [.init(.close(applied: .all))]
        var one = Visitor(told)
        var other = Visitor(hidden)
        _ = one.repeatJobs(["j-1", "j-2"])
        _ = other.repeatFate(["j-1", "j-2"])
        #expect(one.world.ledger.enqueued == other.world.ledger.enqueued)
    }
}
