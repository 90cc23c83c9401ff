import RedriveCore
import RedriveTestSupport
import Testing
import WorkatoJobs
import WorkatoSimulator

/// Reports of finished, stopped, killed and resumed runs say what the workspace says, row by row.
@Suite struct ReportAgreementTests {
    private static func report(_ rehearsal: Rehearsal, _ plan: Plan, _ planID: String) throws -> RunReport {
        var state = RunState(plan: plan, planID: planID)
        var fold = RunReport.Fold()
        for entry in rehearsal.records {
            try state.apply(entry.record, at: entry.at)
            fold.note(entry.record, at: entry.at, after: state)
        }
        return fold.finish(state)
    }

    @Test func `every row of a report is what the records and the workspace say, after each process`() async throws {
        var rows = 0
        var reports = 0
        let begin = ContinuousClock.now
        let seeds = Effort.seeds(of: 800)
        for seed in seeds {
            await Task.yield()
            let campaign = SeededCampaign(seed: seed)
            var rehearsal = campaign.seeded.rehearsal()
            for turn in campaign.turns {
                _ = try rehearsal.run(turn.process)
                let known = try rehearsal.state()
                let report = try Self.report(rehearsal, known.plan, known.planID)
                let checker = RunChecker(
                    plan: known.plan,
                    ledger: rehearsal.world.ledger,
                    records: rehearsal.history,
                    circumstances: campaign.checked
                )
                #expect(
                    checker.findings(of: report).isEmpty,
                    "REDRIVE_SEEDS=\(seed)...\(seed) swift test --filter ReportAgreementTests"
                )
                rows += known.jobs.count
                reports += 1
                rehearsal.wait(turn.pause)
            }
        }
        print("reports: \(reports), \(rows) rows compared; \(Effort.rate(seeds.count, since: begin))")
    }

    @Test func `the story of each job ends as its row says`() throws {
        for seed: UInt64 in 1...60 {
            let campaign = SeededCampaign(seed: seed)
            var rehearsal = campaign.seeded.rehearsal()
            for turn in campaign.turns { _ = try rehearsal.run(turn.process) }
            let known = try rehearsal.state()
            let report = try Self.report(rehearsal, known.plan, known.planID)
            var state = RunState(plan: known.plan, planID: known.planID)
            var stories = known.plan.jobs.indices.map { JobStory(of: $0) }
            for entry in rehearsal.records {
                try state.apply(entry.record, at: entry.at)
                for index in stories.indices { stories[index].note(entry.record, at: entry.at, after: state) }
            }
            for story in stories {
                let row = report.row(story.position)
                let last = story.entries.last { $0.event.decides }
                #expect(last?.at == row.at, "seed \(seed): \(row.id)")
                #expect(last.map { Self.jobClass(after: $0.event) } ?? .notSent == row.jobClass, "seed \(seed): \(row)")
                let sent = story.entries.count { if case .sending = $0.event { true } else { false } }
                #expect((sent > 0) == (row.request != nil), "seed \(seed): \(row.id)")
            }
        }
    }

    private static func jobClass(after event: JobEvent) -> JobClass {
        switch event {
        case .dropped: .dropped
        case .sending, .unmentioned, .lost: .unknown
        case .enqueued, .found, .followed: .enqueued
        case .refused, .refusedAsAWhole: .refused
        case .notApplied, .shownNotApplied, .released: .notSent
        case .held: .held
        case .witnessed, .repeatedByOthers: .notSent
        }
    }

    @Test func `a job is found by its master, its newest attempt and its repeats, and by nothing else`() throws {
        let campaign = SeededCampaign(seed: 7)
        var rehearsal = campaign.seeded.rehearsal()
        for turn in campaign.turns { _ = try rehearsal.run(turn.process) }
        let known = try rehearsal.state()
        for (position, job) in known.plan.jobs.enumerated() {
            var ids = [job.master, job.newestAttempt]
            if case .enqueued(let new?, _) = known.jobs[position] { ids.append(new) }
            for id in ids {
                var search = JobSearch(id)
                var state = RunState(plan: known.plan, planID: known.planID)
                for entry in rehearsal.records {
                    try state.apply(entry.record, at: entry.at)
                    search.note(entry.record, after: state)
                }
                #expect(search.planned(in: state).contains(position), "\(id)")
            }
        }
        let search = JobSearch(JobID(text: "j-nobody-has"))
        #expect(search.planned(in: known).isEmpty && search.leftOut(of: known.plan).isEmpty)
    }
}
