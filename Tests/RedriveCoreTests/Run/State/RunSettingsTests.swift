import Testing
import WorkatoJobs

@testable import RedriveCore

/// What is in force after sessions and commands.
@Suite struct RunSettingsTests {
    private static let slow = Rate(count: 1, per: .seconds(60))
    private static let fast = Rate(count: 9, per: .seconds(1))

    private func session(
        _ number: Int,
        reason: String? = nil,
        onUnknown: OnUnknown? = nil,
        only: [String]? = nil,
        maxDrift: Int? = nil
    ) -> Record {
        .session(
            .init(
                number: number,
                host: "h",
                pid: 1,
                version: "t",
                reason: reason,
                onUnknown: onUnknown,
                only: only,
                maxDrift: maxDrift
            )
        )
    }

    private func command(_ command: ControlCommand) -> Record { .commanded(.init(GivenCommand(command))) }

    /// A run of two steps, both paced, with a reason; records come at their number in seconds.
    private func settings(after records: [Record]) throws -> RunSettings {
        var plan = try makePlan(jobs: [7: 2, 8: 2], onUnknown: .hold, pace: Self.slow, steps: 2)
        plan.header.reason = "planned"
        var state = RunState(plan: plan, planID: "abc")
        for (second, record) in records.enumerated() {
            try state.apply(record, at: FoldSamples.stamp + .seconds(second))
        }
        return state.settings
    }

    private func word(_ command: ControlCommand, at second: Int) -> RunSettings.Word {
        .init(given: GivenCommand(command), at: FoldSamples.stamp + .seconds(second))
    }

    @Test func `before any session the plan's words hold`() throws {
        let settings = try settings(after: [])
        #expect(settings.onUnknown == .hold)
        #expect(settings.reason == "planned")
        #expect(settings.scope == nil)
        #expect(settings.maxDrift == nil)
        #expect(settings.pause == nil)
        #expect(settings.skipped.isEmpty)
        #expect(settings.pace(ofStep: 0) == Self.slow)
        #expect(settings.pace(ofStep: 1) == Self.slow)
    }

    @Test func `a session's words replace the plan's`() throws {
        let first = session(1, reason: "asked", onUnknown: .resend, only: ["step-2"], maxDrift: 5)
        let settings = try settings(after: [first])
        #expect(settings.onUnknown == .resend)
        #expect(settings.reason == "asked")
        #expect(settings.maxDrift == 5)
        #expect(settings.mayRun("step-2"))
        #expect(!settings.mayRun("step-1"))
    }

    @Test func `the next session inherits on_unknown, reason, skipped recipes and paces`() throws {
        let settings = try settings(after: [
            session(1, reason: "asked", onUnknown: .resend), command(.skip(7)), command(.pace(step: 1, Self.fast)),
            session(2),
        ])
        #expect(settings.onUnknown == .resend)
        #expect(settings.reason == "asked")
        #expect(settings.skipped == [7: word(.skip(7), at: 1)])
        #expect(settings.pace(ofStep: 0) == Self.slow)
        #expect(settings.pace(ofStep: 1) == Self.fast)
    }

    @Test func `the next session inherits no pause, scope or bound on drift`() throws {
        let settings = try settings(after: [
            session(1, only: ["step-2"], maxDrift: 5), command(.pause), session(2),
        ])
        #expect(settings.pause == nil)
        #expect(settings.scope == nil)
        #expect(settings.mayRun("step-1"))
        #expect(settings.maxDrift == nil)
    }

    @Test func `a pause holds until a resume, by its first word`() throws {
        #expect(try settings(after: [session(1), command(.pause), command(.pause)]).pause == word(.pause, at: 1))
        #expect(try settings(after: [session(1), command(.pause), command(.resume)]).pause == nil)
    }

    @Test func `a skip holds by its first word`() throws {
        let settings = try settings(after: [session(1), command(.skip(8)), command(.skip(8))])
        #expect(settings.skipped == [8: word(.skip(8), at: 1)])
    }

    @Test func `the last pace of a step holds, a pace of all steps included, and nil is none`() throws {
        let all = try settings(after: [session(1), command(.pace(step: 0, nil)), command(.pace(step: nil, Self.fast))])
        #expect([all.pace(ofStep: 0), all.pace(ofStep: 1)] == [Self.fast, Self.fast])
        let one = try settings(after: [session(1), command(.pace(step: nil, Self.fast)), command(.pace(step: 0, nil))])
        #expect([one.pace(ofStep: 0), one.pace(ofStep: 1)] == [nil, Self.fast])
    }

    @Test func `a stop is not in force for the next process`() throws {
        for stop in [ControlCommand.stop, .leave] {
            #expect(try settings(after: [session(1), command(stop)]).stop == word(stop, at: 1))
            #expect(try settings(after: [session(1), command(stop), session(2)]).stop == nil)
        }
    }

    @Test(arguments: [
        ControlCommand.skip(99), .pace(step: 2, RunSettingsTests.slow), .pace(step: -1, RunSettingsTests.slow),
    ])
    func `a command that a run cannot have obeyed is refused by the fold`(command: ControlCommand) throws {
        #expect(throws: RecordError.self) { try settings(after: [session(1), self.command(command)]) }
    }
}
