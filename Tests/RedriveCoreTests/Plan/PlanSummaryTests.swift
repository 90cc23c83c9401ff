import RedriveCore
import Testing
import WorkatoJobs

struct PlanSummaryTests {
    @Test func `chunks are a partition, full ones wherever the plan allows`() {
        for seed in 0..<300 as Range<UInt64> {
            var plan = PlanSamples.random(seed)
            plan.header.workspace.limits.jobsPerRequest = Int(seed % 25) + 1
            let most = plan.header.workspace.limits.jobsPerRequest
            var seen: [Int] = []
            for step in plan.header.steps.indices {
                let chunks = plan.batches(ofStep: step)
                for chunk in chunks {
                    #expect((1...most).contains(chunk.jobs.count))
                    #expect(chunk.jobs == chunk.jobs.sorted())
                    #expect(
                        chunk.jobs.allSatisfy { plan.jobs[$0].step == step && plan.jobs[$0].recipe == chunk.recipe }
                    )
                    seen += chunk.jobs
                }
                for (recipe, own) in Dictionary(grouping: chunks, by: \.recipe) {
                    #expect(own.dropLast().allSatisfy { $0.jobs.count == most }, "recipe \(recipe)")
                }
                var recipes: [RecipeID] = []
                for chunk in chunks where recipes.last != chunk.recipe { recipes.append(chunk.recipe) }
                #expect(Set(recipes).count == recipes.count)
                let firsts = recipes.compactMap { recipe in
                    plan.jobs.firstIndex { $0.step == step && $0.recipe == recipe }
                }
                #expect(firsts == firsts.sorted())
            }
            #expect(seen.sorted() == Array(plan.jobs.indices))
        }
    }

    @Test func `a summary counts steps, reasons and signatures`() {
        var plan = Plan(header: PlanSamples.header([PlanSamples.step("a"), PlanSamples.step("b")]))
        plan.header.workspace.retention = .seconds(10)
        plan.signatures = ["x", "y"].map { ErrorSignature(recipe: 11, adapter: nil, errorType: nil, message: $0) }
        plan.jobs = (0..<30).map {
            PlanSamples.job(0, 11, "\($0)", signature: $0 < 10 ? 0 : 1, end: Int64($0) * 60_000)
        }
        plan.jobs.append(PlanSamples.job(1, 22, "z"))
        let id = JobID(text: "j-l")
        plan.leftOut = [LeftOutReason.recovered, .filtered, .recovered].map {
            LeftOutJob(step: 0, recipe: 11, master: id, newestAttempt: id, reason: $0)
        }
        plan.listings = [.endOfList, .lookback, .order].map {
            RecipeListing(recipe: 11, list: .repeats, requests: 30, rows: 1, completeness: $0)
        }
        let summary = PlanSummary(plan)
        #expect(summary.jobs == 31)
        #expect(summary.recipes == 2)
        #expect(summary.requests == 3)
        #expect(summary.leftOut == [.init(reason: .filtered, jobs: 1), .init(reason: .recovered, jobs: 2)])
        #expect(summary.steps.map(\.jobs) == [30, 1])
        #expect(summary.steps[0].signatures.map(\.jobs) == [20, 10])
        #expect(summary.steps[0].signatures.map(\.example.text) == ["j-10", "j-0"])
        #expect(summary.steps[0].firstEnd == Timestamp(milliseconds: 0))
        #expect(summary.steps[0].lastEnd == Timestamp(milliseconds: 29 * 60_000))
        #expect(summary.completeBecause == .lookback)
        #expect(summary.isComplete)
        #expect(summary.firstExpiry == Timestamp(milliseconds: 10_000))
        #expect(summary.histogram?.counts == [5, 5, 5, 5, 5, 5])
        #expect(summary.histogram?.width == .seconds(300))
        #expect(summary.estimate.listing == .zero, "31 pages fit into a window")
        #expect(summary.estimate.sending == .milliseconds(1_005), "each step's first request goes out at once")
        #expect(summary.estimate.verifying == .seconds(2), "a second for each step")
        #expect(summary.estimate.total == .milliseconds(3_005))
    }

    @Test func `pace makes sending longer`() {
        var plan = Plan(header: PlanSamples.header([PlanSamples.step("a")]))
        plan.header.steps[0].conduct.pace = Rate(count: 300, per: .seconds(60))
        plan.jobs = (0..<60).map { PlanSamples.job(0, 11, "\($0)") }
        #expect(PlanSummary(plan).estimate.sending == .seconds(10))
    }

    /// The estimate for this many jobs in each recipe.
    private func estimate(_ counts: [Int], verify: Bool = true) -> PlanSummary.Estimate {
        var plan = Plan(header: PlanSamples.header([PlanSamples.step("a")]))
        if !verify { plan.header.steps[0].conduct.verifyWithin = nil }
        for (recipe, count) in counts.enumerated() {
            for number in 0..<count {
                plan.jobs.append(PlanSamples.job(0, RecipeID(integerLiteral: recipe + 1), "\(recipe)-\(number)"))
            }
        }
        return PlanSummary(plan).estimate
    }

    @Test func `a short run takes what its requests take, and a second to read the last outcomes`() {
        let time = estimate([1_000])
        #expect(time.sending == .milliseconds(39 * 1_005))
        #expect(time.verifying == .seconds(1))
        #expect(estimate([1_000], verify: false).verifying == .zero)
    }

    @Test func `recipes of one request each are looked at as fast as they are sent, and verified after that`() {
        let time = estimate(Array(repeating: 25, count: 400))
        #expect(time.listing == .milliseconds(6 * 60_250))
        #expect(time.sending == .milliseconds(399 * 1_005))
        #expect(time.total == .milliseconds(13 * 60_250), "800 pages")
    }

    @Test func `a long run of one recipe reads each page of repeats once, and some again`() {
        let time = estimate([10_000])
        #expect(time.sending == .milliseconds(399 * 1_005))
        #expect(time.total == .milliseconds(7 * 60_250), "401 pages, and 20 for a look after four minutes")
    }

    @Test func `a diff says which jobs were added, removed, changed and reattempted`() {
        var old = Plan(header: PlanSamples.header([PlanSamples.step("a")]))
        old.jobs = ["same", "gone", "again", "left"].map { PlanSamples.job(0, 11, $0) }
        let out = JobID(text: "j-back")
        old.leftOut = [LeftOutJob(step: 0, recipe: 11, master: out, newestAttempt: out, reason: .inFlight)]
        var new = old
        new.jobs = ["same", "again", "back"].map { PlanSamples.job(0, 11, $0) }
        new.jobs[1].newestAttempt = JobID(text: "j-r")
        let left = JobID(text: "j-left")
        new.leftOut = [LeftOutJob(step: 0, recipe: 11, master: left, newestAttempt: left, reason: .recovered)]
        let diff = PlanDiff(old, new)
        #expect(diff.added.map(\.master.text) == ["j-back"])
        #expect(diff.removed.map(\.master.text) == ["j-left", "j-gone"])
        #expect(diff.removed[0].after == .leftOut(step: "a", .recovered))
        #expect(diff.reattempted.map(\.master.text) == ["j-again"])
        #expect(diff.unchanged == 1)
        #expect(PlanDiff(old, old).isEmpty)
    }
}
