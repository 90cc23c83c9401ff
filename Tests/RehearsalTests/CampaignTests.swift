import RedriveCore
import RedriveTestSupport
import Testing
import WorkatoJobs
import WorkatoSimulator

/// Runs of several steps with guards, drift, other limits and other people, worked on by several processes.
@Suite struct CampaignTests {
    private func describe(_ seed: UInt64, _ turn: Int) -> Comment {
        "turn \(turn): REDRIVE_SEEDS=\(seed)...\(seed) swift test --filter CampaignTests"
    }

    @Test func `whatever a runbook says and whoever works on it, every promise is kept`() async throws {
        var endings: [String: Int] = [:]
        var tally = KindsTally()
        var processes = 0
        let begin = ContinuousClock.now
        let seeds = Effort.seeds(of: 3000)
        for seed in seeds {
            await Task.yield()
            let campaign = SeededCampaign(seed: seed)
            var rehearsal = campaign.seeded.rehearsal()
            for (number, turn) in campaign.turns.enumerated() {
                let end = try rehearsal.run(turn.process)
                processes += 1
                #expect(end != .endless, describe(seed, number))
                let state = try rehearsal.state()
                let checker = RunChecker(
                    plan: state.plan,
                    ledger: rehearsal.world.ledger,
                    records: rehearsal.history,
                    circumstances: campaign.checked
                )
                let isComplete =
                    end == .ended(.finished) && turn.process.only == nil
                    && !state.steps.contains { if case .tripped = $0.stage { true } else { false } }
                let findings = checker.findings(finished: isComplete, totals: RunTotals(state))
                #expect(findings.isEmpty, describe(seed, number))
                let ofLists = checker.findings(ofLists: rehearsal.listFiles, of: campaign.seeded.scenario)
                #expect(ofLists.isEmpty, describe(seed, number))
                if number == campaign.turns.count - 1 { tally.count(state) }
                switch end {
                case .ended(let ending): endings["\(state.verdict(for: ending))", default: 0] += 1
                case .killed: endings["killed", default: 0] += 1
                case .endless: break
                }
                rehearsal.wait(turn.pause)
            }
        }
        let ends = endings.sorted { $0.key < $1.key }.map { "\($0.value) with \($0.key)" }
        print(
            "campaigns: \(seeds.count), \(processes) processes; \(Effort.rate(seeds.count, since: begin)); ended:",
            ends
        )
        print(tally.words)
        // Campaigns in which nothing was listed and nothing resumed would prove nothing of lists and tokens.
        guard seeds.count >= 100 else { return }
        #expect(tally.complete > seeds.count / 10 && tally.rows > seeds.count && tally.resumed > seeds.count / 2)
    }

    /// What the campaigns have listed and resumed.
    private struct KindsTally {
        var complete = 0
        var unproven = 0
        var failed = 0
        var rows = 0
        var resumed = 0
        var doubtful = 0

        mutating func count(_ state: RunState) {
            for listed in state.steps.compactMap(\.listed) {
                if listed.failure != nil {
                    failed += 1
                } else if listed.isComplete {
                    complete += 1
                } else {
                    unproven += 1
                }
                rows += listed.jobs
            }
            resumed += state.tokens.progress.count { $0 == .resumed }
            doubtful += state.tokens.progress.count { $0.jobClass == .unknown }
        }

        var words: String {
            "lists: \(complete) complete, \(unproven) not proven, \(failed) failed, \(rows) rows; tokens: \(resumed) resumed, \(doubtful) in doubt"
        }
    }
}
