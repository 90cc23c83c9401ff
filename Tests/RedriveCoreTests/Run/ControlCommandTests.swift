import Testing
import WorkatoJobs

@testable import RedriveCore

/// What each command does to a whole run.
@Suite struct ControlCommandTests {
    private func commanded(_ command: ControlCommand) -> RunEffect { .append(.commanded(.init(GivenCommand(command)))) }

    /// A run of recipe 7 with two requests, the first of which waits for its turn.
    private func queued(verifyWithin: Duration? = nil, pace: Rate? = nil) throws -> ToldRun {
        var run = try ToldRun(makePlan(jobs: [7: 4], verifyWithin: verifyWithin, pace: pace))
        _ = run.tell(.begin)
        #expect(ToldRun.sends(run.show()) == [.repeatJobs(7, [master(7, 0), master(7, 1)])])
        return run
    }

    private static let second = Write.repeatJobs(7, [master(7, 2), master(7, 3)])

    // MARK: pause and resume

    @Test func `a paused run prepares nothing until it is resumed`() throws {
        var run = try ToldRun(makePlan(jobs: [7: 4]))
        _ = run.tell(.begin)
        #expect(run.command(.pause) == [commanded(.pause)])
        #expect(run.show().isEmpty)
        let effects = run.command(.resume, at: 1)
        #expect(effects.first == commanded(.resume))
        #expect(ToldRun.sends(effects) == [.repeatJobs(7, [master(7, 0), master(7, 1)])])
    }

    @Test func `a pause takes back the request that waits for its turn, and a resume sends it`() throws {
        var run = try queued()
        #expect(run.command(.pause) == [commanded(.pause), .cancelUnsent])
        let message = "taken back before its turn"
        let reverted = Record.NotApplied(chunk: 1, tryNumber: 1, reason: .cancelled, message: message)
        #expect(run.tell(.replied(request: run.write, .cancelled)) == [.append(.notApplied(reverted))])
        #expect(run.tell(.woke, at: 100).isEmpty)
        let effects = run.command(.resume, at: 101)
        #expect(effects.contains(.append(RunParts.intent(7, [0, 1], chunk: 1, tryNumber: 2))))
    }

    @Test func `a pause does not take back a request that has had its turn`() throws {
        var run = try queued()
        _ = run.tell(.sent(request: run.write))
        // The second request waits for its turn now.
        #expect(run.machine.lane.queuedRequest == run.write)
        _ = run.tell(.sent(request: run.write))
        #expect(run.machine.lane.queuedRequest == nil)
        #expect(run.command(.pause) == [commanded(.pause)])
    }

    @Test func `looks for outcomes go on while the run is paused`() throws {
        var run = try queued(verifyWithin: .seconds(600))
        _ = run.enqueue()
        _ = run.command(.pause)
        _ = run.tell(.replied(request: run.write, .cancelled))
        #expect(ToldRun.lists(run.tell(.woke, at: 1)) == [7: .verifying])
    }

    @Test func `lost answers are settled while the run is paused`() throws {
        var run = try queued()
        _ = run.tell(.sent(request: run.write))
        _ = run.command(.pause)
        let queued = run.write
        let lost = try #require(run.machine.lane.outstanding.keys.min())
        _ = run.tell(.replied(request: lost, .lost(.timeout, "slow")))
        _ = run.tell(.replied(request: queued, .cancelled))
        #expect(ToldRun.lists(run.tell(.woke, at: 40)) == [7: .settling])
        let rows = (0...1).map { RunParts.row(RunParts.repeated(7, $0), of: master(7, $0)) }
        _ = run.show(rows, at: 41)
        #expect(run.state.jobs.prefix(2).map(\.jobClass) == [.enqueued, .enqueued])
    }

    // MARK: pace

    private static let slow = Rate(count: 2, per: .seconds(60))

    @Test(arguments: [0, nil])
    func `a pace holds from the next request on, for its step or for all`(step: Int?) throws {
        var run = try queued()
        #expect(run.command(.pace(step: step, Self.slow)) == [commanded(.pace(step: step, Self.slow))])
        #expect(run.tell(.sent(request: run.write), at: 10) == [.wake(at: RunParts.at(70))])
        #expect(ToldRun.sends(run.tell(.woke, at: 69)).isEmpty)
        #expect(ToldRun.sends(run.tell(.woke, at: 70)) == [Self.second])
    }

    @Test func `a pace of another step holds nothing back`() throws {
        var plan = try makePlan(jobs: [7: 4], verifyWithin: nil)
        var another = plan.header.steps[0]
        another.name = "step-2"
        plan.header.steps.append(another)
        var run = try ToldRun(plan)
        _ = run.tell(.begin)
        _ = run.show()
        _ = run.command(.pace(step: 1, Self.slow))
        #expect(ToldRun.sends(run.tell(.sent(request: run.write), at: 10)) == [Self.second])
    }

    @Test func `no pace takes the plan's away, at once`() throws {
        var run = try queued(pace: Self.slow)
        #expect(ToldRun.sends(run.tell(.sent(request: run.write), at: 10)).isEmpty)
        #expect(ToldRun.sends(run.command(.pace(step: nil, nil), at: 11)) == [Self.second])
    }

    // MARK: skip

    @Test func `a skip takes back the recipe's request that waits for its turn, and sends no more of it`() throws {
        var run = try ToldRun(makePlan(jobs: [7: 4, 8: 1], verifyWithin: nil))
        _ = run.tell(.begin)
        _ = run.show()
        #expect(run.command(.skip(7)) == [commanded(.skip(7)), .cancelUnsent])
        _ = run.tell(.replied(request: run.write, .cancelled))
        #expect(ToldRun.sends(run.show(of: 8)) == [.repeatJobs(8, [master(8, 0)])])
        #expect(run.command(.skip(7)).isEmpty)
        #expect(
            run.enqueue(at: 1) == [
                .append(
                    .answered(
                        .init(
                            chunk: 2,
                            tryNumber: 1,
                            jobs: [.init(master: master(8, 0), enqueued: true, new: RunParts.named(8, 0))]
                        )
                    )
                ),
                .append(.stepFinished(.init(step: 0))), .append(.ended(.init(ending: .finished))), .finish(.finished),
            ]
        )
        #expect(run.state.jobs.prefix(4).allSatisfy { $0.jobClass == .notSent })
    }

    @Test func `a skip of another recipe leaves the request that waits`() throws {
        var run = try ToldRun(makePlan(jobs: [7: 4, 8: 1], verifyWithin: nil))
        _ = run.tell(.begin)
        _ = run.show()
        #expect(run.command(.skip(8)) == [commanded(.skip(8))])
    }

    @Test func `a step is over once the rest of it is skipped`() throws {
        var run = try ToldRun(makePlan(jobs: [7: 4], verifyWithin: nil))
        _ = run.tell(.begin)
        #expect(
            run.command(.skip(7)) == [
                commanded(.skip(7)), .append(.stepFinished(.init(step: 0))), .append(.ended(.init(ending: .finished))),
                .finish(.finished),
            ]
        )
    }

    // MARK: stop

    @Test func `a stop ends a run with nothing in flight at once`() throws {
        var run = try ToldRun(makePlan(jobs: [7: 4]))
        _ = run.tell(.begin)
        #expect(
            run.command(.stop) == [
                commanded(.stop), .append(.ended(.init(ending: .interrupted))), .finish(.interrupted),
            ]
        )
    }

    @Test func `a stop waits for what is in flight, and begins nothing`() throws {
        var run = try queued()
        let first = run.write
        _ = run.tell(.sent(request: first))
        #expect(run.command(.stop) == [commanded(.stop), .cancelUnsent])
        #expect(run.tell(.replied(request: run.write, .cancelled)).count == 1)
        let effects = run.tell(.replied(request: first, .lost(.timeout, "slow")))
        #expect(effects.suffix(2) == [.append(.ended(.init(ending: .interrupted))), .finish(.interrupted)])
    }

    @Test func `who gave a command, and why, is recorded`() throws {
        var run = try ToldRun(makePlan(jobs: [7: 4]))
        _ = run.tell(.begin)
        let given = GivenCommand(.pause, by: CommandAuthor(user: "ada", host: "h", pid: 7), reason: "lunch")
        #expect(run.tell(.command(given), at: 3) == [.append(.commanded(.init(given)))])
        #expect(run.state.settings.pause == .init(given: given, at: RunParts.moment(3).wall))
    }

    // MARK: what cannot apply

    @Test(arguments: [
        ControlCommand.resume, .skip(99), .pace(step: 1, nil), .pace(step: -1, Rate(count: 1, per: .seconds(1))),
    ])
    func `a command that cannot apply changes nothing`(command: ControlCommand) throws {
        var run = try ToldRun(makePlan(jobs: [7: 4]))
        _ = run.tell(.begin)
        #expect(run.command(command).isEmpty)
    }

    @Test func `a second pause changes nothing`() throws {
        var run = try ToldRun(makePlan(jobs: [7: 4]))
        _ = run.tell(.begin)
        _ = run.command(.pause)
        #expect(run.command(.pause).isEmpty)
    }
}
