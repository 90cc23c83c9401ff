import Testing
import WorkatoJobs

@testable import RedriveCore

@Suite struct RepeatMatchTests {
    private static let other = JobID(text: "x")

    /// A planned job that ran from second 10 to second 20, unless a time is taken away.
    private func job(started: Bool = true, ended: Bool = true) -> PlannedJob {
        PlannedJob(
            step: 0,
            recipe: 7,
            master: master(7, 0),
            newestAttempt: JobID(text: "newest"),
            startedAt: started ? RunParts.outage + .seconds(10) : nil,
            completedAt: ended ? RunParts.outage + .seconds(20) : nil
        )
    }

    private func seen(_ id: String, _ second: Int?) -> SeenRepeat {
        RunParts.seen(0, JobID(text: id), startedAt: second).seen
    }

    private func seen(_ second: Int?) -> SeenRepeat { seen("x", second) }

    /// A repeat that started one millisecond before this second.
    private func seenJustBefore(_ second: Int) -> SeenRepeat {
        var seen = seen(second)
        seen.startedAt = seen.startedAt.map { $0 - .milliseconds(1) }
        return seen
    }

    // MARK: later than the planned attempt

    @Test func `a repeat is later from the start of the planned attempt on, that time included`() {
        #expect(RepeatMatch.isLater(seen(10), than: job()))
        #expect(!RepeatMatch.isLater(seenJustBefore(10), than: job()))
    }

    @Test func `the end stands in for a missing start of the planned attempt`() {
        #expect(RepeatMatch.isLater(seen(20), than: job(started: false)))
        #expect(!RepeatMatch.isLater(seenJustBefore(20), than: job(started: false)))
    }

    @Test func `a repeat can be later if one of the two has no time`() {
        #expect(RepeatMatch.isLater(seen(nil), than: job()))
        #expect(RepeatMatch.isLater(seen(0), than: job(started: false, ended: false)))
    }

    @Test func `the planned attempt is not later than itself`() {
        #expect(!RepeatMatch.isLater(seen("newest", 99), than: job()))
        #expect(!RepeatMatch.isLater(seen("newest", nil), than: job()))
    }

    // MARK: new since the request

    private func isNew(
        _ seen: SeenRepeat,
        _ job: PlannedJob,
        known: Set<JobID>? = nil,
        claimed: [JobID: Int] = [:]
    )
        -> Bool
    {
        RepeatMatch.isNew(seen, of: job, known: known, claimed: claimed)
    }

    @Test func `a repeat is new from the end of the planned attempt on, that time included`() {
        #expect(isNew(seen(20), job()))
        #expect(!isNew(seenJustBefore(20), job()))
        #expect(isNew(seen(10), job(ended: false)))
        #expect(!isNew(seenJustBefore(10), job(ended: false)))
        #expect(isNew(seen(nil), job()))
    }

    @Test func `a repeat that was known, that is somebody's, or that is the planned attempt is not new`() {
        #expect(!isNew(seen(99), job(), known: [Self.other]))
        #expect(isNew(seen(99), job(), known: [JobID(text: "y")]))
        #expect(!isNew(seen(99), job(), claimed: [Self.other: 0]))
        #expect(isNew(seen(99), job(), claimed: [JobID(text: "y"): 0]))
        #expect(!isNew(seen("newest", 99), job()))
    }

    @Test func `what was known is taken from the intent, by master`() throws {
        let known = [master(7, 0): [Self.other]]
        let state = try RunParts.outbox(
            makePlan(jobs: [7: 2]),
            after: [RunParts.intent(7, [0, 1], chunk: 1, known: known), FoldSamples.lost()]
        ).state
        let chunk = try #require(state.chunks[1])
        #expect(!RepeatMatch.isNew(RunParts.seen(0, Self.other), in: chunk, state))
        #expect(RepeatMatch.isNew(RunParts.seen(1, Self.other), in: chunk, state))
    }

    // MARK: answers

    /// A run whose job 0 was enqueued with this id, and job 1 with its own.
    private func answered(_ new: JobID?, completedAt end: Int? = 1) throws -> RunState {
        var plan = try makePlan(jobs: [7: 3])
        plan.jobs[0].completedAt = end.map { RunParts.outage + .seconds($0) }
        let jobs = [
            Record.Answered.Job(master: master(7, 0), enqueued: true, new: new),
            Record.Answered.Job(master: master(7, 1), enqueued: true, new: RunParts.repeated(7, 1)),
        ]
        let answer = Record.answered(.init(chunk: 1, tryNumber: 1, jobs: jobs))
        return try RunParts.outbox(plan, after: [RunParts.intent(7, [0, 1], chunk: 1), answer]).state
    }

    @Test func `the answer of a job with a named repeat is that repeat alone`() throws {
        let state = try answered(RunParts.repeated(7, 0))
        #expect(RepeatMatch.isAnswer(RunParts.seen(0, RunParts.repeated(7, 0), startedAt: 0), state))
        #expect(!RepeatMatch.isAnswer(RunParts.seen(0, Self.other), state))
        #expect(!RepeatMatch.isAnswer(RunParts.seen(2, Self.other), state), "job 2 was not sent")
    }

    @Test func `the answer of a job without a named repeat is a new one that is no other job's`() throws {
        let state = try answered(nil)
        #expect(RepeatMatch.isAnswer(RunParts.seen(0, Self.other, startedAt: 1), state))
        #expect(!RepeatMatch.isAnswer(RunParts.seen(0, Self.other, startedAt: 0), state))
        #expect(!RepeatMatch.isAnswer(RunParts.seen(0, RunParts.repeated(7, 1)), state))
    }

    // MARK: other people's repeats

    @Test func `a further new repeat of a job with a named one is somebody else's`() throws {
        let state = try answered(RunParts.repeated(7, 0))
        #expect(RepeatMatch.isForeign(RunParts.seen(0, Self.other, startedAt: 1), state))
        #expect(!RepeatMatch.isForeign(RunParts.seen(0, Self.other, startedAt: 0), state), "older than the plan")
        #expect(!RepeatMatch.isForeign(RunParts.seen(0, Self.other, startedAt: nil), state), "no start")
        #expect(!RepeatMatch.isForeign(RunParts.seen(0, RunParts.repeated(7, 0)), state), "its own")
        #expect(!RepeatMatch.isForeign(RunParts.seen(0, RunParts.repeated(7, 1)), state), "another job's")
        #expect(!RepeatMatch.isForeign(RunParts.seen(2, Self.other), state), "not sent")
    }

    @Test func `nobody else's is a repeat of a job whose own has no name, or that started with the planned attempt`()
        throws
    {
        let unnamed = try answered(nil)
        #expect(!RepeatMatch.isForeign(RunParts.seen(0, Self.other), unnamed))
        let withoutEnd = try answered(RunParts.repeated(7, 0), completedAt: nil)
        #expect(!RepeatMatch.isForeign(RunParts.seen(0, Self.other, startedAt: 0), withoutEnd))
        #expect(RepeatMatch.isForeign(RunParts.seen(0, Self.other, startedAt: 1), withoutEnd))
    }

    @Test func `a job whose answer was ever lost has no repeats of somebody else's`() throws {
        let state = try RunParts.outbox(
            makePlan(jobs: [7: 1]),
            after: [
                RunParts.intent(7, [0], chunk: 1), FoldSamples.lost(), FoldSamples.settled(notApplied: [0]),
                RunParts.intent(7, [0], chunk: 1, tryNumber: 2), RunParts.enqueued(7, [0], chunk: 1, tryNumber: 2),
            ]
        ).state
        #expect(!RepeatMatch.isForeign(RunParts.seen(0, Self.other), state))
    }

    // MARK: order

    @Test func `the newest repeat is the latest start; no start is later still, and equal starts go by id`() {
        let older = seen("a", 15)
        #expect(RepeatMatch.newest(after: job(), among: [seen("b", 30), older]) == seen("b", 30))
        #expect(RepeatMatch.newest(after: job(), among: [seen("a", nil), seen("b", 30)]) == seen("a", nil))
        #expect(RepeatMatch.newest(after: job(), among: [seen("b", 30), seen("a", 30)]) == seen("b", 30))
        #expect(RepeatMatch.newest(after: job(), among: [seen("newest", 30), seen("b", 9)]) == nil)
    }

    @Test func `a repeat is earlier by its start, then by its id, and one without a start comes last`() {
        #expect(RepeatMatch.isEarlier(seen("b", 1), than: seen("a", 2)))
        #expect(!RepeatMatch.isEarlier(seen("b", 2), than: seen("a", 1)))
        #expect(RepeatMatch.isEarlier(seen("a", 1), than: seen("b", 1)))
        #expect(!RepeatMatch.isEarlier(seen("a", 1), than: seen("a", 1)))
        #expect(!RepeatMatch.isEarlier(seen("a", nil), than: seen("b", 1)))
    }
}
