import RedriveCore
import RedriveTestSupport
import Testing
import WorkatoJobs
import WorkatoSimulator

/// Worlds in which a run broke a promise once.
@Suite struct ReportedFaultTests {
    /// A world of two recipes whose first repeat is applied and its answer lost, with faults and circumstances of a test's own.
    private func world(
        _ name: String,
        jobs: Int = 10,
        perRequest: Int = 25,
        _ change: (inout ReferenceWorld) -> Void = { _ in }
    ) -> ReferenceWorld {
        var world = ReferenceWorld(name, jobs: jobs, perRequest: perRequest)
        world.scenario.faults = [.init(.close(applied: .all), on: .repeat, when: .nth([1]))]
        change(&world)
        return world
    }

    private func expectKept(
        _ rehearsal: Rehearsal,
        _ end: Rehearsal.End,
        circumstances: RunChecker.Circumstances = .init(),
        _ comment: Comment = ""
    ) throws -> RunTotals {
        let state = try rehearsal.state()
        let totals = RunTotals(state)
        let checker = RunChecker(
            plan: state.plan,
            ledger: rehearsal.world.ledger,
            records: rehearsal.history,
            circumstances: circumstances
        )
        #expect(checker.findings(finished: end == .ended(.finished), totals: totals).map(\.description) == [], comment)
        return totals
    }

    @Test func `repeats that a list counts and does not show are no evidence: the jobs are held`() throws {
        let world = world("counted") {
            $0.scenario.faults.append(.init(.hideRows, on: .list, recipe: 100, when: .from(2)))
        }
        var rehearsal = world.rehearsal()
        let end = try rehearsal.run(seed: 1)
        let totals = try expectKept(rehearsal, end)
        #expect(end == .ended(.finished))
        #expect(totals.count(.held) == 10)
        #expect(totals.count(.recovered) == 10)
    }

    @Test func `the whole list settles what a list of repeats counts and does not show`() throws {
        var rehearsal = world("filtered") {
            $0.scenario.behavior.hidesRepeats = true
        }.rehearsal()
        let end = try rehearsal.run(seed: 1)
        let totals = try expectKept(rehearsal, end)
        #expect(totals.count(.recovered) == 20)
    }

    @Test func `a list that contradicts itself before the first request is not sent upon`() throws {
        var world = ReferenceWorld("before", jobs: 10)
        world.scenario.scheduledEvents = [.init(.repeatRandom(recipe: 100, count: 5), .time(.fromStart(.zero)))]
        world.scenario.faults = [.init(.hideRows, on: .list, recipe: 100)]
        var rehearsal = world.rehearsal()
        let end = try rehearsal.run(seed: 1)
        guard case .ended(.unreachable(let why)) = end else {
            Issue.record("\(end)")
            return
        }
        #expect(why.contains("contradicts itself") && why.contains("5"), "\(why)")
        #expect(rehearsal.world.ledger.requests(.repeat).allSatisfy { $0.recipe == 200 })
    }

    @Test(arguments: [5, 20, 100])
    func `a witness of before the loss is none: lists that fall behind during the run make nothing run twice`(
        behind: Int
    ) throws {
        var world = ReferenceWorld("behind", jobs: 20, perRequest: 5)
        world.scenario.faults = [.init(.close(applied: .all), on: .repeat, when: .nth([2]))]
        world.scenario.behavior.visibleAfter = .seconds(1) ... .seconds(1)
        world.scenario.behavior.slowdown = .init(
            after: .milliseconds(800),
            visibleAfter: .seconds(behind) ... .seconds(behind)
        )
        var rehearsal = world.rehearsal()
        let end = try rehearsal.run(seed: 1)
        let totals = try expectKept(rehearsal, end)
        #expect(totals.count(.enqueued) == 40)
    }

    @Test func `a witness that shows early proves nothing while repeats of its own age are missing`() throws {
        // In these worlds the first repeat is missing from the lists for longer than the second, whose answer is lost, and the third,
        // the witness, shows early. Where the lost one alone is late, no rule can help: see failures.md.
        for seed in [6, 44, 78, 281] as [UInt64] {
            var world = ReferenceWorld("uneven", jobs: 3, recipes: 1, perRequest: 1)
            world.scenario.faults = [.init(.close(applied: .all), on: .repeat, when: .nth([2]))]
            world.scenario.behavior.visibleAfter = .zero ... .seconds(200)
            var rehearsal = world.rehearsal(seed: seed)
            let end = try rehearsal.run(seed: seed)
            #expect(try expectKept(rehearsal, end, "seed \(seed)").planned == 3)
        }
    }

    @Test(arguments: [5, 30, 300])
    func `a cache in front of one recipe's lists makes nothing run twice where a witness of that recipe can be had`(
        seconds: Int
    ) throws {
        var rehearsal = world("cache", jobs: 40) {
            $0.scenario.faults.append(.init(.cached(.seconds(seconds)), on: .list, recipe: 100))
        }.rehearsal()
        let end = try rehearsal.run(seed: 1)
        let totals = try expectKept(rehearsal, end)
        #expect(totals.count(.enqueued) + totals.count(.held) == 80)
    }

    @Test func `a request that the server works on after it was given up is not sent again meanwhile`() throws {
        var world = ReferenceWorld("late", jobs: 30)
        world.plan.header.workspace.serverTimeout = .seconds(4)
        world.plan.header.workspace.settle = .seconds(1)
        world.scenario.faults = [.init(.late(by: .seconds(47), silent: true), on: .repeat, when: .nth([1]))]
        var rehearsal = world.rehearsal()
        let end = try rehearsal.run(seed: 1)
        let totals = try expectKept(rehearsal, end)
        #expect(totals.count(.enqueued) == 60)
    }

    @Test(arguments: [Scenario.Fault.RetryAfter.none, .seconds(0), .date(-60)])
    func `a second of 429 that name no time to come does not end a run`(again: Scenario.Fault.RetryAfter) throws {
        var world = ReferenceWorld("throttled", jobs: 10)
        world.scenario.faults = [
            .init(.throttle(again), on: .repeat, when: .nth([1, 2])),
            .init(.throttle(again), on: .list, when: .nth([1, 2, 3])),
        ]
        var rehearsal = world.rehearsal()
        let end = try rehearsal.run(seed: 1)
        #expect(try expectKept(rehearsal, end).count(.recovered) == 20)
    }

    @Test func `the time to follow is counted from the last enqueue, across processes`() throws {
        var world = ReferenceWorld("within", jobs: 10, recipes: 1)
        world.plan.header.steps[0].conduct.verifyWithin = .seconds(600)
        world.scenario.repeats = .always(.stayPending, after: .seconds(1) ... .seconds(1))
        var rehearsal = world.rehearsal()
        var first = Rehearsal.Process(seed: 1)
        first.interruptAfter = .seconds(60)
        #expect(try rehearsal.run(first) == .ended(.interrupted))
        rehearsal.wait(.seconds(300))
        var begun = rehearsal.time
        first.interruptAfter = .seconds(60)
        #expect(try rehearsal.run(first) == .ended(.interrupted))
        #expect(RunTotals(try rehearsal.state()).count(.unverified) == 10)
        rehearsal.wait(.seconds(120))
        begun = rehearsal.time
        #expect(try rehearsal.run(seed: 2) == .ended(.finished))
        let rest = Duration.seconds(600) - begun
        #expect(rehearsal.time - begun <= rest + .seconds(20), "\(rehearsal.time - begun) for \(rest)")
        #expect(rehearsal.time - begun >= rest - .seconds(20), "\(rehearsal.time - begun) for \(rest)")
        #expect(try expectKept(rehearsal, .ended(.finished)).count(.stillPending) == 10)
    }

    @Test func `a run that is resumed after its time to follow looks once before it gives up`() throws {
        var world = ReferenceWorld("late look", jobs: 10, recipes: 2)
        world.plan.header.steps[0].conduct.verifyWithin = .seconds(60)
        world.scenario.repeats = .always(.succeed, after: .seconds(40) ... .seconds(50))
        var rehearsal = world.rehearsal()
        var first = Rehearsal.Process(seed: 1)
        first.interruptAfter = .seconds(10)
        #expect(try rehearsal.run(first) == .ended(.interrupted))
        rehearsal.wait(.seconds(3600))
        let begun = rehearsal.time
        #expect(try rehearsal.run(seed: 2) == .ended(.finished))
        #expect(rehearsal.time - begun < .seconds(5))
        #expect(try expectKept(rehearsal, .ended(.finished)).count(.recovered) == 20)
    }

    /// Settling waited a quarter of an hour for a further request of the recipe, and `max_pending` let none go.
    @Test func `settling does not wait for a request that max_pending holds back for good`() throws {
        var world = ReferenceWorld("held back", jobs: 10, recipes: 1)
        world.plan.header.steps[0].conduct.maxPending = 4
        // Repeats of a recipe that is stopped stay pending.
        world.scenario.recipes[0].isRunning = false
        world.scenario.faults = [.init(.omit(1, applied: .none), on: .repeat, when: .nth([1]))]
        var rehearsal = world.rehearsal()
        let end = try rehearsal.run(seed: 1)
        #expect(end == .ended(.guardTripped))
        #expect(rehearsal.time < .seconds(180), "\(rehearsal.time)")
        let says = rehearsal.records.compactMap { record -> String? in
            if case .guardTripped(let tripped) = record.record { tripped.message } else { nil }
        }
        #expect(
            says == [
                "repeats of recipe 100 have not ended within 20 s; max_pending is 4, and held jobs count until you decide on them: 1"
            ]
        )
        let totals = try expectKept(rehearsal, end)
        #expect(totals.count(.held) == 1)
        #expect(totals.count(.notSent) == 6)
        #expect(totals.count(.stillPending) == 3)
    }

    @Test func `settling does not wait for a request for which the lost one itself leaves no room`() throws {
        var world = ReferenceWorld("filled", jobs: 30, recipes: 2, perRequest: 20)
        world.plan.header.steps[0].conduct.maxPending = 20
        world.plan.header.steps[0].conduct.verifyWithin = .seconds(7200)
        world.scenario.faults = [.init(.close(applied: .none), on: .repeat, when: .nth([1]))]
        var rehearsal = world.rehearsal()
        let end = try rehearsal.run(seed: 1)
        #expect(end == .ended(.finished))
        #expect(rehearsal.time < .seconds(180), "\(rehearsal.time)")
        #expect(try expectKept(rehearsal, end).count(.recovered) == 60)
    }

    /// The quarter of an hour in which the lists may show a further request ran while nobody could send one.
    @Test func `a pause of any length gives no lost answer up`() throws {
        var world = ReferenceWorld("paused", jobs: 60, recipes: 1)
        world.scenario.faults = [.init(.close(applied: .none), on: .repeat, when: .nth([1]))]
        var rehearsal = world.rehearsal()
        var process = Rehearsal.Process(seed: 1)
        process.commands = [.init(after: .seconds(5), .pause), .init(after: .seconds(3000), .resume)]
        let end = try rehearsal.run(process)
        #expect(end == .ended(.finished))
        #expect(try expectKept(rehearsal, end).count(.recovered) == 60)
    }

    @Test func `a lost answer is settled while other recipes are still sent for longer than its patience`() throws {
        var world = ReferenceWorld("long", jobs: 1_300, recipes: 2, perRequest: 1)
        world.scenario.faults = [.init(.close(applied: .none), on: .repeat, when: .nth([1]))]
        var rehearsal = world.rehearsal()
        let end = try rehearsal.run(seed: 1)
        #expect(end == .ended(.finished))
        #expect(try expectKept(rehearsal, end).count(.recovered) == 2_600)
    }

    @Test func `a pace that lets a request go every half hour gives no lost answer up`() throws {
        var world = ReferenceWorld("slow", jobs: 60, recipes: 1)
        world.plan.header.steps[0].conduct.pace = Rate(count: 50, per: .seconds(3600))
        world.plan.header.steps[0].conduct.verifyWithin = .seconds(7200)
        world.scenario.faults = [.init(.close(applied: .none), on: .repeat, when: .nth([1]))]
        var rehearsal = world.rehearsal()
        let end = try rehearsal.run(seed: 1)
        #expect(end == .ended(.finished))
        #expect(try expectKept(rehearsal, end).count(.recovered) == 60)
    }

    @Test func `settling waits for a request that may go as soon as repeats have ended`() throws {
        var world = ReferenceWorld("held back for a while", jobs: 10, recipes: 1)
        world.plan.header.steps[0].conduct.maxPending = 4
        world.plan.header.steps[0].conduct.verifyWithin = .seconds(7200)
        world.scenario.repeats = .always(.succeed, after: .seconds(1500) ... .seconds(1600))
        world.scenario.faults = [.init(.omit(1, applied: .none), on: .repeat, when: .nth([1]))]
        var rehearsal = world.rehearsal()
        let end = try rehearsal.run(seed: 1)
        #expect(end == .ended(.finished))
        #expect(try expectKept(rehearsal, end).count(.recovered) == 10)
    }

    @Test func `what somebody else repeats meanwhile is dropped or told, and counted`() throws {
        var world = ReferenceWorld("others", jobs: 100, recipes: 1)
        world.scenario.repeats = .always(.succeed, after: .seconds(1) ... .seconds(2))
        // Another run with the same plan: a chunk that this one has sent, and one that it has not.
        let ids = world.plan.jobs.map(\.master.text)
        world.scenario.scheduledEvents = [
            .init(.repeatJobs(recipe: 100, jobs: Array(ids[0..<25])), .time(.fromStart(.milliseconds(400)))),
            .init(.repeatJobs(recipe: 100, jobs: Array(ids[75..<100])), .time(.fromStart(.milliseconds(400)))),
        ]
        var rehearsal = world.rehearsal()
        let end = try rehearsal.run(seed: 1)
        let totals = try expectKept(rehearsal, end)
        #expect(totals.count(.dropped) == 25)
        #expect(totals.count(.recovered) == 75)
        #expect(try Set(rehearsal.state().repeats.madeByOthers.values) == Set(0..<25))
        #expect(totals.repeatedByOthers == 50)
    }
}
