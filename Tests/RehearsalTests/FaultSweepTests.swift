import RedriveCore
import RedriveTestSupport
import Testing
import WorkatoSimulator

/// Every way to go wrong, at every request of a small run, singly and in pairs.
@Suite struct FaultSweepTests {
    /// Eight requests of five jobs.
    static let world = ReferenceWorld("eight requests", jobs: 20, perRequest: 5)

    /// How much of a request can take effect.
    static let parts: [Scenario.Fault.Applied] = [.none, .all, .first(2)]

    /// What can go wrong with a repeat request.
    static let repeatEffects: [Scenario.Fault.Effect] = {
        var effects: [Scenario.Fault.Effect] = [
            .html(400, applied: .none), .html(403, applied: .none), .html(404, applied: .none),
            .html(429, applied: .none),
            .status(400, message: "no"), .status(409), .status(418), .throttle(.none), .throttle(.seconds(2)),
            .throttle(.date(3)), .refuseConnection, .slow(.seconds(60)), .slow(.seconds(44)), .omit(1), .omit(5),
            .omit(2, applied: .none), .omit(2, applied: .first(4)), .cut(bodyBytes: 0),
            .cut(bodyBytes: 40, applied: .none),
        ]
        for part in parts {
            for status in [500, 502, 503, 504] { effects.append(.status(status, applied: part)) }
            effects += [
                .html(200, applied: part), .html(502, applied: part), .html(503, applied: part),
                .garbage(applied: part),
                .cut(applied: part), .close(applied: part), .silence(applied: part),
                .late(by: .seconds(1), applied: part),
                .late(by: .seconds(38), applied: part), .late(by: .seconds(39), silent: true, applied: part),
            ]
        }
        return effects
    }()

    /// What can go wrong with a list request.
    static let listEffects: [Scenario.Fault.Effect] = [
        .status(400, message: "no"), .status(500), .status(502), .status(503), .status(504), .html(200), .html(404),
        .html(502),
        .garbage(), .cut(), .cut(bodyBytes: 0), .close(applied: .none), .silence(applied: .none), .throttle(.none),
        .throttle(.seconds(2)), .throttle(.date(3)), .refuseConnection, .slow(.seconds(60)),
    ]

    private func stopsTheRun(_ effect: Scenario.Fault.Effect) -> Bool {
        switch effect {
        case .html(403, applied: _): true
        default: false
        }
    }

    /// Runs with these faults, and once more where a fault rightly stops the run.
    private func check(_ faults: [Scenario.Fault], _ comment: Comment) throws {
        var world = Self.world
        world.scenario.faults = faults
        var rehearsal = world.rehearsal()
        var end = try rehearsal.run(seed: 1)
        for fault in faults where stopsTheRun(fault.effect) {
            if case .ended(.unauthorized) = end { end = try rehearsal.run(seed: 2) }
        }
        let found = try problems(of: rehearsal, end)
        #expect(found.isEmpty, comment)
    }

    /// How many requests of a kind the run without faults makes.
    private func requests(_ kind: Scenario.RequestKind) throws -> Int {
        var rehearsal = Self.world.rehearsal()
        _ = try rehearsal.run(seed: 1)
        return rehearsal.world.ledger.requests(kind).count
    }

    @Test func `any fault of any repeat request leaves each job repeated once`() async throws {
        let begin = ContinuousClock.now
        let count = try requests(.repeat)
        #expect(count == 8)
        var tried = 0
        for effect in Self.repeatEffects {
            await Task.yield()
            for number in 1...count {
                try check([.init(effect, on: .repeat, when: .nth([number]))], "\(effect) at repeat \(number)")
                tried += 1
            }
        }
        print("fault sweep: \(tried) faults of repeats;", Effort.rate(tried, since: begin))
    }

    @Test func `any fault of any list request leaves each job repeated once`() throws {
        let begin = ContinuousClock.now
        let count = try requests(.list)
        var tried = 0
        for effect in Self.listEffects {
            for number in 1...count {
                // With a lost answer, looks decide what is sent: there, too, a read may fail.
                let lost = Scenario.Fault(.close(applied: .first(2)), on: .repeat, when: .nth([2]))
                let fault = Scenario.Fault(effect, on: .list, when: .nth([number]))
                try check([fault], "\(effect) at list \(number)")
                try check([lost, fault], "\(effect) at list \(number), and an answer lost")
                tried += 2
            }
        }
        print("fault sweep: \(tried) faults of \(count) lists;", Effort.rate(tried, since: begin))
    }

    @Test func `any two faults of repeat requests leave each job repeated once`() async throws {
        let begin = ContinuousClock.now
        var tried = 0
        let all = Self.repeatEffects.indices
        for first in all {
            await Task.yield()
            for second in all {
                for (place, later) in places(first, second) {
                    let faults: [Scenario.Fault] = [
                        .init(Self.repeatEffects[first], on: .repeat, when: .nth([place])),
                        .init(Self.repeatEffects[second], on: .repeat, when: .nth([later])),
                    ]
                    let (one, other) = (Self.repeatEffects[first], Self.repeatEffects[second])
                    try check(faults, "\(one) at \(place), \(other) at \(later)")
                    tried += 1
                }
            }
        }
        print("fault sweep: \(tried) pairs of faults;", Effort.rate(tried, since: begin))
    }

    @Test func `a fault of a repeat and one of a list leave each job repeated once`() async throws {
        let begin = ContinuousClock.now
        var tried = 0
        for (first, effect) in Self.repeatEffects.enumerated() {
            await Task.yield()
            for (second, other) in Self.listEffects.enumerated() {
                let lists = Effort.isFull ? Array(1...15) : [1 + (first * 5 + second) % 15]
                for list in lists {
                    let place = 1 + (first + second * 3) % 8
                    let faults: [Scenario.Fault] = [
                        .init(effect, on: .repeat, when: .nth([place])), .init(other, on: .list, when: .nth([list])),
                    ]
                    try check(faults, "\(effect) at repeat \(place), \(other) at list \(list)")
                    tried += 1
                }
            }
        }
        print("fault sweep: \(tried) faults of a repeat and a list;", Effort.rate(tried, since: begin))
    }

    /// Where two faults strike: at every two of eight requests, or at two that differ from pair to pair.
    private func places(_ first: Int, _ second: Int) -> [(Int, Int)] {
        guard !Effort.isFull else { return (1...7).flatMap { place in ((place + 1)...8).map { (place, $0) } } }
        let distance = 1 + (first + second) % 3
        let place = 1 + (first * 3 + second) % (8 - distance)
        return [(place, place + distance)]
    }

    @Test func `a request that fails in the same way again and again is never sent into the dark`() throws {
        let begin = ContinuousClock.now
        var tried = 0
        for effect in Self.repeatEffects where !stopsTheRun(effect) {
            for first in [1, 4, 8] {
                var world = Self.world
                world.scenario.faults = [.init(effect, on: .repeat, when: .from(first))]
                var rehearsal = world.rehearsal()
                let end = try rehearsal.run(seed: 1)
                let state = try rehearsal.state()
                let ledger = rehearsal.world.ledger
                let checker = RunChecker(plan: world.plan, ledger: ledger, records: rehearsal.history)
                #expect(
                    checker.findings(finished: end == .ended(.finished), totals: RunTotals(state)).isEmpty,
                    "\(effect) from \(first)"
                )
                #expect(end != .endless, "\(effect) from \(first)")
                #expect(state.ending != nil, "\(effect) from \(first)")
                tried += 1
            }
        }
        print("fault sweep: \(tried) faults that stay;", Effort.rate(tried, since: begin))
    }

    @Test func `lists that take longer to read than a look stays fresh do not keep a run from its end`() throws {
        var world = ReferenceWorld("long lists", jobs: 200)
        world.scenario.behavior.pageSize = 1
        world.scenario.behavior.ignoredFilters = [.rerunOnly]
        var rehearsal = world.rehearsal()
        let end = try rehearsal.run(seed: 1)
        let found = try problems(of: rehearsal, end)
        #expect(found.isEmpty)
        print("long lists: \(rehearsal.world.ledger.requestCount) requests")
    }
}
