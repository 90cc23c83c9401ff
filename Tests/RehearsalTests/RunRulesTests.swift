import RedriveCore
import RedriveTestSupport
import Testing
import WorkatoJobs
import WorkatoSimulator

/// Runs by hand that break a rule of settling, guards, steps, drift or counting, each beside one that keeps it.
@Suite struct RunRulesTests {
    // MARK: canary, ramp and what may be pending

    /// A run whose step has these, by hand.
    private func careful(_ rollout: Rollout, maxPending: Int? = nil) throws -> Cheat {
        var cheat = try Cheat()
        cheat.plan.header.steps[0].conduct.rollout = rollout
        cheat.plan.header.steps[0].conduct.maxPending = maxPending
        cheat.begin()
        return cheat
    }

    private func stage(_ stage: Int, sent: Int, recovered: Int, failed: Int = 0, closed: Int? = nil) -> Record {
        let passed = closed.map { 1 - $0 }
        return .stageEnded(
            .init(
                step: 0,
                stage: stage,
                sent: sent,
                recovered: recovered,
                failed: failed,
                closed: closed,
                passed: passed
            )
        )
    }

    @Test func `a job that is sent before the canary is over is found, and one that its canary has closed`() throws {
        let rollout = Rollout(canary: .init(jobs: 1, per: .step))
        var early = try careful(rollout)
        early.honest(1, [0], at: 0)
        #expect(early.findings().isEmpty)
        early.honest(2, [1], at: 2000)
        #expect(early.findings() == [.rollout])

        for isSent in [true, false] {
            var closed = try careful(rollout)
            closed.world = World(
                scenario: closed.failing(),
                seed: 1,
                start: SimulatedTime(milliseconds: SeededWorld.begin.milliseconds)
            )
            closed.honest(1, [0], at: 0)
            closed.world.advance(to: SimulatedTime(milliseconds: SeededWorld.begin.milliseconds + 5000))
            closed.outcome([0], .failedSame, "", at: 5000)
            closed.record(stage(0, sent: 1, recovered: 0, failed: 1, closed: 1), at: 5000)
            if isSent { closed.honest(2, [1], at: 6000) }
            #expect(closed.findings() == (isSent ? [.rollout] : []), "\(isSent)")
        }
    }

    @Test func `more than a stage's total is found, and a stage that is left too early`() throws {
        let rollout = Rollout(ramp: [.jobs(2), .jobs(4)])
        var many = try careful(rollout)
        many.honest(1, [0, 1], at: 0)
        #expect(many.findings().isEmpty)
        many.honest(2, [2], at: 2000)
        #expect(many.findings() == [.rollout])

        var early = try careful(rollout)
        early.honest(1, [0, 1], at: 0)
        early.record(stage(0, sent: 2, recovered: 0), at: 1000)
        #expect(early.findings() == [.rollout])
    }

    @Test func `more repeats at once than may be pending are found`() throws {
        for most in 1...3 {
            var cheat = try careful(.immediate, maxPending: most)
            cheat.honest(1, [0, 1], at: 0)
            #expect(cheat.findings() == (most < 2 ? [.rollout] : []), "\(most)")
        }
    }

    // MARK: settling

    @Test func `a recipe that is sent to while an answer is being settled is found, and one witness is not`() throws {
        for witnesses in 1...2 {
            var cheat = try Cheat()
            cheat.begin()
            cheat.lose(1, [0, 1], at: 10)
            cheat.honest(2, [2], at: 2000)
            if witnesses == 2 { cheat.honest(3, [3], at: 4000) }
            #expect(cheat.findings() == (witnesses == 1 ? [] : [.settling]), "\(witnesses) witnesses")
        }
    }

    @Test func `a request that was intended in time and goes out behind a loss is found`() throws {
        for goesOut in [true, false] {
            var cheat = try Cheat()
            cheat.begin()
            cheat.intend(1, [0], at: 0)
            cheat.intend(2, [1], at: 1)
            _ = cheat.send([cheat.master(0)], at: 20)
            cheat.record(.lost(.init(chunk: 1, tryNumber: 1, why: "closed")), at: 40)
            if goesOut {
                _ = cheat.send([cheat.master(1)], at: 1100)
            } else {
                cheat.record(.notApplied(.init(chunk: 2, tryNumber: 1, reason: .cancelled, message: "")), at: 41)
            }
            #expect(cheat.findings() == (goesOut ? [.settling] : []))
        }
    }

    @Test func `sending again needs the server's time, looks that are apart, a witness, and leave to do so`() throws {
        enum Witness { case younger, older, none }
        struct Evidence {
            var name: String
            var looks = [41_000, 72_000]
            var lostAt = 40
            var witness = Witness.younger
            var delay = 1
            var onUnknown: OnUnknown?
            var finds: Bool
        }
        let cases = [
            Evidence(name: "whole", finds: false),
            Evidence(name: "no witness", witness: .none, finds: true),
            Evidence(name: "a witness that was sent before the lost request", witness: .older, finds: true),
            Evidence(name: "one look", looks: [72_000], finds: true),
            Evidence(name: "looks beside each other", looks: [71_000, 72_000], finds: true),
            Evidence(name: "a look too early", looks: [30_000, 72_000], finds: true),
            Evidence(
                name: "a look too early after the loss, though not after the sending",
                lostAt: 20_000,
                finds: true
            ),
            Evidence(name: "lists that are behind", delay: 11_000, finds: true),
            Evidence(name: "lists that are a little behind", delay: 10_000, finds: false),
            Evidence(name: "hold", onUnknown: .hold, finds: true),
        ]
        for evidence in cases {
            var cheat = try Cheat()
            var session = Record.Session(number: 1, host: "h", pid: 1, version: "t")
            session.onUnknown = evidence.onUnknown
            cheat.record(.session(session))
            let older = evidence.witness == .older
            if older { cheat.honest(2, [1], at: 0) }
            cheat.intend(1, [0], at: 1010)
            cheat.record(.lost(.init(chunk: 1, tryNumber: 1, why: "closed")), at: 1010 + evidence.lostAt)
            if evidence.witness == .younger { cheat.honest(2, [1], at: 22_000) }
            for look in evidence.looks { cheat.read(at: 1010 + look) }
            if evidence.witness != .none { cheat.witness(1, delay: evidence.delay, at: 73_050) }
            cheat.record(.settled(.init(chunk: 1, tryNumber: 1, found: [], notApplied: [cheat.master(0)])), at: 74_000)
            #expect(cheat.findings() == (evidence.finds ? [.evidence] : []), "\(evidence.name)")
        }
    }

    @Test func `three lost answers in a row hold the lane, whatever the recipe`() throws {
        for lost in [2, 3] {
            var cheat = try Cheat()
            cheat.begin()
            for chunk in 1...lost { cheat.intend(chunk, [chunk], at: chunk) }
            for chunk in 1...lost { cheat.record(.lost(.init(chunk: chunk, tryNumber: 1, why: "")), at: 10 + chunk) }
            let other = Record.Intent(
                chunk: 9,
                tryNumber: 1,
                step: 0,
                recipe: 200,
                masters: [JobID(text: "x")],
                known: [:]
            )
            cheat.plan.jobs.append(
                .init(step: 0, recipe: 200, master: JobID(text: "x"), newestAttempt: JobID(text: "x"))
            )
            cheat.record(.intent(other), at: 2000)
            #expect(cheat.findings() == (lost == 3 ? [.settling] : []), "\(lost) lost")
        }
    }

    @Test func `five requests in flight at once are found, and four are not`() throws {
        for count in [4, 5] {
            var cheat = try Cheat()
            cheat.begin()
            for chunk in 1...count { cheat.intend(chunk, [chunk], at: chunk) }
            #expect(cheat.findings() == (count == 5 ? [.inFlight] : []))
        }
    }

    // MARK: guards and steps

    @Test func `a step that goes on behind its guard is found, and so is a guard that stops without need`() throws {
        for (failures, stops, finds) in [(5, false, true), (5, true, false), (4, true, true), (4, false, false)] {
            var cheat = try Cheat()
            cheat.plan.header.steps[0].conduct.guards = Guards(failedAgain: .jobs(5))
            cheat.world = World(
                scenario: cheat.failing(),
                seed: 1,
                start: SimulatedTime(milliseconds: SeededWorld.begin.milliseconds)
            )
            cheat.begin()
            cheat.honest(1, Array(0..<6), at: 0)
            cheat.read(at: 9000)
            cheat.outcome(Array(0..<failures), .failedSame, "s", at: 9500)
            if stops {
                cheat.record(.guardTripped(.init(step: 0, guardName: "failed_again", message: "")), at: 9500)
                cheat.begin(2, at: 9600)
            }
            cheat.honest(2, [7], at: 10_000)
            let found = cheat.findings().subtracting([.limits])
            #expect(found == (finds ? [.guards] : []), "\(failures) failures, stopped: \(stops)")
        }
    }

    @Test func `a step that begins before the one before it is over is found`() throws {
        for ends in [false, true] {
            var cheat = try Cheat()
            cheat.plan.header.steps.append(cheat.plan.header.steps[0])
            cheat.plan.header.steps[1].name = "second"
            for index in 1..<30 { cheat.plan.jobs[index].step = 1 }
            cheat.begin()
            cheat.honest(1, [0])
            if ends {
                cheat.read(at: 9000)
                cheat.outcome([0], .recovered, at: 9500)
            }
            cheat.honest(2, [1], step: 1, at: 10_000)
            #expect(cheat.findings() == (ends ? [] : [.order]))
        }
    }

    // MARK: drift and numbers

    @Test func `a job that somebody else has visibly repeated is found where it is sent, and not where it is dropped`()
        throws
    {
        let begin = Scenario.Time.fromStart(.seconds(1))
        for drops in [false, true] {
            var cheat = try Cheat(happenings: [.init(.repeatJobs(recipe: 100, jobs: ["j-100-0"]), .time(begin))])
            cheat.begin(at: 5000)
            cheat.read(at: 5200)
            let job = Record.Dropped.Job(master: cheat.master(0), why: .recovered, newest: JobID(text: "x"))
            if drops {
                cheat.record(.dropped(.init(recipe: cheat.recipe, jobs: [job])), at: 5500)
                cheat.honest(1, [1], at: 6000)
            } else {
                cheat.honest(1, [0], at: 6000)
            }
            #expect(cheat.findings() == (drops ? [] : [.drift]))
        }
    }

    @Test func `a job that is dropped although nobody repeated it is found, and so is more than may be dropped`() throws
    {
        var cheat = try Cheat()
        let job = Record.Dropped.Job(master: cheat.master(0), why: .recovered, newest: JobID(text: "x"))
        cheat.record(.dropped(.init(recipe: cheat.recipe, jobs: [job])))
        #expect(cheat.findings() == [.lost])
        let all = Scenario.ScheduledEvent(
            .repeatJobs(recipe: 100, jobs: (0..<4).map { "j-100-\($0)" }),
            .time(.fromStart(.seconds(1)))
        )
        for (count, finds) in [(3, false), (4, true)] {
            var cheat = try Cheat(happenings: [all])
            cheat.circumstances.maxDrift = 10
            cheat.read(at: 2000)
            for number in 0..<count {
                let job = Record.Dropped.Job(master: cheat.master(number), why: .inFlight, newest: JobID(text: "x"))
                cheat.record(.dropped(.init(recipe: cheat.recipe, jobs: [job])), at: 2100)
            }
            #expect(cheat.findings() == (finds ? [.drift] : []), "\(count) of 30 dropped")
        }
    }

    @Test func `an outcome that is not what became of the repeat is found`() throws {
        for (outcome, at, finds) in [
            (Outcome.recovered, 9500, false), (.failedSame, 9500, true), (.recovered, 100, true),
            (.stillPending, 9500, false),
        ] {
            var cheat = try Cheat()
            cheat.honest(1, [0])
            cheat.read(at: 9000)
            cheat.outcome([0], outcome, at: at)
            #expect(cheat.findings() == (finds ? [.outcome] : []), "\(outcome) at \(at)")
        }
    }

    @Test func `totals that are not those of the records are found`() throws {
        var cheat = try Cheat()
        cheat.honest(1, [0, 1])
        var state = RunState(plan: cheat.plan, planID: "000000000000")
        #expect(cheat.findings(totals: RunTotals(state)) == [.totals])
        for entry in cheat.records { try state.apply(entry.record, at: entry.at) }
        #expect(cheat.findings(totals: RunTotals(state)).isEmpty)
        var totals = RunTotals(state)
        totals.classes[.enqueued] = 3
        #expect(cheat.findings(totals: totals) == [.totals])
    }

    @Test func `a step that is faster than its pace is found`() throws {
        for (at, finds) in [(5999, true), (6000, false)] {
            var cheat = try Cheat()
            cheat.plan.header.steps[0].conduct.pace = Rate(count: 20, per: .seconds(60))
            cheat.honest(1, [0, 1])
            cheat.honest(2, [2], at: at)
            #expect(cheat.findings() == (finds ? [.limits] : []), "\(at) ms")
        }
    }
}
