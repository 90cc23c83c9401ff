import RedriveCore
import RedriveTestSupport
import Testing
import WorkatoSimulator

/// Steps that resume suspended jobs, in virtual time and judged by the workspace's ledger.
@Suite struct ResumeJobsTests {
    private func classes(_ rehearsal: Rehearsal) throws -> [JobClass] {
        try rehearsal.state().tokens.progress.map(\.jobClass)
    }

    @Test func `good tokens are resumed once, and all others refused in the server's words`() throws {
        var rehearsal = try ResumeWorld(good: 70).rehearsal()
        let end = try rehearsal.run(seed: 1)
        #expect(end == .ended(.finished))
        #expect(try ResumeWorld.problems(of: rehearsal, end) == [])
        #expect(try classes(rehearsal) == Array(repeating: .resumed, count: 70) + [.refused, .refused, .refused])
        #expect(rehearsal.world.ledger.throttled.isEmpty)
        #expect(rehearsal.world.ledger.violations.isEmpty)
        // 73 requests in a window of 60 a minute.
        #expect(rehearsal.time > .seconds(60) && rehearsal.time < .seconds(64))
        #expect(try rehearsal.state().verdict(for: .finished) == .notAllRecovered)
    }

    @Test(arguments: [
        Scenario.Fault.Effect.close(applied: .all), .close(applied: .none), .silence(applied: .all),
        .status(502, applied: .all),
        .garbage(applied: .all), .html(503, applied: .none), .late(by: .seconds(30), applied: .all),
    ])
    func `a lost answer stays unknown, is not sent again, and what Get a job shows is kept`(
        _ effect: Scenario.Fault.Effect
    ) throws {
        var world = try ResumeWorld(good: 6)
        world.scenario.faults = [.init(effect, on: .resume, when: .nth([3]))]
        var rehearsal = world.rehearsal()
        var end = try rehearsal.run(seed: 1)
        #expect(end == .ended(.finished))
        #expect(try classes(rehearsal)[2] == .unknown)
        #expect(try rehearsal.state().tokens.evidence[2] != nil)
        #expect(try rehearsal.state().verdict(for: .finished) == .undecided)
        #expect(try ResumeWorld.problems(of: rehearsal, end) == [])
        let requests = rehearsal.world.ledger.requests(.resume).count
        end = try rehearsal.run(seed: 2)
        #expect(rehearsal.world.ledger.requests(.resume).count == requests, "a resume does not send it either")

        var released = Rehearsal.Process(seed: 3)
        released.releases = .unknown
        end = try rehearsal.run(released)
        #expect(rehearsal.world.ledger.requests(.resume).count == requests + 1, "a person's word does")
        #expect(try ResumeWorld.problems(of: rehearsal, end, mayResend: true) == [])
    }

    @Test func `three lost answers in a row end the run, which can be resumed`() throws {
        var world = try ResumeWorld(good: 20)
        world.scenario.faults = [.init(.close(applied: .all), on: .resume, when: .nth([5, 6, 7]))]
        var rehearsal = world.rehearsal()
        let end = try rehearsal.run(seed: 1)
        guard case .ended(.unreachable) = end else {
            Issue.record("\(end)")
            return
        }
        #expect(try classes(rehearsal).count { $0 == .unknown } <= 6)
        #expect(try ResumeWorld.problems(of: rehearsal, end) == [])
        let again = try rehearsal.run(seed: 2)
        #expect(again == .ended(.finished))
        #expect(try ResumeWorld.problems(of: rehearsal, again) == [])
        #expect(try classes(rehearsal).count { $0 == .notSent } == 0)
    }

    @Test func `a 429 waits and sends again, a 401 stops and sends the rest on resume`() throws {
        var world = try ResumeWorld(good: 10)
        world.scenario.faults = [
            .init(.throttle(.seconds(3)), on: .resume, when: .nth([2])),
            .init(.unauthorized, on: .resume, when: .nth([6])),
        ]
        var rehearsal = world.rehearsal()
        let end = try rehearsal.run(seed: 1)
        guard case .ended(.unauthorized) = end else {
            Issue.record("\(end)")
            return
        }
        let again = try rehearsal.run(seed: 2)
        #expect(again == .ended(.finished))
        #expect(try ResumeWorld.problems(of: rehearsal, again) == [])
        #expect(rehearsal.world.ledger.timesResumed.values.allSatisfy { $0 == 1 })
        #expect(rehearsal.world.ledger.timesResumed.count == 10)
    }

    @Test func `a guard stops a step of refused tokens`() throws {
        var world = try ResumeWorld(
            good: 10,
            conduct: StepConduct(verifyWithin: nil, guards: Guards(refused: .jobs(2)))
        )
        world.scenario.resumeTokens.removeFirst(4)
        var rehearsal = world.rehearsal()
        #expect(try rehearsal.run(seed: 1) == .ended(.guardTripped))
        #expect(try classes(rehearsal).count { $0 == .refused } >= 2)
        #expect(try classes(rehearsal).count { $0 == .notSent } > 0)
    }

    @Test func `a server that takes a token twice is never given one twice`() throws {
        var world = try ResumeWorld(good: 12)
        world.scenario.behavior.resumeRefusal = .again
        world.scenario.faults = [.init(.silence(applied: .all), on: .resume, when: .every(5))]
        var rehearsal = world.rehearsal()
        let end = try rehearsal.run(seed: 1)
        #expect(try ResumeWorld.problems(of: rehearsal, end) == [])
        #expect(rehearsal.world.ledger.timesResumed.values.allSatisfy { $0 == 1 })
    }

    @Test func `a run killed after any operation finishes on resume, no token sent twice`() throws {
        var world = try ResumeWorld(good: 5)
        world.scenario.behavior.resumeRefusal = .again
        world.scenario.faults = [
            .init(.close(applied: .all), on: .resume, when: .nth([2])),
            .init(.throttle(.seconds(2)), on: .resume, when: .nth([4])),
        ]
        var whole = world.rehearsal()
        _ = try whole.run(seed: 1)
        for operation in 1...whole.operations {
            for losesAppend in [true, false] {
                var rehearsal = world.rehearsal()
                let kill = Rehearsal.Kill(afterOperations: operation, losesAppend: losesAppend)
                #expect(try rehearsal.run(seed: 1, kill: kill) == .killed)
                rehearsal.wait([.milliseconds(10), .seconds(3), .seconds(100)][operation % 3])
                var end = try rehearsal.run(seed: 2)
                if end != .ended(.finished) { end = try rehearsal.run(seed: 3) }
                let found = try ResumeWorld.problems(of: rehearsal, end)
                #expect(
                    found.isEmpty && end == .ended(.finished),
                    "operation \(operation), lost \(losesAppend): \(found)"
                )
            }
        }
    }

    @Test func `seeded faults never send a token twice, and the classes add up`() throws {
        for seed in 1...UInt64(Effort.isFull ? 400 : 60) {
            var world = try ResumeWorld(good: 25)
            world.scenario.behavior.resumeRefusal = [.notFound, .badRequest, .unprocessable, .again][Int(seed % 4)]
            world.scenario.faults = [
                .init(.close(applied: .all), on: .resume, when: .probability(0.03)),
                .init(.late(by: .seconds(20), applied: .all), on: .resume, when: .probability(0.03)),
                .init(.status(500, applied: .none), on: .resume, when: .probability(0.03)),
                .init(.throttle(.seconds(2)), on: .resume, when: .probability(0.05)),
                .init(.refuseConnection, on: .resume, when: .probability(0.03)),
                .init(.status(502), on: .get, when: .probability(0.2)),
            ]
            var rehearsal = world.rehearsal(seed: seed)
            var end = try rehearsal.run(
                seed: seed,
                kill: .init(afterOperations: Int(seed % 60) + 5, losesAppend: seed % 2 == 0)
            )
            for number in 1...20 where end != .ended(.finished) {
                rehearsal.wait(.seconds(Int(seed % 50)))
                end = try rehearsal.run(seed: seed + UInt64(number))
            }
            let found = try ResumeWorld.problems(of: rehearsal, end)
            #expect(found.isEmpty && end == .ended(.finished), "seed \(seed): \(end) \(found)")
        }
    }

    @Test func `a run that sends a lost token again by itself is caught`() throws {
        var world = try ResumeWorld(good: 3)
        world.scenario.behavior.resumeRefusal = .again
        var rehearsal = world.rehearsal()
        let end = try rehearsal.run(seed: 1)
        var records = rehearsal.history
        let last = try #require(records.last)
        records.append((.token(.init(row: 0, event: .intent(tryNumber: 2))), last.at))
        let checker = RunChecker(plan: world.plan, ledger: rehearsal.world.ledger, records: records)
        #expect(checker.findings(finished: end == .ended(.finished)).contains { $0.promise == .twice })
        let without = rehearsal.history.filter { entry in
            if case .token(let token) = entry.record, case .intent = token.event { return false }
            return true
        }
        let blind = RunChecker(plan: world.plan, ledger: rehearsal.world.ledger, records: without)
        #expect(blind.findings(finished: false).contains { $0.promise == .intent })
    }
}
