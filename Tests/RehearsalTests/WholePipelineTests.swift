import RedriveCore
import RedriveTestSupport
import Testing
import Transport
import WorkatoJobs
import WorkatoSimulator

/// From a runbook to the last outcome: planning and running, one after the other, on one workspace.
@Suite struct WholePipelineTests {
    private func describe(_ seed: UInt64) -> Comment {
        "REDRIVE_SEEDS=\(seed)...\(seed) swift test --filter WholePipelineTests"
    }

    @Test func `what is planned on a workspace is run on it, and every promise is kept`() async throws {
        let begin = ContinuousClock.now
        var planned = 0
        var pipelines = 0
        var unproven = 0
        for seed in RehearsalTests.seeds where RehearsalTests.seeds.count == 1 || seed % 4 == 0 {
            await Task.yield()
            var seeded = SeededWorld(seed: seed)
            // An empty list of another recipe cannot be told from an empty list of this one.
            seeded.scenario.faults.removeAll { $0.effect == .otherRecipe }
            let world = World(
                scenario: seeded.scenario,
                seed: seed,
                start: SimulatedTime(milliseconds: SeededWorld.begin.milliseconds)
            )
            let header = seeded.plan.header
            let query = JobQuery(
                source: .recipes(header.steps[0].recipes),
                window: TimeWindow(since: SeededWorld.begin - .seconds(8000), until: SeededWorld.begin)
            )
            let step = Step(
                name: "all",
                kind: .repeatJobs(RepeatSelection(query)),
                conduct: StepConduct(verifyWithin: .seconds(60), guards: .off)
            )
            let runbook = Runbook(
                name: "pipeline",
                onUnknown: header.onUnknown,
                workspace: header.workspace,
                steps: [step]
            )
            let token = Secret(SeededWorld.token)
            var planning = RehearsedPlanning(world: world, token: token, begin: SeededWorld.begin)
            guard case .plan(let plan) = planning.plan(runbook) else {
                Issue.record(describe(seed))
                continue
            }
            // Whoever repeats jobs meanwhile can have them left out; none is lost, and none is invented.
            let wanted = Set(seeded.plan.jobs.map(\.master))
            let isProven = plan.listings.allSatisfy { $0.completeness != .unproven }
            let found = Set(plan.jobs.map(\.master)).union(plan.leftOut.map(\.master))
            #expect(isProven ? found == wanted : found.isSubset(of: wanted), describe(seed))
            let foreign = planning.world.ledger.enqueued.count
            if isProven { #expect(wanted.count - plan.jobs.count <= foreign, describe(seed)) } else { unproven += 1 }
            planned += plan.jobs.count
            var rehearsal = Rehearsal(
                world: planning.world,
                plan: plan,
                planID: "000000000000",
                token: token,
                begin: SeededWorld.begin,
                gate: planning.gate,
                startsAfter: planning.time
            )
            var end = Rehearsal.End.killed
            var chance = Chance(seed: seed)
            if chance.happens(50) {
                end = try rehearsal.run(
                    seed: seed,
                    kill: .init(afterOperations: Int.random(in: 1...40, using: &chance), losesAppend: true)
                )
                rehearsal.wait(.seconds(2))
            }
            if end == .killed { end = try rehearsal.run(seed: seed) }
            let totals = RunTotals(try rehearsal.state())
            let findings = RunChecker(
                plan: plan,
                ledger: rehearsal.world.ledger,
                records: rehearsal.history,
                circumstances: seeded.checked
            ).findings(finished: end == .ended(.finished), totals: totals)
            #expect(findings.isEmpty, describe(seed))
            #expect(end != .endless, describe(seed))
            pipelines += 1
        }
        print(
            "pipelines: \(pipelines), of \(planned) planned jobs, \(unproven) of plans not proven;",
            Effort.rate(pipelines, since: begin)
        )
        #expect(unproven * 4 < pipelines, "so many plans that are not proven show little")
    }
}
