public import RedriveCore
public import WorkatoJobs
public import WorkatoSimulator

/// Decides from the ledger of the world and from the records whether a run kept its promises.
///
/// It shares no code with the run: what became of each job is told anew from the records, and compared with what the
/// world says really happened.
public struct RunChecker: Sendable {
    /// What a finding is about; the promise that was broken.
    public enum Promise: String, Sendable, Hashable, CaseIterable {
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
    }

    /// One broken promise.
    public struct Finding: Sendable, Hashable, CustomStringConvertible {
        /// Which promise.
        public var promise: Promise
        /// What was seen.
        public var detail: String

        /// In words.
        public var description: String { "\(promise.rawValue): \(detail)" }
    }

    private struct Job: Hashable {
        var recipe: Int
        var master: String
    }

    private enum Fate: Hashable {
        case waiting
        case sent
        case enqueued(String?)
        case refused
        case dropped
        case held
    }

    private let plan: Plan
    private let ledger: Ledger
    private let records: [(record: Record, at: Timestamp)]
    private let mayResend: Bool
    private let handleSuffix: String

    /// - Parameters:
    ///   - mayResend: whether a person said that held jobs may be sent again.
    ///   - handleSuffix: what the master ids of the plan have behind the masters' own ids, where the workspace gives handles.
    public init(
        plan: Plan,
        ledger: Ledger,
        records: [(record: Record, at: Timestamp)],
        mayResend: Bool = false,
        handleSuffix: String = ""
    ) {
        self.plan = plan
        self.ledger = ledger
        self.records = records
        self.mayResend = mayResend
        self.handleSuffix = handleSuffix
    }

    /// Everything that is wrong; empty for a run that kept its promises.
    ///
    /// - Parameter finished: whether the run says that nothing is left to do.
    public func findings(finished: Bool) -> [Finding] {
        var findings: [Finding] = []
        let planned = Set(plan.jobs.map { Job(recipe: $0.recipe.value, master: $0.master.text) })
        checkSent(planned, &findings)
        checkIntents(&findings)
        checkLimits(&findings)
        checkFates(planned, finished: finished, &findings)
        return findings
    }

    private func checkSent(_ planned: Set<Job>, _ findings: inout [Finding]) {
        var times: [Job: Int] = [:]
        for entry in ledger.enqueued {
            guard case .client = entry.by else { continue }
            let job = Job(recipe: entry.recipe, master: entry.master + handleSuffix)
            times[job, default: 0] += 1
            if !planned.contains(job) { findings.append(.init(promise: .unplanned, detail: "\(job)")) }
        }
        for (job, count) in times where count > 1 && !mayResend {
            findings.append(.init(promise: .twice, detail: "\(job) \(count) times"))
        }
        for request in ledger.requests(.repeat) {
            if request.jobs.count > plan.header.workspace.limits.jobsPerRequest || request.jobs.isEmpty {
                findings.append(
                    .init(promise: .limits, detail: "request \(request.number): \(request.jobs.count) jobs")
                )
            }
            for job in request.jobs where !planned.contains(Job(recipe: request.recipe ?? 0, master: job)) {
                findings.append(.init(promise: .unplanned, detail: "request \(request.number): \(job)"))
            }
        }
    }

    private func checkIntents(_ findings: inout [Finding]) {
        var open: [[String]: [Int64]] = [:]
        for entry in records {
            guard case .intent(let intent) = entry.record else { continue }
            open[intent.masters.map(\.text), default: []].append(entry.at.milliseconds)
        }
        for request in ledger.requests(.repeat) {
            guard let place = open[request.jobs]?.firstIndex(where: { $0 <= request.at.milliseconds }) else {
                findings.append(.init(promise: .intent, detail: "request \(request.number) has no intent before it"))
                continue
            }
            open[request.jobs]?.remove(at: place)
        }
    }

    private func checkLimits(_ findings: inout [Finding]) {
        let arrivals = ledger.requests(.repeat).map(\.at.milliseconds)
        for (earlier, later) in zip(arrivals, arrivals.dropFirst()) where later - earlier < 1000 {
            findings.append(.init(promise: .limits, detail: "repeats \(later - earlier) ms apart"))
        }
        let reads = ledger.requests.filter { $0.kind != .repeat }.map(\.at.milliseconds)
        for (first, last) in zip(reads, reads.dropFirst(60)) where last - first < 60_000 {
            findings.append(.init(promise: .limits, detail: "61 reads within \(last - first) ms"))
        }
    }

    private func checkFates(_ planned: Set<Job>, finished: Bool, _ findings: inout [Finding]) {
        var fates = Dictionary(uniqueKeysWithValues: planned.map { ($0, Fate.waiting) })
        var chunks: [Int: (recipe: Int, masters: [String])] = [:]
        for entry in records { apply(entry.record, &fates, &chunks) }
        let made = Dictionary(grouping: ledger.enqueued) { Job(recipe: $0.recipe, master: $0.master + handleSuffix) }
        for (job, fate) in fates {
            let repeats = made[job] ?? []
            let own = repeats.filter { if case .client = $0.by { true } else { false } }
            switch fate {
            case .enqueued(let new):
                if repeats.isEmpty || (new != nil && !repeats.contains { $0.job == new }) {
                    findings.append(.init(promise: .lost, detail: "\(job) is said to be enqueued as \(new ?? "?")"))
                }
            case .waiting, .refused, .dropped:
                if !own.isEmpty {
                    findings.append(.init(promise: .lost, detail: "\(job) is \(fate), but was repeated"))
                }
                if finished, fate == .waiting {
                    findings.append(.init(promise: .unfinished, detail: "\(job) was never dealt with"))
                }
            case .sent:
                if finished { findings.append(.init(promise: .unfinished, detail: "\(job) is still unknown")) }
            case .held: break
            }
        }
    }

    private func apply(
        _ record: Record,
        _ fates: inout [Job: Fate],
        _ chunks: inout [Int: (recipe: Int, masters: [String])]
    ) {
        func set(_ recipe: Int, _ masters: [String], _ fate: Fate) {
            for master in masters { fates[Job(recipe: recipe, master: master)] = fate }
        }
        switch record {
        case .intent(let intent):
            chunks[intent.chunk] = (intent.recipe.value, intent.masters.map(\.text))
            set(intent.recipe.value, intent.masters.map(\.text), .sent)
        case .answered(let answer):
            guard let chunk = chunks[answer.chunk] else { return }
            for job in answer.jobs {
                set(chunk.recipe, [job.master.text], job.enqueued ? .enqueued(job.new?.text) : .refused)
            }
        case .notApplied(let record):
            guard let chunk = chunks[record.chunk] else { return }
            set(chunk.recipe, chunk.masters, .waiting)
        case .refused(let record): set(record.recipe.value, record.masters.map(\.text), .refused)
        case .settled(let record):
            guard let chunk = chunks[record.chunk] else { return }
            for found in record.found { set(chunk.recipe, [found.master.text], .enqueued(found.new.text)) }
            set(chunk.recipe, record.notApplied.map(\.text), .waiting)
        case .held(let record): set(record.recipe.value, record.masters.map(\.text), .held)
        case .released(let record): set(record.recipe.value, record.masters.map(\.text), .waiting)
        case .dropped(let record): set(record.recipe.value, record.jobs.map(\.master.text), .dropped)
        case .session, .stepStarted, .lost, .witnessed, .outcomes, .throttled, .guardTripped, .stepFinished, .ended:
            return
        }
    }
}
