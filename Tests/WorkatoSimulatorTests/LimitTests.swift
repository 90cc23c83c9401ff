import Testing
import Transport

@testable import WorkatoSimulator

@Suite struct LimitTests {
    /// The statuses of requests that arrive at these milliseconds after the begin.
    private func statuses(
        _ scenario: Scenario,
        _ kind: Scenario.RequestKind = .list,
        at times: [Int64]
    ) -> (statuses: [Int?], visitor: Visitor, answers: [Answer]) {
        var visitor = Visitor(scenario)
        visitor.pause = .zero
        var answers: [Answer] = []
        for (index, time) in times.enumerated() {
            visitor.time = Visitor.start + .milliseconds(time)
            answers.append(kind == .repeat ? visitor.repeatJobs(["j-\(index + 1)"]) : visitor.list())
        }
        return (answers.map(\.status), visitor, answers)
    }

    @Test func `repeats closer than a second are refused, to the millisecond, and do not count`() {
        let result = statuses(.failures(9), .repeat, at: [0, 999, 1000, 1999, 2000])
        #expect(result.statuses == [200, 429, 200, 429, 200])
        #expect(result.visitor.world.ledger.enqueued.map(\.master) == ["j-1", "j-3", "j-5"])
        #expect(result.visitor.world.ledger.throttled.count == 2)
    }

    @Test func `a refused request can count`() {
        let result = statuses(.failures(9) { $0.limits.countsRefused = true }, .repeat, at: [0, 999, 1500, 2500])
        #expect(result.statuses == [200, 429, 429, 200])
    }

    @Test func `sixty reads pass in any minute, not one more`() {
        let times = (0..<60).map { Int64($0) } + [59_999, 60_000, 60_000, 60_001]
        let result = statuses(.failures(1), at: times)
        #expect(result.statuses.prefix(60).allSatisfy { $0 == 200 })
        #expect(result.statuses.suffix(4) == [429, 200, 429, 200])
    }

    @Test func `a fixed minute begins anew at each full minute`() {
        let scenario = Scenario.failures(1) { $0.limits.other = .init(2, per: .seconds(60), window: .fixed) }
        #expect(
            statuses(scenario, at: [59_000, 59_001, 59_002, 60_000, 60_001, 60_002]).statuses
                == [200, 200, 429, 200, 200, 429]
        )
    }

    @Test func `a token bucket fills a little at a time`() {
        let scenario = Scenario.failures(1) { $0.limits.other = .init(2, per: .seconds(2), window: .tokenBucket) }
        #expect(
            statuses(scenario, at: [0, 1, 2, 999, 1000, 1001, 9000, 9001, 9002]).statuses
                == [200, 200, 429, 429, 200, 429, 200, 200, 429]
        )
    }

    @Test func `list, get and resume share one limit unless resume has its own`() {
        var scenario = Scenario.failures(1) {
            $0.limits.other = .init(2, per: .seconds(60))
            $0.resumeTokens = [.init("a"), .init("b")]
        }
        var visitor = Visitor(scenario)
        #expect(visitor.list().status == 200)
        #expect(visitor.get("j-1").status == 200)
        #expect(Answer(visitor.send(.post, "/api/job/resume", body: #"{"token":"a"}"#)).status == 429)
        scenario.limits.resume = .init(100, per: .seconds(60))
        visitor = Visitor(scenario)
        _ = visitor.list()
        _ = visitor.list()
        #expect(Answer(visitor.send(.post, "/api/job/resume", body: #"{"token":"a"}"#)).status == 204)
        #expect(visitor.list().status == 429)
    }

    @Test func `repeats share one limit over recipes, or have one for each`() {
        var scenario = Scenario.failures(1)
        scenario.recipes.append(.init(id: 2, jobs: [.init("j-x")]))
        for perRecipe in [false, true] {
            scenario.limits.repeatsPerRecipe = perRecipe
            var visitor = Visitor(scenario)
            visitor.pause = .zero
            #expect(visitor.repeatJobs(["j-1"]).status == 200)
            #expect(visitor.repeatJobs(["j-x"], recipe: 2).status == (perRecipe ? 200 : 429))
            #expect(visitor.world.ledger.violations.count == (perRecipe ? 0 : 1))
        }
    }

    @Test func `limits can be off`() {
        let scenario = Scenario.failures(9) {
            $0.limits.repeats = nil
            $0.limits.other = nil
        }
        #expect(statuses(scenario, .repeat, at: [0, 0, 0]).statuses == [200, 200, 200])
        #expect(statuses(scenario, at: Array(repeating: 0, count: 70)).statuses.allSatisfy { $0 == 200 })
    }

    @Test func `Retry-After is absent, in seconds rounded up, or a date`() {
        var scenario = Scenario.failures(9)
        var found: [String?] = []
        for form in Scenario.Limits.RetryAfter.allCases {
            scenario.limits.retryAfter = form
            found.append(statuses(scenario, .repeat, at: [0, 400]).answers[1].headers["Retry-After"])
        }
        #expect(found == [nil, "1", "Mon, 23 Nov 2026 12:00:01 GMT"])
        let answer = statuses(scenario, .repeat, at: [0, 400]).answers[1]
        #expect(answer.message == "Too many requests")
    }

    @Test func `the ledger notes who came too soon, by how much, whether let through or not`() {
        let result = statuses(
            .failures(9) { $0.limits.repeats = .init(1, per: .seconds(1), window: .fixed) },
            .repeat,
            at: [900, 1000]
        )
        #expect(result.statuses == [200, 200])
        #expect(result.visitor.world.ledger.violations.map(\.early) == [.milliseconds(900)])
        let spaced = statuses(.failures(9), .repeat, at: [0, 990, 1990])
        #expect(spaced.visitor.world.ledger.violations.map(\.early) == [.milliseconds(10)])
        let reads = statuses(.failures(9), at: Array(repeating: 0, count: 61))
        #expect(reads.visitor.world.ledger.violations.map(\.request) == [61])
    }

    @Test func `an account without a token is told so before any limit`() {
        var visitor = Visitor(.failures(1))
        for token in ["", "wrong", "simulated-token2", "SIMULATED-TOKEN"] {
            visitor.token = token
            let answer = visitor.repeatJobs(["j-1"])
            #expect(answer.status == 401)
            #expect(answer.message == "Unauthorized")
        }
        let bare = HTTPRequest(method: .get, target: "/api/recipes/1/jobs")
        #expect(Answer(visitor.world.receive(bare, at: visitor.time).fate).status == 401)
        #expect(visitor.world.ledger.enqueued.isEmpty)
    }
}
