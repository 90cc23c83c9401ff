import Testing
import WorkatoJobs

@testable import RedriveCore

/// What each answer to a request of jobs 0 and 1 of recipe 7 records, and what follows from it.
@Suite struct RepeatStepAnswersTests {
    private typealias Consequences = RepeatStep.Consequences

    private var parts: StepParts

    init() throws {
        parts = try StepParts()
        _ = parts.nextGroup()
        parts.send([0, 1])
    }

    private func results(_ entries: [RepeatResult]) -> WriteReply { .answer(.results(RepeatResults(entries: entries))) }

    private func enqueued(_ number: Int, _ new: JobID?) -> RepeatResult {
        RepeatResult(requested: master(7, number), outcome: .enqueued(newJob: new))
    }

    private func answered(_ jobs: [Record.Answered.Job]) -> RunEffect {
        .append(.answered(.init(chunk: 1, tryNumber: 1, jobs: jobs)))
    }

    private func notApplied(
        _ reason: Record.NotApplied.Reason,
        cause: NotSentCause? = nil,
        _ message: String
    )
        -> RunEffect
    {
        .append(.notApplied(.init(chunk: 1, tryNumber: 1, reason: reason, cause: cause, message: message)))
    }

    private func lost(status: Int? = nil, _ cause: LostCause, _ why: String) -> RunEffect {
        .append(.lost(.init(chunk: 1, tryNumber: 1, status: status, cause: cause, why: why)))
    }

    private func refused(_ jobs: [Int], status: Int) -> RunEffect {
        .append(.refused(.init(recipe: 7, masters: jobs.map { master(7, $0) }, status: status, message: "no")))
    }

    private static let again = SendQueue.Group(batch: Batch(recipe: 7, jobs: [0, 1]), chunk: 1, halfOf: nil)
    private static let fresh = SendQueue.Group(batch: Batch(recipe: 7, jobs: [2, 3]), chunk: nil, halfOf: nil)
    private static let no = ServerMessage(text: "no")

    // MARK: 200

    @Test mutating func `a whole 200 records each job, and acknowledges the named repeats`() throws {
        let refusal = RepeatResult.Outcome.refused(typeID: "err.item.not_found", message: "gone")
        let reply = results([enqueued(0, JobID(text: "a")), RepeatResult(requested: master(7, 1), outcome: refusal)])
        #expect(try parts.reply(reply) == Consequences(acknowledged: [JobID(text: "a")], enqueues: true))
        #expect(
            parts.outbox.takeEffects() == [
                answered([
                    .init(master: master(7, 0), enqueued: true, new: JobID(text: "a")),
                    .init(master: master(7, 1), enqueued: false, typeID: "err.item.not_found", message: "gone"),
                ])
            ]
        )
        #expect(parts.lane.outstanding.isEmpty)
        #expect(parts.nextGroup() == Self.fresh)
    }

    @Test mutating func `a 200 without a result for a job, or with an unclear one, has lost that answer`() throws {
        let unclear = RepeatResult(requested: master(7, 1), outcome: .unclear("queued"))
        for entries in [[enqueued(0, JobID(text: "a"))], [enqueued(0, JobID(text: "a")), unclear]] {
            var tests = self
            let expected = Consequences(acknowledged: [JobID(text: "a")], enqueues: true, lost: 7)
            #expect(try tests.parts.reply(results(entries)) == expected)
            let job = Record.Answered.Job(master: master(7, 0), enqueued: true, new: JobID(text: "a"))
            #expect(tests.parts.outbox.takeEffects() == [answered([job])])
            #expect(tests.parts.outbox.state.jobs[1] == .unknown(chunk: 1))
            #expect(tests.parts.nextGroup() == Self.fresh)
        }
    }

    @Test mutating func `an id that is another job's repeat, or the master's own, is not taken for the new one`() throws
    {
        parts.send([2], chunk: 2, request: 2)
        let first = RepeatResults(entries: [enqueued(2, JobID(text: "taken"))])
        _ = try parts.reply(.answer(.results(first)), to: 2, request: 2)
        _ = parts.outbox.takeEffects()
        let reply = results([enqueued(0, JobID(text: "taken")), enqueued(1, master(7, 1))])
        #expect(try parts.reply(reply) == Consequences(enqueues: true))
        #expect(
            parts.outbox.takeEffects() == [
                answered([.init(master: master(7, 0), enqueued: true), .init(master: master(7, 1), enqueued: true)])
            ]
        )
    }

    @Test mutating func `an id that an answer names for two jobs is taken for the first alone`() throws {
        let reply = results([enqueued(0, JobID(text: "a")), enqueued(1, JobID(text: "a"))])
        #expect(try parts.reply(reply) == Consequences(acknowledged: [JobID(text: "a")], enqueues: true))
        #expect(
            parts.outbox.takeEffects() == [
                answered([
                    .init(master: master(7, 0), enqueued: true, new: JobID(text: "a")),
                    .init(master: master(7, 1), enqueued: true),
                ])
            ]
        )
    }

    @Test mutating func `a second result of a job, and one of a job that was not asked for, are passed over`() throws {
        let reply = results([
            enqueued(0, JobID(text: "a")), enqueued(0, JobID(text: "b")), enqueued(3, JobID(text: "c")),
            enqueued(1, nil),
        ])
        #expect(try parts.reply(reply) == Consequences(acknowledged: [JobID(text: "a")], enqueues: true))
        #expect(
            parts.outbox.takeEffects() == [
                answered([
                    .init(master: master(7, 0), enqueued: true, new: JobID(text: "a")),
                    .init(master: master(7, 1), enqueued: true),
                ])
            ]
        )
    }

    // MARK: 429

    @Test mutating func `a 429 with a time holds the lane for that long, and the chunk goes again`() throws {
        #expect(try parts.reply(.answer(.throttled(.seconds(20)))) == Consequences())
        let message = "429 (too many requests); the server asks for 20 s"
        #expect(
            parts.outbox.takeEffects() == [
                notApplied(.throttled, message), .throttled(.repeats, holdFor: .seconds(20)),
            ]
        )
        #expect(parts.permission() == .wait(until: RunParts.at(21)))
        #expect(parts.nextGroup() == Self.again)
    }

    @Test mutating func `a 429 without a time backs off`() throws {
        var random = SplitMix64(seed: 0)
        let pause = Backoff.delay(afterTry: 2, jitter: random.unit())
        #expect(try parts.reply(.answer(.throttled(nil))) == Consequences())
        #expect(
            parts.outbox.takeEffects() == [
                notApplied(.throttled, "429 (too many requests)"), .throttled(.repeats, holdFor: pause),
            ]
        )
        #expect(parts.permission() == .wait(until: RunParts.at(1) + pause))
    }

    @Test mutating func `a 429 that asks for more than ten minutes stops the run, and holds the lane for ten`() throws {
        let message = "the server has answered 429 (too many requests) and asks for a pause of 601 s"
        #expect(try parts.reply(.answer(.throttled(.seconds(601)))) == Consequences(stop: .unreachable(message)))
        #expect(parts.outbox.takeEffects().last == .throttled(.repeats, holdFor: .seconds(600)))
    }

    @Test mutating func `the tenth 429 in a row stops the run`() throws {
        for number in 1...9 {
            #expect(try parts.reply(.answer(.throttled(nil)), at: number * 10) == Consequences())
            parts.send([0, 1], tryNumber: number + 1)
        }
        let message = "the server has answered 429 (too many requests) to 10 repeats in a row"
        #expect(try parts.reply(.answer(.throttled(nil)), at: 100) == Consequences(stop: .unreachable(message)))
    }

    // MARK: other answers that say that nothing was applied

    @Test mutating func `a 400 of several jobs is sent again in halves`() throws {
        #expect(try parts.reply(.answer(.badRequest(Self.no))) == Consequences())
        #expect(parts.outbox.takeEffects() == [notApplied(.badRequest, "no")])
        #expect(parts.nextGroup() == .init(batch: Batch(recipe: 7, jobs: [0]), chunk: nil, halfOf: 1))
        #expect(parts.nextGroup() == .init(batch: Batch(recipe: 7, jobs: [1]), chunk: nil, halfOf: 1))
        #expect(parts.nextGroup() == Self.fresh)
    }

    @Test mutating func `a 400 of one job refuses it`() throws {
        var single = try StepParts(jobs: [7: 1])
        _ = single.nextGroup()
        single.send([0])
        #expect(try single.reply(.answer(.badRequest(Self.no))) == Consequences())
        #expect(single.outbox.takeEffects() == [notApplied(.badRequest, "no"), refused([0], status: 400)])
        #expect(single.nextGroup() == nil)
    }

    @Test mutating func `a 401 stops the run, and the chunk waits for a resume`() throws {
        #expect(
            try parts.reply(.answer(.unauthorized(status: 401, Self.no))) == Consequences(stop: .unauthorized("no"))
        )
        #expect(parts.outbox.takeEffects() == [notApplied(.unauthorized, "no")])
        #expect(parts.lane.outstanding.isEmpty)
        #expect(parts.nextGroup() == Self.again)
    }

    @Test func `a 404 refuses every unsent job of the recipe in the step, and no other`() throws {
        var parts = try StepParts(jobs: [7: 4, 8: 1])
        parts.send([0, 1])
        parts.send([2], chunk: 2, request: 2)
        #expect(try parts.reply(.answer(.notFound(Self.no))) == Consequences())
        #expect(parts.outbox.takeEffects() == [notApplied(.notFound, "no"), refused([0, 1, 3], status: 404)])
        #expect(parts.nextGroup()?.batch == Batch(recipe: 8, jobs: [4]))
    }

    @Test mutating func `a request that was taken back goes again, and nothing else follows`() throws {
        #expect(try parts.reply(.cancelled) == Consequences())
        #expect(parts.outbox.takeEffects() == [notApplied(.cancelled, "taken back before its turn")])
        #expect(parts.permission() == .prepare)
        #expect(parts.nextGroup() == Self.again)
    }

    @Test(arguments: NotSentCause.allCases)
    mutating func `a request that never left goes again after a pause`(cause: NotSentCause) throws {
        var random = SplitMix64(seed: 0)
        let pause = Backoff.delay(afterTry: 1, jitter: random.unit())
        #expect(try parts.reply(.notSent(cause, "no route")) == Consequences())
        #expect(parts.outbox.takeEffects() == [notApplied(.notSent, cause: cause, "no route")])
        #expect(parts.permission() == .wait(until: RunParts.at(1) + pause))
        #expect(parts.nextGroup() == Self.again)
    }

    @Test mutating func `the tenth request in a row that never left stops the run`() throws {
        for number in 1...9 {
            #expect(try parts.reply(.notSent(.connect, "no route"), at: number) == Consequences())
            parts.send([0, 1], tryNumber: number + 1)
        }
        let over = try parts.reply(.notSent(.connect, "no route"), at: 10)
        #expect(over == Consequences(stop: .unreachable("no route")))
    }

    // MARK: answers that say nothing

    @Test(arguments: LostCause.allCases)
    mutating func `a lost answer leaves the jobs unknown, and its cause is recorded`(cause: LostCause) throws {
        #expect(try parts.reply(.lost(cause, "closed")) == Consequences(lost: 7))
        #expect(parts.outbox.takeEffects() == [lost(cause, "closed")])
        #expect(parts.outbox.state.jobs.prefix(2) == [.unknown(chunk: 1), .unknown(chunk: 1)])
        #expect(parts.nextGroup() == Self.fresh)
    }

    @Test(arguments: [500, 502, 204, nil])
    mutating func `any other status says nothing of what was applied`(status: Int?) throws {
        let reply = WriteReply.answer(.unknown(status: status, reason: "odd"))
        #expect(try parts.reply(reply) == Consequences(lost: 7))
        #expect(parts.outbox.takeEffects() == [lost(status: status, .status, "odd")])
    }

    @Test mutating func `a 200 that cannot be read is a lost answer`() throws {
        let reply = WriteReply.answer(.unknown(status: 200, reason: "not JSON"))
        #expect(try parts.reply(reply) == Consequences(lost: 7))
        #expect(parts.outbox.takeEffects() == [lost(status: 200, .answer, "not JSON")])
    }

    @Test mutating func `after three lost answers in a row only a witness may go`() throws {
        for number in 1...3 {
            #expect(parts.permission() == .prepare)
            _ = try parts.reply(.lost(.timeout, "slow"), to: number, request: number)
            if number < 3 { parts.send([number + 1], chunk: number + 1, request: number + 1) }
        }
        #expect(parts.permission() == .onlyWitness)
    }
}
