package import RedriveCore
package import WorkatoJobs
package import WorkatoSimulator

/// Decides from the ledger of the world and from the records whether a run kept its promises.
///
/// It shares no code with the run: the fate of each job is worked out anew from the records, and compared with what the
/// world says really happened.
package struct RunChecker: Sendable {
    /// What a finding is about; the promise that was broken.
    package enum Promise: String, Sendable, Hashable, CaseIterable {
        /// A job was enqueued twice by the run.
        case twice
        /// A job's class does not say what happened to it, or it has none.
        case lost
        /// Something was sent that is not in the plan.
        case unplanned
        /// A limit of the API was not kept.
        case limits
        /// A request went out without its intent.
        case intent
        /// A run that finished left jobs it should have dealt with.
        case unfinished
        /// The numbers that the run gives of itself are not those of its records.
        case totals
        /// An outcome is not how the repeat ended.
        case outcome
        /// A job was sent although somebody had visibly repeated it, or more was dropped than was allowed.
        case drift
        /// A step sent before the one before it was over.
        case order
        /// A guard did not stop a step, or stopped it without need.
        case guards
        /// A recipe was sent to while answers were being settled.
        case settling
        /// A request was sent again without the evidence that it needs.
        case evidence
        /// More requests were in doubt at once than may be.
        case inFlight
        /// A repeat is said to be somebody else's and is not.
        case others
        /// Canary, ramp or `max_pending` was not kept.
        case rollout
        /// A command to the live run was not kept.
        case commands
        /// A list does not say what was so in the workspace, or is not whole although it is said to be.
        case list
        /// A report does not say what happened.
        case report
    }

    /// One broken promise.
    package struct Finding: Sendable, Hashable, CustomStringConvertible {
        /// Which promise.
        package var promise: Promise
        /// What was seen.
        package var detail: String

        /// In words.
        package var description: String { "\(promise.rawValue): \(detail)" }
    }

    private typealias Job = RunStory.Job

    let plan: Plan
    let ledger: Ledger
    let records: [(record: Record, at: Timestamp)]
    let circumstances: Circumstances

    /// What has to be known of a workspace and of the processes to judge a run.
    package struct Circumstances: Sendable, Hashable {
        /// Whether a person said that held jobs may be sent again.
        package var mayResend = false
        /// What the master ids of the plan have behind the masters' own ids, where the workspace gives handles.
        package var handleSuffix = ""
        /// How long it takes until a repeat is in the lists.
        package var visibleWithin: Duration = .zero
        /// From the machine to the server, one way.
        package var latency: Duration = .milliseconds(20)
        /// `--max-drift` of every process, in percent; nil for none.
        package var maxDrift: Int?

        /// A workspace without peculiarities, and no options.
        package init() {}
    }

    /// - Parameter circumstances: of the workspace and the processes.
    package init(
        plan: Plan,
        ledger: Ledger,
        records: [(record: Record, at: Timestamp)],
        circumstances: Circumstances = Circumstances()
    ) {
        self.plan = plan
        self.ledger = ledger
        self.records = records
        self.circumstances = circumstances
    }

    /// Everything that is wrong; empty for a run that kept its promises.
    ///
    /// - Parameters:
    ///   - finished: whether the run says that nothing is left to do.
    ///   - totals: what the run says of itself; nil to leave that out.
    package func findings(finished: Bool, totals: RunTotals? = nil) -> [Finding] {
        let lists = Dictionary(grouping: ledger.requests(.list)) { $0.recipe ?? 0 }
        var story = RunStory(
            plan: plan,
            maxDrift: circumstances.maxDrift,
            lists: lists.mapValues { $0.map(\.at.milliseconds) }
        )
        var sendings = ledger.requests(.repeat)[...]
        let underway = Int64(circumstances.latency / .milliseconds(1))
        for (place, entry) in records.enumerated() {
            story.tell(entry.record, at: entry.at.milliseconds)
            let next = place + 1 < records.count ? records[place + 1].at.milliseconds : .max
            while let request = sendings.first, request.at.milliseconds - underway < next {
                story.send(request, at: request.at.milliseconds - underway)
                sendings.removeFirst()
            }
        }
        var findings = story.findings
        checkSent(story, &findings)
        checkRequests(&findings)
        checkReads(&findings)
        checkFates(story, finished: finished, &findings)
        checkOutcomes(story, &findings)
        checkPending(story, &findings)
        checkOthers(story, &findings)
        checkTokens(finished: finished, &findings)
        if let totals { checkTotals(story, totals, &findings) }
        return findings
    }

    /// The job of a repeat in the ledger, as the plan names it.
    private func job(_ entry: Ledger.Enqueued) -> Job {
        Job(recipe: entry.recipe, master: entry.master + circumstances.handleSuffix)
    }

    private func checkSent(_ story: RunStory, _ findings: inout [Finding]) {
        var times: [Job: Int] = [:]
        for entry in ledger.enqueued {
            guard case .client = entry.by else { continue }
            times[job(entry), default: 0] += 1
            if story.fates[job(entry)] == nil { findings.append(.init(promise: .unplanned, detail: "\(job(entry))")) }
        }
        for (job, count) in times where count > 1 + (circumstances.mayResend ? story.releases[job] ?? 0 : 0) {
            findings.append(.init(promise: .twice, detail: "\(job) \(count) times"))
        }
        for request in ledger.requests(.repeat) {
            if request.jobs.count > plan.header.workspace.limits.jobsPerRequest || request.jobs.isEmpty {
                findings.append(
                    .init(promise: .limits, detail: "request \(request.number): \(request.jobs.count) jobs")
                )
            }
            for job in request.jobs where story.fates[Job(recipe: request.recipe ?? 0, master: job)] == nil {
                findings.append(.init(promise: .unplanned, detail: "request \(request.number): \(job)"))
            }
        }
    }

    /// Each request to repeat jobs: its intent, its distance from the one before, and what could be seen before it.
    private func checkRequests(_ findings: inout [Finding]) {
        var open: [[String]: [(intent: Record.Intent, at: Int64)]] = [:]
        let sessions = records.filter { if case .session = $0.record { true } else { false } }.map(\.at.milliseconds)
        for entry in records {
            guard case .intent(let intent) = entry.record else { continue }
            open[intent.masters.map(\.text), default: []].append((intent, entry.at.milliseconds))
        }
        let foreign = Dictionary(grouping: ledger.enqueued.filter(isUnplanned), by: job)
        let gap = Int64(plan.header.workspace.limits.repeatJobs.spacing / .milliseconds(1))
        var before: (at: Int64, intent: Record.Intent?)?
        for request in ledger.requests(.repeat) {
            let now = request.at.milliseconds
            let place = open[request.jobs]?.firstIndex { $0.at <= now }
            let intent = place.flatMap { open[request.jobs]?.remove(at: $0) }
            if intent == nil {
                findings.append(.init(promise: .intent, detail: "request \(request.number) has no intent before it"))
            }
            if let before, now - before.at < gap {
                findings.append(.init(promise: .limits, detail: "repeats \(now - before.at) ms apart"))
            }
            let session = sessions.last { $0 <= now } ?? 0
            if let before, before.at >= session {
                let pace = pace(before.intent, inForceFor: intent?.intent)
                if now - before.at < pace {
                    findings.append(.init(promise: .limits, detail: "\(now - before.at) ms in place of \(pace)"))
                }
            }
            for master in request.jobs {
                let seen = (foreign[Job(recipe: request.recipe ?? 0, master: master)] ?? [])
                    .map { $0.at.milliseconds + Int64(circumstances.visibleWithin / .milliseconds(1)) }.min()
                guard let seen, seen < session || now - seen > Self.longestLook else { continue }
                let detail = "\(master) is sent \(now - seen) ms after a repeat of somebody else could be seen"
                findings.append(.init(promise: .drift, detail: detail))
            }
            before = (now, intent?.intent)
        }
    }

    /// Whether it is a repeat by somebody else that the plan does not know of.
    private func isUnplanned(_ entry: Ledger.Enqueued) -> Bool {
        guard entry.by == .foreign else { return false }
        let planned = plan.jobs.first { $0.recipe.value == entry.recipe && $0.master.text == job(entry).master }
        guard let planned, planned.newestAttempt.text != entry.job else { return false }
        return planned.startedAt.map { $0.milliseconds < entry.at.milliseconds } ?? true
    }

    /// Five minutes for the age of a look, and as much for a look that takes long itself; in milliseconds.
    private static let longestLook: Int64 = 600_000

    /// The time that has to pass after a request, in milliseconds, by the pace that the runbook and commands had put in force when the
    /// next request was intended.
    private func pace(_ intent: Record.Intent?, inForceFor next: Record.Intent?) -> Int64 {
        guard let intent else { return 0 }
        var inForce = plan.header.steps[intent.step].conduct.pace
        for entry in records {
            if case .intent(let other) = entry.record, other == next { break }
            guard case .commanded(let record) = entry.record, case .pace(let step, let rate) = record.given.command,
                step == nil || step == intent.step
            else { continue }
            inForce = rate
        }
        guard let pace = inForce else { return 0 }
        return Int64(pace.per / .milliseconds(1)) * Int64(intent.masters.count) / Int64(pace.count)
    }

    private func checkReads(_ findings: inout [Finding]) {
        let limit = plan.header.workspace.limits.other
        let window = Int64(limit.per / .milliseconds(1))
        let reads = ledger.requests.filter { $0.kind != .repeat }.map(\.at.milliseconds)
        for (first, last) in zip(reads, reads.dropFirst(limit.count)) where last - first < window {
            findings.append(.init(promise: .limits, detail: "\(limit.count + 1) reads within \(last - first) ms"))
        }
    }

    private func checkFates(_ story: RunStory, finished: Bool, _ findings: inout [Finding]) {
        let made = Dictionary(grouping: ledger.enqueued, by: job)
        for (job, fate) in story.fates {
            let repeats = made[job] ?? []
            let own = repeats.filter { if case .client = $0.by { true } else { false } }
            switch fate {
            case .enqueued(let new, _):
                if repeats.isEmpty || (new != nil && !repeats.contains { $0.job == new }) {
                    findings.append(.init(promise: .lost, detail: "\(job) is said to be enqueued as \(new ?? "?")"))
                }
            case .dropped where story.releases[job] != nil: break
            case .waiting, .refused, .dropped:
                if !own.isEmpty, story.releases[job] == nil {
                    findings.append(.init(promise: .lost, detail: "\(job) is \(fate), but was repeated"))
                }
                if fate == .dropped, repeats.isEmpty {
                    findings.append(.init(promise: .lost, detail: "\(job) is dropped, but nobody repeated it"))
                }
                if finished, fate == .waiting, !story.skipped.contains(job.recipe) {
                    findings.append(.init(promise: .unfinished, detail: "\(job) was never dealt with"))
                }
            case .sent:
                if finished { findings.append(.init(promise: .unfinished, detail: "\(job) is still unknown")) }
            case .held:
                if story.heldByCanary.contains(job), !own.isEmpty {
                    findings.append(.init(promise: .lost, detail: "\(job) is held for its canaries, but was repeated"))
                }
            }
        }
    }

    private func checkOutcomes(_ story: RunStory, _ findings: inout [Finding]) {
        var ends: [Ledger.JobKey: Ledger.Ended] = [:]
        for case .ended(let end) in ledger.entries { ends[.init(recipe: end.recipe, job: end.job)] = end }
        for told in story.outcomes {
            let end = ends[.init(recipe: told.job.recipe, job: told.new)]
            let isRight =
                switch told.outcome {
                case .recovered: end?.status == .succeeded
                case .failedSame, .failedOther: end?.status == .failed
                // It may have ended since the last look at it.
                case .stillPending, .unverified: true
                }
            let saysThatItEnded = told.outcome != .stillPending && told.outcome != .unverified
            guard !isRight || (saysThatItEnded && (end?.at.milliseconds ?? .max) > told.at) else {
                continue
            }
            let detail = "\(told.job): \(told.outcome), and it is \(String(describing: end))"
            findings.append(.init(promise: .outcome, detail: detail))
        }
    }

    /// By the ledger alone: never more repeats of a recipe that run at once than the step's `max_pending`.
    private func checkPending(_ story: RunStory, _ findings: inout [Finding]) {
        var ends: [Ledger.JobKey: Int64] = [:]
        for case .ended(let end) in ledger.entries {
            ends[.init(recipe: end.recipe, job: end.job)] = end.at.milliseconds
        }
        var running: [[Int]: [Int64]] = [:]
        for entry in ledger.enqueued {
            guard case .client = entry.by, let step = story.stepOf[job(entry)], story.releases[job(entry)] == nil,
                let most = plan.header.steps[step].conduct.maxPending
            else { continue }
            let now = entry.at.milliseconds
            let key = [step, entry.recipe]
            running[key] =
                (running[key] ?? []).filter { $0 > now } + [ends[.init(recipe: entry.recipe, job: entry.job)] ?? .max]
            if let count = running[key]?.count, count > most {
                findings.append(
                    .init(promise: .rollout, detail: "\(count) repeats of recipe \(entry.recipe) run at once")
                )
            }
        }
    }

    private func checkOthers(_ story: RunStory, _ findings: inout [Finding]) {
        for told in story.others {
            let isRight = ledger.enqueued.contains { entry in
                entry.job == told.new && entry.by == .foreign && job(entry) == told.job
            }
            if !isRight { findings.append(.init(promise: .others, detail: "\(told.job): \(told.new)")) }
        }
    }

    private func checkTotals(_ story: RunStory, _ totals: RunTotals, _ findings: inout [Finding]) {
        let counts = story.counts.merging(tokenStory.counts, uniquingKeysWith: +)
        for jobClass in JobClass.allCases where totals.count(jobClass) != counts[jobClass] ?? 0 {
            let detail = "\(totals.count(jobClass)) \(jobClass.rawValue), and it is \(counts[jobClass] ?? 0)"
            findings.append(.init(promise: .totals, detail: detail))
        }
        if JobClass.allCases.map(totals.count).reduce(0, +) != plan.items || totals.planned != plan.items {
            findings.append(.init(promise: .totals, detail: "the classes do not add up to \(plan.items)"))
        }
        let outcomes = story.fates.values.reduce(into: [Outcome: Int]()) { counts, fate in
            if case .enqueued(_, let outcome) = fate { counts[outcome ?? .unverified, default: 0] += 1 }
        }
        for outcome in Outcome.allCases where totals.count(outcome) != outcomes[outcome] ?? 0 {
            let detail = "\(totals.count(outcome)) \(outcome.rawValue), and it is \(outcomes[outcome] ?? 0)"
            findings.append(.init(promise: .totals, detail: detail))
        }
    }
}
