import RedriveCore
import RedriveTestSupport
import Testing
import WorkatoJobs
import WorkatoSimulator

/// Whole runs in virtual time against the simulated workspace, judged by its own ledger.
///
/// `REDRIVE_SEEDS=first...last` replays or widens the seeds; a finding names the seed that shows it.
@Suite struct RehearsalTests {
    static let seeds = Effort.seeds(of: 9000)

    private func describe(_ seed: UInt64) -> Comment {
        "REDRIVE_SEEDS=\(seed)...\(seed) swift test --filter RehearsalTests"
    }

    /// What the checker finds in a run that is over.
    private static func findings(
        _ state: RunState,
        _ rehearsal: Rehearsal,
        _ seeded: SeededWorld,
        _ end: Rehearsal.End
    ) -> [RunChecker.Finding] {
        let checker = RunChecker(
            plan: state.plan,
            ledger: rehearsal.world.ledger,
            records: rehearsal.history,
            circumstances: seeded.checked
        )
        return checker.findings(finished: end == .ended(.finished), totals: RunTotals(state))
    }

    @Test func `no fault, habit or foreign operator makes a run break a promise`() async throws {
        var endings: [String: Int] = [:]
        let begin = ContinuousClock.now
        for seed in Self.seeds {
            await Task.yield()
            let seeded = SeededWorld(seed: seed)
            var rehearsal = seeded.rehearsal()
            rehearsal.comparesLooks = true
            let end = try rehearsal.run(seed: seed)
            #expect(rehearsal.missedByLooks.isEmpty, describe(seed))
            let state = try rehearsal.state()
            #expect(Self.findings(state, rehearsal, seeded, end).isEmpty, describe(seed))
            #expect(end != .endless, describe(seed))
            if case .ended(let ending) = end { endings["\(state.verdict(for: ending))", default: 0] += 1 }
        }
        let statuses = endings.sorted { $0.key < $1.key }.map { "\($0.value) with \($0.key)" }
        print(
            "rehearsed \(Self.seeds.count) whole runs; \(Effort.rate(Self.seeds.count, since: begin)); ended:",
            statuses
        )
    }

    @Test func `a look that reads only what is new finds what the whole list shows`() async throws {
        var looks = 0
        for seed in Effort.seeds(of: 800) {
            await Task.yield()
            var seeded = SeededWorld(seed: seed)
            // Many small requests, so that each recipe is sent to for longer than a look is fresh.
            seeded.plan.header.workspace.limits.repeatJobs = Rate(count: 4, per: .seconds(60))
            seeded.plan.header.workspace.limits.jobsPerRequest = 2
            var rehearsal = seeded.rehearsal()
            rehearsal.comparesLooks = true
            let end = try rehearsal.run(seed: seed)
            looks += rehearsal.comparedLooks
            #expect(rehearsal.missedByLooks.isEmpty, describe(seed))
            let state = try rehearsal.state()
            #expect(Self.findings(state, rehearsal, seeded, end).isEmpty, describe(seed))
        }
        print("\(looks) looks that have read only what is new were compared with whole lists")
        #expect(looks > 0 || Effort.seeds(of: 800).count < 500)
    }

    @Test func `a run killed anywhere, and killed again on resume, keeps its promises`() async throws {
        var kills = 0
        let begin = ContinuousClock.now
        for seed in Self.seeds {
            await Task.yield()
            var chance = Chance(seed: seed &+ 77)
            let seeded = SeededWorld(seed: seed)
            var rehearsal = seeded.rehearsal()
            var end = Rehearsal.End.killed
            for round in 0..<4 {
                let kill = Rehearsal.Kill(
                    afterOperations: Int.random(in: 1...60, using: &chance),
                    losesAppend: chance.happens(50)
                )
                end = try rehearsal.run(seed: seed &+ UInt64(round), kill: round < 3 ? kill : nil)
                guard end == .killed else { break }
                kills += 1
                rehearsal.wait(.milliseconds(Int.random(in: 0...90_000, using: &chance)))
            }
            let state = try rehearsal.state()
            #expect(Self.findings(state, rehearsal, seeded, end).isEmpty, describe(seed))
            #expect(end != .endless && end != .killed, describe(seed))
        }
        print("killed \(kills) processes in \(Self.seeds.count) runs;", Effort.rate(Self.seeds.count, since: begin))
    }
}
