import Testing
import WorkatoJobs

@testable import RedriveCore

/// Acknowledged repeats of recipes 7 (jobs 0 to 2, by chunks 1 to 3) and 8 (job 3 of the plan, by chunk 4).
@Suite struct WitnessesTests {
    private static let records = [
        RunParts.intent(7, [0], chunk: 1), RunParts.enqueued(7, [0], chunk: 1),
        RunParts.intent(7, [1], chunk: 2), RunParts.enqueued(7, [1], chunk: 2),
        RunParts.intent(7, [2], chunk: 3), RunParts.enqueued(7, [2], chunk: 3),
        RunParts.intent(8, [0], chunk: 4), RunParts.enqueued(8, [0], chunk: 4),
    ]
    private static let repeats = [
        RunParts.repeated(7, 0), RunParts.repeated(7, 1), RunParts.repeated(7, 2), RunParts.repeated(8, 0),
    ]

    private var outbox: Outbox
    private var witnesses: Witnesses

    /// This process has got all four answers, at second 0.
    init() throws {
        let plan = try makePlan(jobs: [7: 3, 8: 1])
        witnesses = Witnesses(RunState(plan: plan, planID: "abc"))
        outbox = try RunParts.outbox(plan, after: Self.records)
        for (new, recipe) in zip(Self.repeats, [7, 7, 7, 8] as [RecipeID]) {
            witnesses.acknowledge(new, of: recipe, at: RunParts.at(0))
        }
    }

    /// A list shows the repeat of the job at this position of the plan.
    private mutating func saw(_ position: Int, of recipe: RecipeID = 7, at moment: Moment) -> [RunEffect] {
        witnesses.saw([RunParts.seen(position, Self.repeats[position])], of: recipe, &outbox, at: moment)
        return outbox.takeEffects()
    }

    private func witnessed(_ position: Int, of recipe: RecipeID = 7, delay: Int) -> [RunEffect] {
        [.append(.witnessed(.init(recipe: recipe, new: Self.repeats[position], delay: delay)))]
    }

    // MARK: what is recorded

    @Test mutating func `the first delay is recorded, and after it only a longer one, with a millisecond to spare`() {
        #expect(saw(0, at: RunParts.moment(2)) == witnessed(0, delay: 2_001))
        #expect(saw(1, at: RunParts.moment(2)).isEmpty)
        #expect(saw(2, at: RunParts.moment(3)) == witnessed(2, delay: 3_001))
        #expect(outbox.state.repeats.longestDelay == .milliseconds(3_001))
    }

    @Test mutating func `a repeat counts when it is first seen, and only if it was acknowledged`() {
        _ = saw(0, at: RunParts.moment(2))
        #expect(saw(0, at: RunParts.moment(90)).isEmpty)
        witnesses.saw([RunParts.seen(1, JobID(text: "x"))], of: 7, &outbox, at: RunParts.moment(90))
        #expect(outbox.takeEffects().isEmpty)
    }

    @Test mutating func `a repeat that is seen at once is a witness as well`() {
        #expect(saw(0, at: RunParts.moment(0)) == witnessed(0, delay: 1))
    }

    // MARK: answers that an earlier process got

    /// What a new process, which begins at second 10, records when it sees the first repeat, answered at second 0.
    private static func inherited(seenAt second: Int, and shift: Duration = .zero) throws -> [RunEffect] {
        var tests = try WitnessesTests()
        let session = Record.session(.init(number: 2, host: "h", pid: 2, version: "t"))
        tests.outbox.record(session, at: RunParts.moment(10))
        _ = tests.outbox.takeEffects()
        try tests.forgetAnswers()
        var moment = RunParts.moment(second)
        moment.wall = moment.wall + shift
        return tests.saw(0, at: moment)
    }

    private mutating func forgetAnswers() throws {
        var state = RunState(plan: outbox.state.plan, planID: "abc")
        for record in [FoldSamples.session, .stepStarted(.init(step: 0))] + Self.records {
            try state.apply(record, at: FoldSamples.stamp)
        }
        witnesses = Witnesses(state)
    }

    @Test func `the date bounds the delay of an answer that an earlier process got`() throws {
        #expect(try Self.inherited(seenAt: 40) == witnessed(0, delay: 40_001))
    }

    @Test func `the bound is taken up to five minutes, and says nothing beyond`() throws {
        #expect(try Self.inherited(seenAt: 300) == witnessed(0, delay: 300_001))
        #expect(try Self.inherited(seenAt: 300, and: .milliseconds(1)).isEmpty)
    }

    @Test func `a clock that was set back says nothing`() throws {
        #expect(try Self.inherited(seenAt: 9).isEmpty, "before the process began")
        #expect(try Self.inherited(seenAt: 11, and: .seconds(-12)).isEmpty, "before the answer")
    }

    @Test func `the age of the process bounds the delay from below`() throws {
        var tests = try WitnessesTests()
        // The clock was set back before the answer, so that it seems to be younger than the process.
        let session = Record.session(.init(number: 2, host: "h", pid: 2, version: "t"))
        var earlier = RunParts.moment(0)
        earlier.wall = earlier.wall - .seconds(100)
        tests.outbox.record(session, at: earlier)
        _ = tests.outbox.takeEffects()
        try tests.forgetAnswers()
        #expect(tests.saw(0, at: RunParts.moment(5)) == witnessed(0, delay: 105_001))
    }

    @Test func `repeats that were seen, found by looking, unnamed, or that have ended are not waited for`() throws {
        let plan = try makePlan(jobs: [7: 5])
        let unnamed = Record.answered(
            .init(chunk: 4, tryNumber: 1, jobs: [.init(master: master(7, 3), enqueued: true)])
        )
        let found = Record.Settled.Found(master: master(7, 4), new: RunParts.repeated(7, 4))
        let state = try RunParts.outbox(
            plan,
            after: [
                RunParts.intent(7, [0], chunk: 1), RunParts.enqueued(7, [0], chunk: 1),
                RunParts.intent(7, [1], chunk: 2), RunParts.enqueued(7, [1], chunk: 2),
                RunParts.intent(7, [2], chunk: 3), RunParts.enqueued(7, [2], chunk: 3),
                RunParts.intent(7, [3], chunk: 4), unnamed,
                RunParts.intent(7, [4], chunk: 5), FoldSamples.lost(chunk: 5),
                .settled(.init(chunk: 5, tryNumber: 1, found: [found], notApplied: [])),
                .witnessed(.init(recipe: 7, new: RunParts.repeated(7, 0), delay: 1)),
                .outcomes(
                    .init(
                        recipe: 7,
                        jobs: [.init(master: master(7, 1), new: RunParts.repeated(7, 1), outcome: .recovered)]
                    )
                ),
            ]
        ).state
        let witnesses = Witnesses(state)
        #expect(witnesses.hasUnseen(of: 7, after: 2, in: state), "the repeat of job 2")
        #expect(!witnesses.hasUnseen(of: 7, after: 3, in: state))
        var rest = witnesses
        var outbox = Outbox(state)
        rest.saw([RunParts.seen(2, RunParts.repeated(7, 2))], of: 7, &outbox, at: RunParts.moment(1))
        #expect(Set(rest.unseenRecipes).isEmpty)
    }

    // MARK: what is still unseen

    @Test mutating func `lists are behind while a repeat acknowledged before the look is in none`() {
        #expect(!witnesses.hasUnseen(acknowledgedBefore: RunParts.at(0)))
        #expect(witnesses.hasUnseen(acknowledgedBefore: RunParts.at(1)))
        for position in 0...2 { _ = saw(position, at: RunParts.moment(2)) }
        #expect(witnesses.hasUnseen(acknowledgedBefore: RunParts.at(1)))
        _ = saw(3, of: 8, at: RunParts.moment(2))
        #expect(!witnesses.hasUnseen(acknowledgedBefore: RunParts.at(1)))
    }

    @Test mutating func `lists are behind on whatever an earlier process left`() throws {
        try forgetAnswers()
        #expect(witnesses.hasUnseen(acknowledgedBefore: .zero))
    }

    @Test mutating func `an unseen repeat counts by recipe, and for requests after the given one`() {
        #expect(witnesses.hasUnseen(of: 7, after: 2, in: outbox.state))
        #expect(!witnesses.hasUnseen(of: 7, after: 3, in: outbox.state))
        #expect(witnesses.hasUnseen(of: 8, after: 3, in: outbox.state))
        #expect(witnesses.hasUnseen(of: nil, after: 3, in: outbox.state))
        #expect(!witnesses.hasUnseen(of: nil, after: 4, in: outbox.state))
        #expect(Set(witnesses.unseenRecipes) == [7, 8])
        _ = saw(3, of: 8, at: RunParts.moment(1))
        #expect(!witnesses.hasUnseen(of: nil, after: 3, in: outbox.state))
        #expect(Set(witnesses.unseenRecipes) == [7])
    }

    // MARK: what was seen

    private mutating func hasSeen(_ recipe: RecipeID?, after ordinal: Int) -> Bool {
        witnesses.hasSeen(of: recipe, after: ordinal, &outbox, at: RunParts.moment(9))
    }

    @Test mutating func `a seen repeat counts by recipe, and for requests before its own`() {
        #expect(hasSeen(7, after: 0) == false)
        _ = saw(1, at: RunParts.moment(2))
        #expect(hasSeen(7, after: 1) == true)
        #expect(hasSeen(7, after: 2) == false)
        #expect(hasSeen(8, after: 0) == false)
        #expect(hasSeen(nil, after: 1) == true)
        #expect(hasSeen(nil, after: 2) == false)
        #expect(outbox.takeEffects().isEmpty, "it was recorded when it was seen")
        #expect(outbox.state.repeats.latestWitness(of: 7) == 2)
        #expect(outbox.state.repeats.latestWitness(of: 8) == 0)
        #expect(outbox.state.repeats.latestWitness(of: nil) == 2)
    }

    @Test mutating func `a seen repeat that was not recorded is recorded when something follows from it`() {
        _ = saw(0, at: RunParts.moment(5))
        #expect(saw(2, at: RunParts.moment(4)).isEmpty)
        #expect(saw(3, of: 8, at: RunParts.moment(4)).isEmpty)
        #expect(hasSeen(7, after: 1) == true)
        #expect(outbox.takeEffects() == witnessed(2, delay: 4_001))
        #expect(hasSeen(7, after: 1) == true)
        #expect(outbox.takeEffects().isEmpty)
        #expect(hasSeen(nil, after: 3) == true)
        #expect(outbox.takeEffects() == witnessed(3, of: 8, delay: 4_001))
    }

    @Test mutating func `of several seen repeats of a recipe the one of the latest request counts`() {
        _ = saw(3, of: 8, at: RunParts.moment(5))
        #expect(saw(2, at: RunParts.moment(4)).isEmpty)
        #expect(saw(0, at: RunParts.moment(3)).isEmpty)
        #expect(hasSeen(7, after: 2) == true)
        #expect(outbox.takeEffects() == witnessed(2, delay: 4_001))
    }
}
