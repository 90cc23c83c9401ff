import RedriveTestSupport
import Testing
import WorkatoJobs

@testable import RedriveCore

@Suite struct BatchesTests {
    private func batches(_ jobs: [Int: Int], size: Int) throws -> Batches {
        let plan = try makePlan(jobs: jobs)
        return Batches(plan.jobs.indices, of: plan, size: size)
    }

    @Test func `full requests come first, and a shorter one ends each recipe`() throws {
        let all = try batches([7: 5, 8: 3], size: 2).all()
        #expect(
            all == [
                Batch(recipe: 7, jobs: [0, 1]), Batch(recipe: 7, jobs: [2, 3]), Batch(recipe: 7, jobs: [4]),
                Batch(recipe: 8, jobs: [5, 6]), Batch(recipe: 8, jobs: [7]),
            ]
        )
    }

    @Test func `recipes come in the order of their first job, and jobs in the order given`() throws {
        let plan = try makePlan(jobs: [7: 3, 8: 3])
        let all = Batches([4, 1, 3, 0, 5], of: plan, size: 2).all()
        #expect(
            all == [
                Batch(recipe: 8, jobs: [4, 3]), Batch(recipe: 8, jobs: [5]), Batch(recipe: 7, jobs: [1, 0]),
            ]
        )
    }

    @Test func `jobs that are not open are passed over, and the request is filled with later ones`() throws {
        var batches = try batches([7: 5, 8: 1], size: 2)
        let isOpen: (Int) -> Bool = { ![1, 3, 4, 5].contains($0) }
        #expect(batches.hasJobs(of: 8) { _ in true })
        #expect(!batches.hasJobs(of: 8, where: isOpen))
        #expect(batches.next(where: isOpen) == Batch(recipe: 7, jobs: [0, 2]))
        #expect(!batches.hasJobs(of: 7, where: isOpen))
        #expect(batches.next(where: isOpen) == nil)
    }

    @Test func `a recipe that is not admitted keeps its jobs for later`() throws {
        var batches = try batches([7: 1, 8: 1], size: 2)
        #expect(batches.next(room: { $0 == 8 ? .max : 0 }) == Batch(recipe: 8, jobs: [1]))
        #expect(batches.next(room: { $0 == 8 ? .max : 0 }) == nil)
        #expect(batches.next() == Batch(recipe: 7, jobs: [0]))
        #expect(batches.next() == nil)
    }

    @Test func `requests left count the shorter one, and none of a recipe without jobs`() throws {
        var batches = try batches([7: 5], size: 2)
        var left: [Int] = []
        repeat { left.append(batches.requestsLeft(of: 7)) } while batches.next(of: 7) != nil
        #expect(left == [3, 2, 1, 0])
        #expect(batches.requestsLeft(of: 8) == 0)
        #expect(batches.next(of: 8) == nil)
    }

    @Test func `the workspace's limit holds unless another is given, and no size is below 1`() throws {
        var plan = try makePlan(jobs: [7: 4])
        plan.header.workspace.limits.jobsPerRequest = 3
        #expect(plan.batches(ofStep: 0).map(\.jobs.count) == [3, 1])
        #expect(plan.batches(ofStep: 0, jobsPerRequest: 2).map(\.jobs.count) == [2, 2])
        #expect(plan.batches(ofStep: 0, jobsPerRequest: 0).map(\.jobs.count) == [1, 1, 1, 1])
    }

    /// Takes jobs one request after the other from a list, and stays with a recipe until it has none.
    private func slowBatches(_ jobs: [Int], _ plan: Plan, size: Int) -> [Batch] {
        var left = jobs
        var batches: [Batch] = []
        while let first = left.first {
            let last = batches.last?.recipe
            let goesOn = left.contains { plan.jobs[$0].recipe == last }
            let recipe = goesOn ? last ?? plan.jobs[first].recipe : plan.jobs[first].recipe
            let own = Array(left.filter { plan.jobs[$0].recipe == recipe }.prefix(size))
            batches.append(Batch(recipe: recipe, jobs: own))
            left.removeAll { own.contains($0) }
        }
        return batches
    }

    @Test func `each job of a step is in exactly one request, as a slow reference chunks them`() {
        for seed in 0..<200 as Range<UInt64> {
            let plan = PlanSamples.random(seed)
            var chance = Chance(seed: seed)
            let size = chance.number(1...25)
            var sent: [Int] = []
            for step in plan.header.steps.indices {
                let jobs = plan.jobs.indices.filter { plan.jobs[$0].step == step }
                let batches = plan.batches(ofStep: step, jobsPerRequest: size)
                #expect(batches == slowBatches(jobs, plan, size: size), "seed \(seed)")
                sent += batches.flatMap(\.jobs)
            }
            #expect(sent.sorted() == Array(plan.jobs.indices), "seed \(seed)")
        }
    }

    @Test func `preview, plan, resume and run have the same requests`() {
        for seed in 0..<200 as Range<UInt64> {
            var plan = PlanSamples.random(seed)
            plan.header.workspace.limits.jobsPerRequest = Int(seed % 7) + 1
            let planned = plan.header.steps.indices.map { plan.batches(ofStep: $0) }
            let summary = PlanSummary(plan)
            #expect(summary.requests == planned.joined().count, "seed \(seed)")
            #expect(summary.steps.map(\.requests) == planned.map(\.count), "seed \(seed)")

            let state = RunState(plan: plan, planID: "abc")
            let resumed = Remaining(of: state, scope: nil).requests()
            let expected = planned.enumerated().flatMap { step, batches in
                batches.map { Remaining.Request(step: step, batch: $0, chunk: nil) }
            }
            #expect(resumed == expected, "seed \(seed)")

            let sent = plan.header.steps.indices.map { step in
                var queue = SendQueue(step: step, in: state)
                var batches: [Batch] = []
                while let group = queue.next(state, room: { _ in .max }) { batches.append(group.batch) }
                return batches
            }
            #expect(sent == planned, "seed \(seed)")
        }
    }
}
