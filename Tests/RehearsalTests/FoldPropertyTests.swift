import RedriveCore
import RedriveTestSupport
import Testing
import WorkatoJobs
import WorkatoSimulator

/// Properties of the fold and of the pacing, over the records and ledgers of seeded runs.
@Suite struct FoldPropertyTests {
    /// Everything of a state that can be compared.
    private struct Snapshot: Equatable {
        var jobs: [JobProgress]
        var lastChunk: [Int]
        var chunks: [Int: ChunkProgress]
        var steps: [StepProgress]
        var sessions: [Record.Session]
        var totals: RunTotals
        var ending: RunEnding?
        var witnessDelay: Duration?
        var claimed: [JobID: Int]
        var nextChunk: Int

        init(_ state: RunState) {
            jobs = state.jobs
            lastChunk = state.chunkLog.lastOf
            chunks = state.chunks
            steps = state.steps
            sessions = state.sessions.map(\.record)
            totals = RunTotals(state)
            ending = state.ending
            witnessDelay = state.repeats.longestDelay
            claimed = state.repeats.owner
            nextChunk = state.chunkLog.next
        }
    }

    /// A run that was killed and resumed, since its records are the richest.
    private func rehearsed(_ seed: UInt64) throws -> Rehearsal {
        var chance = Chance(seed: seed &+ 5)
        var rehearsal = SeededWorld(seed: seed, jobs: 1...40).rehearsal()
        for _ in 0..<2 {
            let kill = Rehearsal.Kill(
                afterOperations: .random(in: 1...50, using: &chance),
                losesAppend: chance.happens(50)
            )
            guard try rehearsal.run(seed: seed, kill: kill) == .killed else { return rehearsal }
            rehearsal.wait(.seconds(Int.random(in: 0...60, using: &chance)))
        }
        _ = try rehearsal.run(seed: seed)
        return rehearsal
    }

    private var seeds: ClosedRange<UInt64> { 1...(Effort.isFull ? 300 : 40) }

    @Test func `folding a prefix and then the rest gives the state of folding all`() throws {
        var cuts = 0
        for seed in seeds {
            let rehearsal = try rehearsed(seed)
            let whole = Snapshot(try rehearsal.state())
            var chance = Chance(seed: seed)
            for _ in 0..<5 {
                let cut = Int.random(in: 0...rehearsal.records.count, using: &chance)
                var state = RunState(plan: try rehearsal.state().plan, planID: "000000000000")
                for entry in rehearsal.records.prefix(cut) { try state.apply(entry.record, at: entry.at) }
                var copy = state
                for entry in rehearsal.records.dropFirst(cut) { try copy.apply(entry.record, at: entry.at) }
                #expect(Snapshot(copy) == whole, "seed \(seed), cut at \(cut)")
                cuts += 1
            }
        }
        print("folds compared: \(cuts)")
    }

    @Test func `after each record classes add up, and each job is in no more than one open chunk`() throws {
        var records = 0
        for seed in seeds {
            let rehearsal = try rehearsed(seed)
            var state = RunState(plan: try rehearsal.state().plan, planID: "000000000000")
            for entry in rehearsal.records {
                try state.apply(entry.record, at: entry.at)
                let totals = RunTotals(state)
                #expect(JobClass.allCases.map(totals.count).reduce(0, +) == state.plan.jobs.count, "seed \(seed)")
                var open: Set<Int> = []
                for chunk in state.chunks.values {
                    switch chunk.status {
                    case .halved, .done: continue
                    case .inFlight, .lost, .notApplied: break
                    }
                    for job in chunk.jobs where state.chunkLog.lastOf[job] == chunk.number {
                        #expect(open.insert(job).inserted, "seed \(seed): job \(job) twice")
                    }
                    let recipes = Set(chunk.jobs.map { state.plan.jobs[$0].recipe })
                    #expect(recipes == [chunk.recipe], "seed \(seed)")
                }
                records += 1
            }
        }
        print("states checked: \(records)")
    }

    @Test func `a run without faults cuts its plan into full chunks that partition it`() throws {
        for seed in seeds {
            var world = SeededWorld(seed: seed, jobs: 1...60, faults: false)
            world.scenario.scheduledEvents = []
            var rehearsal = world.rehearsal()
            #expect(try rehearsal.run(seed: seed) == .ended(.finished))
            let state = try rehearsal.state()
            #expect(state.chunks.values.flatMap(\.jobs).sorted() == Array(state.plan.jobs.indices), "seed \(seed)")
            for (_, chunks) in Dictionary(grouping: state.chunks.values, by: \.recipe) {
                let jobs = chunks.map(\.jobs.count).reduce(0, +)
                #expect(chunks.count == (jobs + 24) / 25, "seed \(seed): \(chunks.count) requests for \(jobs) jobs")
            }
        }
    }

    @Test func `whatever the latencies, no limit is overrun`() throws {
        var requests = 0
        for seed in seeds {
            var chance = Chance(seed: seed &+ 9)
            var world = SeededWorld(seed: seed, jobs: 20...60, recipes: 2...5, faults: chance.happens(50))
            world.scenario.latency = .init(
                base: .milliseconds(Int.random(in: 0...2000, using: &chance)),
                jitter: .milliseconds(Int.random(in: 0...9000, using: &chance))
            )
            var rehearsal = world.rehearsal()
            _ = try rehearsal.run(seed: seed)
            let ledger = rehearsal.world.ledger
            #expect(ledger.violations.isEmpty, "seed \(seed)")
            let checker = RunChecker(
                plan: world.plan,
                ledger: ledger,
                records: rehearsal.history,
                circumstances: world.checked
            )
            #expect(checker.findings(finished: false).isEmpty, "seed \(seed)")
            requests += ledger.requestCount
        }
        print("requests under any latency: \(requests)")
    }
}
