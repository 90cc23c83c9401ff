import RedriveTestSupport
import Testing
import WorkatoJobs

@testable import RedriveCore

@Suite struct SendQueueTests {
    private typealias Group = SendQueue.Group

    /// A plan whose requests hold at most two jobs.
    private func plan(_ jobs: [Int: Int], steps: Int = 1) throws -> Plan {
        var plan = try makePlan(jobs: jobs, steps: steps)
        plan.header.workspace.limits.jobsPerRequest = 2
        return plan
    }

    private func group(_ recipe: RecipeID, _ jobs: [Int], chunk: Int? = nil, halfOf: Int? = nil) -> Group {
        Group(batch: Batch(recipe: recipe, jobs: jobs), chunk: chunk, halfOf: halfOf)
    }

    private func drain(_ queue: inout SendQueue, _ state: RunState) -> [Group] {
        var groups: [Group] = []
        while let group = queue.next(state, room: { _ in .max }) { groups.append(group) }
        return groups
    }

    private func state(_ plan: Plan, after records: [Record]) throws -> RunState {
        try RunParts.outbox(plan, after: records).state
    }

    @Test func `chunks that were not applied go first, then halves, then jobs that were never sent`() throws {
        let state = try state(
            plan([7: 6]),
            after: [
                RunParts.intent(7, [2, 3], chunk: 1), FoldSamples.notApplied(.badRequest, chunk: 1),
                RunParts.intent(7, [0, 1], chunk: 2), FoldSamples.notApplied(.throttled, chunk: 2),
            ]
        )
        var queue = SendQueue(step: 0, in: state)
        #expect(
            drain(&queue, state) == [
                group(7, [0, 1], chunk: 2), group(7, [2], halfOf: 1), group(7, [3], halfOf: 1), group(7, [4, 5]),
            ]
        )
    }

    @Test func `a chunk that comes back goes before everything else, and after those that came back before it`() throws
    {
        let records = [
            RunParts.intent(7, [0, 1], chunk: 1), FoldSamples.notApplied(.throttled, chunk: 1),
            RunParts.intent(7, [2, 3], chunk: 2),
        ]
        var state = try state(plan([7: 6]), after: records)
        var queue = SendQueue(step: 0, in: state)
        try state.apply(FoldSamples.notApplied(.cancelled, chunk: 2), at: FoldSamples.stamp)
        queue.sendAgain(try #require(state.chunks[2]))
        #expect(
            drain(&queue, state) == [group(7, [0, 1], chunk: 1), group(7, [2, 3], chunk: 2), group(7, [4, 5])]
        )
    }

    @Test func `the first half is the larger one`() throws {
        let records = [RunParts.intent(7, [0, 1, 2], chunk: 1), FoldSamples.notApplied(.badRequest, chunk: 1)]
        let state = try state(plan([7: 3]), after: records)
        var queue = SendQueue(step: 0, in: state)
        #expect(drain(&queue, state) == [group(7, [0, 1], halfOf: 1), group(7, [2], halfOf: 1)])
    }

    @Test func `what is not admitted stays in its place, of whatever kind it is`() throws {
        let records = [
            RunParts.intent(7, [0, 1], chunk: 1), FoldSamples.notApplied(.throttled, chunk: 1),
            RunParts.intent(7, [2, 3], chunk: 2), FoldSamples.notApplied(.badRequest, chunk: 2),
        ]
        let state = try state(plan([7: 5, 8: 1]), after: records)
        var queue = SendQueue(step: 0, in: state)
        #expect(queue.next(state, room: { $0 == 8 ? .max : 0 }) == group(8, [5]))
        #expect(queue.next(state, room: { $0 == 8 ? .max : 0 }) == nil)
        #expect(
            drain(&queue, state) == [
                group(7, [0, 1], chunk: 1), group(7, [2], halfOf: 2), group(7, [3], halfOf: 2), group(7, [4]),
            ]
        )
    }

    @Test func `a chunk of another step is left to that step`() throws {
        let records = [
            RunParts.intent(7, [1], chunk: 1, step: 1), FoldSamples.notApplied(.throttled, chunk: 1),
            RunParts.intent(7, [3, 5], chunk: 2, step: 1), FoldSamples.notApplied(.badRequest, chunk: 2),
        ]
        let state = try state(plan([7: 6], steps: 2), after: records)
        var first = SendQueue(step: 0, in: state)
        first.sendAgain(try #require(state.chunks[1]))
        #expect(drain(&first, state) == [group(7, [0, 1]), group(7, [2])])
        var second = SendQueue(step: 1, in: state)
        #expect(
            drain(&second, state) == [group(7, [3], chunk: 1), group(7, [4], halfOf: 2), group(7, [5], halfOf: 2)]
        )
    }

    @Test func `halves that an earlier process left are sent from the last halving backwards`() throws {
        let records = [
            RunParts.intent(7, [0, 1, 2, 3], chunk: 1), FoldSamples.notApplied(.badRequest, chunk: 1),
            RunParts.intent(7, [0, 1], chunk: 2), FoldSamples.notApplied(.badRequest, chunk: 2),
            RunParts.intent(7, [1], chunk: 3), RunParts.enqueued(7, [1], chunk: 3),
        ]
        let state = try state(plan([7: 5]), after: records)
        var queue = SendQueue(step: 0, in: state)
        #expect(
            drain(&queue, state) == [
                group(7, [0], halfOf: 2), group(7, [2], halfOf: 1), group(7, [3], halfOf: 1), group(7, [4]),
            ]
        )
    }

    @Test func `a skipped recipe has nothing to be sent, whatever waits of it`() throws {
        var state = try state(plan([7: 4, 8: 1]), after: [])
        let queue = SendQueue(step: 0, in: state)
        #expect(Array(queue.unsentRecipes(in: state)) == [7, 8])
        try state.apply(.commanded(.init(GivenCommand(.skip(7)))), at: FoldSamples.stamp)
        #expect(!queue.hasUnsent(7, in: state))
        #expect(Array(queue.unsentRecipes(in: state)) == [8])
        #expect(queue.hasUnsent(in: state))
        try state.apply(.commanded(.init(GivenCommand(.skip(8)))), at: FoldSamples.stamp)
        #expect(!queue.hasUnsent(in: state))
    }

    @Test func `a recipe has unsent jobs while a retry, a half or a fresh job waits`() throws {
        let bad = [RunParts.intent(7, [0, 1], chunk: 1), FoldSamples.notApplied(.badRequest, chunk: 1)]
        let throttled = [RunParts.intent(7, [0, 1], chunk: 1), FoldSamples.notApplied(.throttled, chunk: 1)]
        let answered = [RunParts.intent(7, [0, 1], chunk: 1), RunParts.enqueued(7, [0, 1], chunk: 1)]
        for (records, hasUnsent) in [([], true), (bad, true), (throttled, true), (answered, false)] {
            let state = try state(plan([7: 2]), after: records)
            #expect(SendQueue(step: 0, in: state).hasUnsent(7, in: state) == hasUnsent)
        }
    }

    @Test func `jobs that were decided since they were queued are passed over`() throws {
        let records = [RunParts.intent(7, [0, 1], chunk: 1), FoldSamples.notApplied(.throttled, chunk: 1)]
        var state = try state(plan([7: 4]), after: records)
        var queue = SendQueue(step: 0, in: state)
        try state.apply(FoldSamples.dropped([0, 2]), at: FoldSamples.stamp)
        #expect(drain(&queue, state) == [group(7, [1], chunk: 1), group(7, [3])])
    }

    @Test func `only requests of jobs that were never sent are counted as left`() throws {
        let records = [RunParts.intent(7, [0, 1], chunk: 1), FoldSamples.notApplied(.throttled, chunk: 1)]
        let state = try state(plan([7: 5]), after: records)
        let queue = SendQueue(step: 0, in: state)
        #expect(queue.requestsLeft(of: 7) == 2)
        #expect(queue.requestsLeft(of: 9) == 0)
    }

    @Test
    func `whatever is answered, and whenever the process ends, each job is sent until it is decided, and not again`()
        throws
    {
        for seed in 0..<100 as Range<UInt64> {
            var chance = Chance(seed: seed)
            var plan = try makePlan(jobs: [7: chance.number(1...9), 8: chance.number(1...9)])
            plan.header.workspace.limits.jobsPerRequest = chance.number(1...5)
            var state = try state(plan, after: [])
            var queue = SendQueue(step: 0, in: state)
            while let group = queue.next(state, room: { _ in .max }) {
                let number = group.chunk ?? state.chunkLog.next
                let tryNumber = (state.chunks[number]?.tries ?? 0) + 1
                let masters = group.batch.jobs.map { plan.jobs[$0].master }
                let recipe = group.batch.recipe
                // The fold refuses an intent that names a job which is not to be sent, or a chunk that is in doubt.
                let intent = Record.Intent(
                    chunk: number,
                    tryNumber: tryNumber,
                    step: 0,
                    recipe: recipe,
                    masters: masters,
                    known: [:]
                )
                try state.apply(.intent(intent), at: FoldSamples.stamp)
                switch chance.number(0...3) {
                case 0:
                    try state.apply(
                        FoldSamples.notApplied(.throttled, chunk: number, tryNumber: tryNumber),
                        at: FoldSamples.stamp
                    )
                    queue.sendAgain(try #require(state.chunks[number]))
                case 1 where masters.count > 1:
                    try state.apply(
                        FoldSamples.notApplied(.badRequest, chunk: number, tryNumber: tryNumber),
                        at: FoldSamples.stamp
                    )
                    let chunk = try #require(state.chunks[number])
                    queue.halve(chunk, jobs: chunk.jobs)
                default:
                    let jobs = masters.map { Record.Answered.Job(master: $0, enqueued: true) }
                    try state.apply(
                        .answered(.init(chunk: number, tryNumber: tryNumber, jobs: jobs)),
                        at: FoldSamples.stamp
                    )
                }
                if chance.happens(20) { queue = SendQueue(step: 0, in: state) }
            }
            #expect(!queue.hasUnsent(in: state), "seed \(seed)")
            #expect(state.jobs.allSatisfy { $0 == .enqueued(new: nil, outcome: nil) }, "seed \(seed)")
        }
    }
}
