import OrderedCollections
import WorkatoJobs

/// Reads jobs one by one through *Get a job*, for the steps that ask for it.
///
/// It works in rounds: the jobs that the steps would take are read, then the steps choose again without the test jobs
/// that were found. So a limit is filled with jobs that are no tests, and no job is read that a limit cuts off.
struct JobInspection: Sendable {
    /// Jobs of one error signature that `sample` reads.
    static let sampleSize = 3
    /// Jobs read at once.
    static let sideBySide = 4

    /// A job to be read.
    struct Target: Sendable, Hashable {
        let reading: Int
        let position: Int
        let recipe: RecipeID
        let attempt: JobID
        /// The index of its signature in the recipe's index; nil if it did not fail.
        let signature: Int32?
    }

    /// The place of a master.
    private struct Place: Hashable {
        var reading: Int
        var position: Int
    }

    /// The jobs of a recipe with one signature; jobs that did not fail are a group of their own.
    private struct Group: Hashable {
        var reading: Int
        var signature: Int32?
    }

    private let inspects: [RepeatSelection.Inspect]
    private let includesTests: [Bool]
    private var queue: ArraySlice<Target> = []
    private var waiting: [Int: Target] = [:]
    private var asked: Set<Place> = []
    private var sampled: Set<Group> = []
    private(set) var findings = InspectionFindings()

    init(_ runbook: Runbook) {
        let selections = runbook.steps.map(\.kind.repeats)
        inspects = selections.map { $0?.inspect ?? .none }
        includesTests = selections.map { $0?.include.contains(.testJob) ?? false }
    }

    /// Whether any step asks for it.
    var isAskedFor: Bool { inspects.contains { $0 != .none } }

    /// Whether all that was queued is answered.
    var isIdle: Bool { queue.isEmpty && waiting.isEmpty }

    /// Queues the jobs to read among those that each step would take, in the order of sending; false if there are none.
    mutating func enqueue(_ taken: [[PlanAssembly.Candidate]], in readings: [RecipeReading]) -> Bool {
        for (inspect, candidates) in zip(inspects, taken) {
            switch inspect {
            case .none: break
            case .all: for candidate in candidates { enqueue(candidate, readings) }
            case .sample: sample(candidates, readings)
            }
        }
        return !queue.isEmpty
    }

    private mutating func enqueue(_ candidate: PlanAssembly.Candidate, _ readings: [RecipeReading]) {
        guard asked.insert(Place(reading: candidate.reading, position: candidate.position)).inserted else { return }
        let record = readings[candidate.reading].book.records[candidate.position]
        let target = Target(
            reading: candidate.reading,
            position: candidate.position,
            recipe: readings[candidate.reading].recipe,
            attempt: record.newest,
            signature: record.signature
        )
        findings.planned(target)
        queue.append(target)
    }

    /// The first, the last and one in the middle: what went wrong may have changed in between.
    private mutating func sample(_ candidates: [PlanAssembly.Candidate], _ readings: [RecipeReading]) {
        var members: OrderedDictionary<Group, [PlanAssembly.Candidate]> = [:]
        for candidate in candidates {
            let record = readings[candidate.reading].book.records[candidate.position]
            let group = Group(reading: candidate.reading, signature: record.signature)
            guard !sampled.contains(group) else { continue }
            members[group, default: []].append(candidate)
        }
        for (group, jobs) in members {
            sampled.insert(group)
            let count = min(Self.sampleSize, jobs.count)
            for number in 0..<count {
                enqueue(jobs[count == 1 ? 0 : number * (jobs.count - 1) / (count - 1)], readings)
            }
        }
    }

    /// The next job to read, if there is room for it; its answer comes under this id.
    mutating func next(id: Int) -> Target? {
        guard waiting.count < Self.sideBySide, let target = queue.popFirst() else { return nil }
        waiting[id] = target
        return target
    }

    /// The job that was asked for with an id; nil if there is none.
    mutating func answered(_ id: Int) -> Target? { waiting.removeValue(forKey: id) }

    /// A job arrived.
    ///
    /// False if it is a test job.
    mutating func received(_ detail: JobDetail, _ target: Target, in book: MasterIndex) -> Bool {
        guard book.position(of: detail.row.id) == target.position else {
            findings.unread(target, "answered with job '\(detail.row.id)'")
            return true
        }
        let isTest = detail.row.isTest ?? false
        findings.read(target, isTest: isTest, StepsRun(detail.lines))
        return !isTest
    }

    /// Of what each step takes, how many jobs were not read although a test job is not wanted: those of steps with `sample`.
    func unread(of taken: [[PlanAssembly.Candidate]]) -> Int {
        taken.indices.reduce(0) { count, step in
            guard inspects[step] == .sample, !includesTests[step] else { return count }
            return count + taken[step].count { !asked.contains(Place(reading: $0.reading, position: $0.position)) }
        }
    }

    /// The server does not know the job.
    mutating func notFound(_ target: Target, server: String) { findings.unread(target, server) }
}
