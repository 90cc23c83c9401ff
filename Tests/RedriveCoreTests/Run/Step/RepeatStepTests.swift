import Testing
import WorkatoJobs

@testable import RedriveCore

/// Entering a step, dropping what has changed, guards, and preparing requests; answers are in `RepeatStepAnswersTests`.
@Suite struct RepeatStepTests {
    // MARK: entering

    @Test func `entering a step records its start, unless an earlier process did`() throws {
        let plan = try makePlan(jobs: [7: 1])
        var outbox = Outbox(RunState(plan: plan, planID: "abc"))
        outbox.record(FoldSamples.session, at: RunParts.moment(0))
        _ = outbox.takeEffects()
        #expect(RepeatStep(0, &outbox, at: RunParts.moment(0)).isRunning(in: outbox.state))
        #expect(outbox.takeEffects() == [.append(.stepStarted(.init(step: 0)))])
        _ = RepeatStep(0, &outbox, at: RunParts.moment(0))
        #expect(outbox.takeEffects().isEmpty)
    }

    @Test func `the time since the last enqueue of an earlier process counts by the date, and never below zero`() throws
    {
        let records = [RunParts.intent(7, [0], chunk: 1), RunParts.enqueued(7, [0], chunk: 1)]
        var outbox = try RunParts.outbox(makePlan(jobs: [7: 2]), after: records)
        var now = Moment(instant: RunParts.at(500), wall: FoldSamples.stamp + .seconds(30))
        #expect(RepeatStep(0, &outbox, at: now).lastEnqueue == RunParts.at(470))
        now.wall = FoldSamples.stamp - .seconds(30)
        #expect(RepeatStep(0, &outbox, at: now).lastEnqueue == RunParts.at(500))
        var fresh = try RunParts.outbox(makePlan(jobs: [7: 2]))
        var step = RepeatStep(0, &fresh, at: now)
        #expect(step.lastEnqueue == RunParts.at(500))
        step.enqueued(at: RunParts.at(510))
        #expect(step.lastEnqueue == RunParts.at(510))
    }

    // MARK: changes since the plan

    private func drop(_ parts: inout StepParts, _ rows: [SeenRow]) -> RunEnding? {
        var watch = RecipeWatch()
        for row in rows {
            watch.known.remember(row.seen, of: row.position)
            watch.changed.insert(row.position)
        }
        return parts.step.dropChanged(7, watch, &parts.outbox, at: RunParts.moment(1))
    }

    @Test func `a changed job is dropped for what its newest attempt shows`() throws {
        var parts = try StepParts(jobs: [7: 5])
        let rows = [
            RunParts.seen(0, JobID(text: "a"), .succeeded), RunParts.seen(1, JobID(text: "b"), .failed),
            RunParts.seen(2, JobID(text: "c"), .pending), RunParts.seen(3, JobID(text: "d"), .other("canceled")),
            RunParts.seen(0, JobID(text: "e"), .failed, startedAt: 900),
            RunParts.seen(4, JobID(text: "f"), .succeeded, startedAt: 0),
        ]
        #expect(drop(&parts, rows) == nil)
        let dropped = Record.Dropped(
            recipe: 7,
            jobs: [
                .init(master: master(7, 0), why: .recovered, newest: JobID(text: "a")),
                .init(master: master(7, 1), why: .repeatedSince, newest: JobID(text: "b")),
                .init(master: master(7, 2), why: .inFlight, newest: JobID(text: "c")),
                .init(master: master(7, 3), why: .inFlight, newest: JobID(text: "d")),
            ]
        )
        #expect(parts.outbox.takeEffects() == [.append(.dropped(dropped))])
    }

    @Test func `jobs that were sent, and jobs of another step, are not dropped`() throws {
        var parts = try StepParts(makePlan(jobs: [7: 4], steps: 2))
        parts.send([0])
        // Of the plan's jobs 0 to 3, the last two belong to the second step.
        let rows = [RunParts.seen(0, JobID(text: "a"), .succeeded), RunParts.seen(2, JobID(text: "b"), .succeeded)]
        #expect(drop(&parts, rows) == nil)
        #expect(parts.outbox.takeEffects().isEmpty)
    }

    private func parts(maxDrift: Int, dropping dropped: [Int] = []) throws -> StepParts {
        let session = Record.Session(number: 1, host: "h", pid: 1, version: "t", maxDrift: maxDrift)
        let records = dropped.isEmpty ? [] : [FoldSamples.dropped(dropped)]
        return try StepParts(makePlan(jobs: [7: 4, 8: 9]), session: session, after: records)
    }

    private func changed(_ positions: [Int]) -> [SeenRow] {
        positions.map { RunParts.seen($0, JobID(text: "x-\($0)"), .succeeded) }
    }

    private func tripped(_ message: String) -> [RunEffect] {
        [.append(.guardTripped(.init(step: 0, guardName: "max_drift", message: message)))]
    }

    @Test func `drift up to the bound is dropped, and one job more stops the run with nothing dropped`() throws {
        var atBound = try parts(maxDrift: 50)
        #expect(drop(&atBound, changed([0, 1])) == nil)
        #expect(
            atBound.outbox.state.jobs.prefix(3) == [.dropped(.recovered), .dropped(.recovered), .notSent(chunk: nil)]
        )
        var above = try parts(maxDrift: 50)
        #expect(drop(&above, changed([0, 1, 2])) == .guardTripped)
        let message = "3 of 4 jobs of recipe 7 changed since the plan; the bound is 50%"
        #expect(above.outbox.takeEffects() == tripped(message))
    }

    @Test func `jobs that were dropped before count as drift`() throws {
        var parts = try parts(maxDrift: 50, dropping: [0, 1])
        #expect(drop(&parts, changed([2])) == .guardTripped)
        let message = "3 of 4 jobs of recipe 7 changed since the plan; the bound is 50%"
        #expect(parts.outbox.takeEffects() == tripped(message))
        #expect(drop(&parts, []) == nil, "nothing has changed since")
    }

    @Test func `a bound of zero allows no change`() throws {
        var parts = try parts(maxDrift: 0)
        #expect(drop(&parts, changed([3])) == .guardTripped)
    }

    // MARK: guards

    @Test(arguments: StepConduct.OnFailure.allCases)
    func `a tripped guard stops the run, or only its step with on_failure continue`(
        onFailure: StepConduct.OnFailure
    ) throws {
        var plan = try makePlan(jobs: [7: 4], guards: Guards(refused: .jobs(2)))
        plan.header.steps[0].conduct.onFailure = onFailure
        var parts = try StepParts(plan, after: [FoldSamples.refused([0])])
        #expect(parts.outbox.checkGuards(ofStep: 0, at: RunParts.moment(1)) == nil)
        #expect(parts.outbox.takeEffects().isEmpty)
        parts.outbox.record(FoldSamples.refused([1]), at: RunParts.moment(2))
        _ = parts.outbox.takeEffects()
        let ending = parts.outbox.checkGuards(ofStep: 0, at: RunParts.moment(2))
        let message = "2 jobs were refused; the bound is 2"
        let record = RunEffect.append(.guardTripped(.init(step: 0, guardName: "refused", message: message)))
        switch onFailure {
        case .stop:
            #expect(ending == .guardTripped)
            #expect(parts.outbox.takeEffects() == [record])
        case .continue:
            #expect(ending == nil)
            #expect(parts.outbox.takeEffects() == [record, .cancelUnsent])
        }
        #expect(!parts.step.isRunning(in: parts.outbox.state))
        #expect(parts.outbox.checkGuards(ofStep: 0, at: RunParts.moment(3)) == nil, "a guard trips once")
        try parts.look(7)
        #expect(parts.prepare().isEmpty, "a step that was stopped sends nothing")
    }

    // MARK: preparing requests

    private func sending(_ intent: Record, _ request: Int, _ recipe: Int, _ jobs: [Int]) -> [RunEffect] {
        let write = Write.repeatJobs(RecipeID(integerLiteral: recipe), jobs.map { master(recipe, $0) })
        return [.append(intent), .send(request: request, write)]
    }

    @Test func `a request is prepared only after a fresh look, one at a time, the intent first`() throws {
        var parts = try StepParts()
        #expect(parts.prepare().isEmpty)
        try parts.look(7)
        #expect(parts.prepare() == sending(RunParts.intent(7, [0, 1], chunk: 1), 2, 7, [0, 1]))
        #expect(parts.prepare().isEmpty, "one waits for its turn")
        parts.lane.sent(2, step: 0, jobs: 2, at: RunParts.at(0))
        #expect(parts.prepare(at: 300).isEmpty, "the look is too old")
    }

    @Test func `an intent names the repeats that are known of its jobs`() throws {
        var plan = try makePlan(jobs: [7: 2])
        plan.jobs[1].newestAttempt = JobID(text: "older")
        var parts = try StepParts(plan)
        let rows = ["b", "a"].map { RunParts.row(JobID(text: $0), of: master(7, 0), startedAt: 0) }
        try parts.look(7, rows)
        let known = [
            master(7, 0): [JobID(text: "a"), JobID(text: "b")], master(7, 1): [JobID(text: "older")],
        ]
        #expect(parts.prepare().first == .append(RunParts.intent(7, [0, 1], chunk: 1, known: known)))
    }

    @Test func `a chunk that was not applied is prepared as its next try, before other jobs`() throws {
        var parts = try StepParts(
            makePlan(jobs: [7: 4]),
            after: [RunParts.intent(7, [2, 3], chunk: 1), FoldSamples.notApplied(.cancelled)]
        )
        try parts.look(7)
        let intent = RunParts.intent(7, [2, 3], chunk: 1, tryNumber: 2)
        #expect(parts.prepare() == sending(intent, 2, 7, [2, 3]))
    }

    @Test func `nothing goes to a recipe that is settled, and one witness once only the witness is missing`() throws {
        var parts = try StepParts(jobs: [7: 6])
        let workspace = parts.outbox.state.plan.header.workspace
        parts.send([0, 1])
        _ = try parts.reply(.lost(.timeout, "slow"))
        parts.settlements.lost(7, in: workspace, at: RunParts.at(1))
        let start = Int(workspace.serverTimeout / .seconds(1)) + 1
        let sending = Settlements.Sending(unsent: [7], open: [], waitsForSettling: false)
        for second in [start, start + 100] {
            try parts.look(7, at: second)
            #expect(parts.prepare(at: second).isEmpty)
            #expect(parts.settlements.recipesToLookAt(&parts.outbox, at: RunParts.at(second)) == [7])
            let moment = RunParts.moment(second)
            _ = parts.settlements.looked(
                at: 7,
                begun: moment.instant,
                isEvidence: true,
                sending,
                &parts.outbox,
                at: moment
            )
        }
        let witness = RunParts.intent(7, [2, 3], chunk: 2)
        #expect(parts.prepare(at: start + 100).first == .append(witness))
        let request = try #require(parts.lane.queuedRequest)
        parts.lane.sent(request, step: 0, jobs: 2, at: RunParts.at(start + 100))
        #expect(parts.prepare(at: start + 100).isEmpty, "one witness is enough")
    }

    // MARK: looks ahead

    private func wantedLooks(
        _ parts: inout StepParts,
        window: Int = 60,
        maxAhead: Int = 0,
        at second: Int = 0
    ) -> RepeatStep.WantedLooks {
        parts.step.wantedLooks(
            parts.looks,
            parts.settlements,
            window: window,
            maxAhead: maxAhead,
            &parts.outbox,
            at: RunParts.at(second)
        )
    }

    private func recipesToLookAt(_ parts: inout StepParts, at second: Int = 0) -> [RecipeID] {
        wantedLooks(&parts, at: second).due
    }

    @Test func `the looks of a window are counted, and some may be made further ahead`() throws {
        let single = Dictionary(uniqueKeysWithValues: (1...300).map { ($0, 2) })
        var many = try StepParts(jobs: single)
        let wanted = wantedLooks(&many, maxAhead: 2)
        #expect(wanted.due.map(\.value) == Array(1...31))
        #expect(wanted.ahead.map(\.value) == [32, 33])
        #expect(wanted.pagesInWindow == 61)
        #expect(wantedLooks(&many, maxAhead: 1_000).ahead.map(\.value) == Array(32...201))
        #expect(wantedLooks(&many, window: 10).pagesInWindow == 11)
        try many.look(1)
        #expect(wantedLooks(&many).pagesInWindow == 60, "one was looked at")
    }

    @Test func `recipes are looked at while at most thirty requests come before theirs`() throws {
        let single = Dictionary(uniqueKeysWithValues: (1...40).map { ($0, 2) })
        var many = try StepParts(jobs: single)
        #expect(recipesToLookAt(&many).map(\.value) == Array(1...31))
        for (requests, recipes) in [(30, [1, 2]), (31, [1])] {
            var parts = try StepParts(jobs: [1: 2 * requests, 2: 1, 3: 1])
            #expect(recipesToLookAt(&parts).map(\.value) == recipes)
        }
    }

    @Test func `a recipe is looked at again when its look has to be renewed, and until then it is said when`() throws {
        var parts = try StepParts(jobs: [7: 4, 8: 1])
        try parts.look(7)
        #expect(recipesToLookAt(&parts, at: 278) == [8])
        #expect(parts.outbox.wakes == [RunParts.at(279)])
        #expect(recipesToLookAt(&parts, at: 279) == [7, 8])
    }

    @Test func `no look is made ahead for a recipe without unsent jobs, or one that is being settled`() throws {
        var parts = try StepParts(jobs: [7: 1, 8: 1, 9: 1])
        parts.send([0])
        parts.settlements.lost(8, in: parts.outbox.state.plan.header.workspace, at: .zero)
        #expect(recipesToLookAt(&parts) == [9])
    }

    @Test func `a paused run looks at nothing ahead, and prepares nothing`() throws {
        var parts = try StepParts()
        try parts.look(7)
        parts.outbox.record(.commanded(.init(GivenCommand(.pause))), at: RunParts.moment(0))
        _ = parts.outbox.takeEffects()
        #expect(wantedLooks(&parts, maxAhead: 2, at: 280) == .init())
        #expect(parts.prepare().isEmpty)
    }
}
