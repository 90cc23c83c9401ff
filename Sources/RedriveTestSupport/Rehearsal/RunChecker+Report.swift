package import RedriveCore
import WorkatoJobs
import WorkatoSimulator

extension RunChecker {
    /// Everything in a report's rows that is not what the records say, told anew, or not what the world says really happened.
    package func findings(of report: RunReport) -> [Finding] {
        var story = RunStory(plan: plan, maxDrift: circumstances.maxDrift, lists: [:])
        var sendings: [RunStory.Job: (chunk: Int, tryNumber: Int)] = [:]
        for entry in records {
            story.tell(entry.record, at: entry.at.milliseconds)
            guard case .intent(let intent) = entry.record else { continue }
            for master in intent.masters {
                let job = RunStory.Job(recipe: intent.recipe.value, master: master.text)
                sendings[job] = (intent.chunk, intent.tryNumber)
            }
        }
        var findings: [Finding] = []
        func find(_ row: ReportRow, _ what: String) {
            findings.append(
                .init(promise: .report, detail: "\(row.recipe.map(\.description) ?? "-") \(row.id): \(what)")
            )
        }
        let all = Array(report.rows)
        let rows = all.filter { $0.progress != nil }
        checkTokens(all.filter { $0.progress == nil }, &findings)
        if rows.map(\.id) != plan.jobs.map(\.master.text) || rows.map(\.recipe) != plan.jobs.map(\.recipe) {
            findings.append(.init(promise: .report, detail: "the rows are not the jobs of the plan"))
        }
        let refusals = Dictionary(grouping: ledger.refusals, by: \.recipe)
        for row in rows {
            guard let recipe = row.recipe?.value else { continue }
            let job = RunStory.Job(recipe: recipe, master: row.id)
            check(row, story.fates[job], find)
            let sending = sendings[job]
            if row.request != sending?.chunk || row.tryNumber != sending?.tryNumber {
                find(row, "request \(row.request ?? 0), try \(row.tryNumber ?? 0), and it was \(sending ?? (0, 0))")
            }
            if case .refused(let typeID?, _)? = row.reason,
                refusals[recipe]?.contains(where: { $0.typeID == typeID && $0.requested == row.id })
                    != true
            {
                find(row, "refused with \(typeID), which the workspace never said")
            }
        }
        checkTallies(report, all, &findings)
        return findings
    }

    /// Class, new job and outcome, against the story and against the world.
    private func check(_ row: ReportRow, _ fate: RunStory.Fate?, _ find: (ReportRow, String) -> Void) {
        let told: (JobClass, String?, Outcome?) =
            switch fate {
            case .waiting: (.notSent, nil, nil)
            case .sent: (.unknown, nil, nil)
            case .enqueued(let new, let outcome): (.enqueued, new, outcome ?? .unverified)
            case .refused: (.refused, nil, nil)
            case .dropped: (.dropped, nil, nil)
            case .held: (.held, nil, nil)
            case nil: (.notSent, "nothing", nil)
            }
        if row.jobClass != told.0 { find(row, "is \(row.jobClass), and it is \(told.0)") }
        if row.newJob?.text != told.1 { find(row, "names \(row.newJob?.text ?? "-"), and it is \(told.1 ?? "-")") }
        if row.outcome != told.2 { find(row, "came to \(String(describing: row.outcome)), and it is \(told.2 as Any)") }
        guard let new = row.newJob?.text else { return }
        let isMade = ledger.enqueued.contains { made in
            made.recipe == row.recipe?.value && made.job == new
                && made.master + circumstances.handleSuffix == row.id
        }
        if !isMade { find(row, "names \(new), which the workspace never made of it") }
        let end = ledger.entries.lazy.compactMap { entry -> Ledger.Ended? in
            guard case .ended(let end) = entry, end.recipe == row.recipe?.value, end.job == new else { return nil }
            return end
        }.last
        switch row.outcome {
        case .recovered where end?.status != .succeeded, .failedSame where end?.status != .failed,
            .failedOther where end?.status != .failed:
            find(
                row,
                "came to \(row.outcome?.rawValue ?? ""), and the workspace says \(String(describing: end?.status))"
            )
        default: break
        }
    }

    /// The counts by step and by recipe, and the totals of the run, against the rows.
    private func checkTallies(_ report: RunReport, _ rows: [ReportRow], _ findings: inout [Finding]) {
        let totals = RunTotals(report.state)
        func check(_ tallies: [JobTally], _ rows: [ReportRow], _ isWhole: Bool, _ what: String) {
            for jobClass in JobClass.allCases {
                let counts =
                    [
                        tallies.reduce(0) { $0 + $1.count(jobClass) }, rows.count { $0.jobClass == jobClass },
                    ] + (isWhole ? [totals.count(jobClass)] : [])
                guard Set(counts).count > 1 else { continue }
                findings.append(
                    .init(promise: .report, detail: "\(jobClass.rawValue) by \(what), in rows, in all: \(counts)")
                )
            }
            for outcome in Outcome.allCases {
                let counts =
                    [
                        tallies.reduce(0) { $0 + $1.count(outcome) }, rows.count { $0.outcome == outcome },
                    ] + (isWhole ? [totals.count(outcome)] : [])
                guard Set(counts).count > 1 else { continue }
                findings.append(
                    .init(promise: .report, detail: "\(outcome.rawValue) by \(what), in rows, in all: \(counts)")
                )
            }
        }
        check(report.state.stepTallies, rows, true, "step")
        // A row of tokens need not name a recipe.
        let named = rows.filter { $0.recipe != nil }
        check(report.recipes.map(\.tally), named, named.count == rows.count, "recipe")
    }
}
