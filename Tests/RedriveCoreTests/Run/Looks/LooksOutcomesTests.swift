import Testing
import WorkatoJobs

@testable import RedriveCore

/// Following the repeats of recipe 7, jobs 0 to 2 of which were enqueued with named repeats, and job 3 without a name.
@Suite struct LooksOutcomesTests {
    private var outbox: Outbox
    private var looks: Looks
    private let chunk: ChunkProgress

    init() throws { try self.init(verifyWithin: .seconds(600)) }

    private init(verifyWithin: Duration?) throws {
        let plan = try makePlan(jobs: [7: 5], verifyWithin: verifyWithin)
        var jobs = (0...2).map {
            Record.Answered.Job(master: master(7, $0), enqueued: true, new: RunParts.repeated(7, $0))
        }
        jobs.append(.init(master: master(7, 3), enqueued: true))
        jobs.append(.init(master: master(7, 4), enqueued: false, message: "no"))
        let answer = Record.answered(.init(chunk: 1, tryNumber: 1, jobs: jobs))
        outbox = try RunParts.outbox(plan, after: [RunParts.intent(7, [0, 1, 2, 3, 4], chunk: 1), answer])
        looks = Looks(plan)
        chunk = try #require(outbox.state.chunks[1])
    }

    private mutating func follow(_ positions: [Int]) {
        for position in positions { looks.follow(position, of: 7, ordinal: 1, at: RunParts.at(0)) }
    }

    private var followed: Set<Int> { Set((looks.watch(7)?.followed ?? FollowedRepeats()).positions) }

    private mutating func recordOutcomes(_ rows: [SeenRow]) -> [RunEffect] {
        looks.recordOutcomes(rows, of: 7, &outbox, at: RunParts.moment(9))
        return outbox.takeEffects()
    }

    private func outcomes(_ jobs: [Record.Outcomes.Job]) -> [RunEffect] {
        [.append(.outcomes(.init(recipe: 7, jobs: jobs)))]
    }

    private static func ended(_ position: Int, _ status: JobStatus, error: ErrorParts? = nil) -> SeenRow {
        RunParts.seen(position, RunParts.repeated(7, position), status, completedAt: 2_000, error: error)
    }

    // MARK: outcomes

    @Test mutating func `a repeat that succeeded has recovered its job`() {
        follow([0])
        let expected = Record.Outcomes.Job(master: master(7, 0), new: RunParts.repeated(7, 0), outcome: .recovered)
        #expect(recordOutcomes([Self.ended(0, .succeeded)]) == outcomes([expected]))
        #expect(!looks.followsAny)
    }

    @Test mutating func `a repeat that failed has failed in the same way or in another, by its signature`() {
        follow([0, 1])
        let same = ErrorParts(adapter: "crm", errorType: "Timeout", message: "no answer")
        let other = ErrorParts(adapter: "crm", errorType: "Timeout", message: "too late")
        let rows = [Self.ended(0, .failed, error: same), Self.ended(1, .failed, error: other)]
        #expect(
            recordOutcomes(rows)
                == outcomes([
                    .init(
                        master: master(7, 0),
                        new: RunParts.repeated(7, 0),
                        outcome: .failedSame,
                        signatureAfter: "crm · Timeout · no answer"
                    ),
                    .init(
                        master: master(7, 1),
                        new: RunParts.repeated(7, 1),
                        outcome: .failedOther,
                        signatureAfter: "crm · Timeout · too late"
                    ),
                ])
        )
    }

    @Test mutating func `a repeat with another status has failed otherwise once it has an end`() {
        follow([0])
        let running = RunParts.seen(0, RunParts.repeated(7, 0), .other("canceled"))
        #expect(recordOutcomes([running]).isEmpty)
        #expect(looks.followsAny)
        let expected = Record.Outcomes.Job(
            master: master(7, 0),
            new: RunParts.repeated(7, 0),
            outcome: .failedOther,
            signatureAfter: "status canceled"
        )
        #expect(recordOutcomes([Self.ended(0, .other("canceled"))]) == outcomes([expected]))
    }

    @Test mutating func `a pending repeat stays followed, even with an end`() {
        follow([0])
        #expect(recordOutcomes([Self.ended(0, .pending)]).isEmpty)
        #expect(followed == [0])
    }

    @Test mutating func `only the answer of a followed job counts`() {
        follow([0])
        #expect(recordOutcomes([Self.ended(1, .succeeded)]).isEmpty, "job 1 is not followed")
        let foreign = RunParts.seen(0, JobID(text: "x"), .succeeded, completedAt: 2_000)
        #expect(recordOutcomes([foreign]).isEmpty)
        #expect(followed == [0])
    }

    @Test mutating func `a repeat that no answer named is named by its outcome`() {
        follow([3])
        let row = RunParts.seen(3, JobID(text: "x"), .succeeded, completedAt: 2_000)
        let expected = Record.Outcomes.Job(master: master(7, 3), new: JobID(text: "x"), outcome: .recovered)
        #expect(recordOutcomes([row]) == outcomes([expected]))
        #expect(outbox.state.repeats.owner[JobID(text: "x")] == 3)
    }

    @Test mutating func `an outcome is recorded once`() {
        follow([0])
        _ = recordOutcomes([Self.ended(0, .succeeded)])
        #expect(recordOutcomes([Self.ended(0, .succeeded)]).isEmpty)
    }

    @Test
    mutating func `what a page has shown pending is still pending when the time is over, and the rest is unverified`() {
        follow([3, 1])
        looks.update(7) { $0.followed.showPending(1, at: RunParts.at(5)) }
        looks.giveUpFollowing(&outbox, at: RunParts.moment(600))
        #expect(
            outbox.takeEffects()
                == outcomes([
                    .init(master: master(7, 1), new: RunParts.repeated(7, 1), outcome: .stillPending),
                    .init(master: master(7, 3), new: nil, outcome: .unverified),
                ])
        )
        #expect(!looks.followsAny)
        looks.giveUpFollowing(&outbox, at: RunParts.moment(601))
        #expect(outbox.takeEffects().isEmpty)
    }

    // MARK: who is followed

    @Test func `the enqueued jobs of a chunk without an outcome are followed if the step is verified`() throws {
        for (verifyWithin, followed) in [(.seconds(600), [1, 2, 3]), (nil, [])] as [(Duration?, Set<Int>)] {
            var tests = try LooksOutcomesTests(verifyWithin: verifyWithin)
            tests.outbox.record(FoldSamples.outcomes([0]), at: RunParts.moment(1))
            tests.looks.follow(tests.chunk, in: tests.outbox.state, at: RunParts.at(1))
            #expect(tests.followed == followed)
        }
    }

    // MARK: other people's repeats

    @Test mutating func `other people's repeats are recorded together, and once`() {
        let rows = [
            RunParts.seen(0, JobID(text: "x")), RunParts.seen(0, RunParts.repeated(7, 0)),
            RunParts.seen(1, JobID(text: "y")),
        ]
        looks.recordOthers(rows, of: 7, &outbox, at: RunParts.moment(1))
        let record = Record.Others(
            recipe: 7,
            jobs: [
                .init(master: master(7, 0), new: JobID(text: "x")), .init(master: master(7, 1), new: JobID(text: "y")),
            ]
        )
        #expect(outbox.takeEffects() == [.append(.others(record))])
        looks.recordOthers(rows, of: 7, &outbox, at: RunParts.moment(2))
        #expect(outbox.takeEffects().isEmpty)
    }

    // MARK: how often whole lists are looked at

    private mutating func walks(_ count: Int) -> [Duration] {
        (0..<count).map { number in
            let now = RunParts.at(100 * number)
            looks.planNextWalk(7, at: now)
            return (looks.watch(7)?.nextWalk ?? .zero) - now
        }
    }

    @Test mutating func `looks at a whole list come 1, 2, 4, 8 and then 15 seconds apart`() {
        follow([0])
        #expect(looks.watch(7)?.nextWalk == RunParts.at(1))
        #expect(walks(6) == [1, 2, 4, 8, 15, 15].map { .seconds($0) })
    }

    @Test mutating func `after an outcome the next look comes after one second again`() {
        follow([0, 1])
        _ = walks(6)
        _ = recordOutcomes([Self.ended(0, .succeeded)])
        #expect(walks(3) == [1, 2, 4].map { .seconds($0) })
    }

    @Test mutating func `no look is planned for a recipe that nobody has looked at`() {
        looks.planNextWalk(7, at: RunParts.at(0))
        #expect(looks.watch(7) == nil)
    }
}
