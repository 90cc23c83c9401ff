import RedriveCore

/// The speed and the counts of a run, for its progress display.
struct RunProgress: Sendable {
    /// The least time between two counts: one second, because counting visits all jobs.
    static let countEvery: Duration = .seconds(1)

    private let begun: Instant
    /// How many jobs had been sent when the process started.
    private let sentBefore: Int
    private(set) var totals: RunTotals
    private var counted: Instant
    private var stepName: String?
    /// When the first job of this process was sent.
    private var firstSent: Instant?
    /// Whether the API is being asked about a request whose answer was lost.
    private var isSettling = false
    private let limits: Limits
    private let isComplete: Bool

    init(_ state: RunState, at now: Instant) {
        begun = now
        counted = now
        totals = RunTotals(state)
        sentBefore = totals.planned - totals.count(.notSent)
        limits = state.plan.header.workspace.limits
        isComplete = state.plan.isComplete
    }

    /// Takes a record into account.
    ///
    /// - Returns: whether the jobs were counted again.
    mutating func note(_ record: Record, _ state: RunState, at now: Instant) -> Bool {
        if case .stepStarted(let record) = record { stepName = state.plan.header.steps[record.step].name }
        if case .intent = record, firstSent == nil { firstSent = now }
        if stepName == nil {
            let running = state.steps.firstIndex { $0.stage == .running }
            stepName = running.map { state.plan.header.steps[$0].name }
        }
        guard now - counted >= Self.countEvery else { return false }
        totals = RunTotals(state)
        isSettling = state.chunks.values.contains { $0.status == .lost }
        counted = now
        return true
    }

    /// The progress of the run.
    func snapshot(at now: Instant) -> ProgressDisplay.Snapshot {
        let sent = totals.planned - totals.count(.notSent)
        let rate = rate(sent: sent, at: now)
        var counts = JobClass.summaryOrder.filter { $0 != .notSent && totals.count($0) > 0 }
            .map { "\(Wording.count(totals.count($0))) \($0.rawValue)" }
        counts += Outcome.summaryOrder.filter { $0 != .unverified && totals.count($0) > 0 }
            .map { "\(Wording.count(totals.count($0))) \($0.rawValue)" }
        let name = stepName.map { "\($0)  " } ?? ""
        let done = "\(Wording.count(sent)) of \(Wording.count(totals.planned)) jobs"
        let pace = rate.map { ", \(Self.perSecond($0)) jobs/s" } ?? ""
        let eta = eta(rate: rate).map { ", \(Wording.time($0)) left to send" } ?? ""
        let waiting = isSettling ? ", asking about lost answers" : isFollowing ? ", following" : ""
        let tail = counts.isEmpty ? "" : ": " + counts.joined(separator: ", ")
        return ProgressDisplay.Snapshot(
            live: "\(name, .bold)\(bar(sent), .accent) \(done)\(pace)\(eta)\(waiting)\(tail)",
            line: "\(name)\(done)\(pace)\(eta)\(waiting)\(tail)",
            members: members(rate: rate)
        )
    }

    private var isFollowing: Bool { totals.count(.notSent) == 0 && totals.count(.unverified) > 0 }

    private func bar(_ sent: Int) -> String {
        let width = 16
        let filled = totals.planned == 0 ? width : sent * width / totals.planned
        return "[" + String(repeating: "#", count: filled) + String(repeating: "-", count: width - filled) + "]"
    }

    /// The rate in jobs per 1,000 seconds; nil before anything can be measured, and after all jobs were sent.
    private func rate(sent: Int, at now: Instant) -> Int? {
        guard let firstSent, sent > sentBefore, totals.count(.notSent) > 0 else { return nil }
        let elapsed = (now - firstSent) + limits.repeatJobs.spacing
        let (seconds, attoseconds) = elapsed.components
        let milliseconds = Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000)
        return milliseconds > 0 ? (sent - sentBefore) * 1_000_000 / milliseconds : nil
    }

    private func eta(rate: Int?) -> Duration? {
        let left = totals.count(.notSent)
        guard left > 0, let rate, rate > 0 else { return nil }
        return .milliseconds(left * 1_000_000 / rate)
    }

    private func members(rate: Int?) -> JSONObject {
        var members: JSONObject = []
        if let stepName { members.append(JSONMember(.step, .string(stepName))) }
        members += JSONObject(totals, isComplete: isComplete)
        if let rate { members.append(JSONMember(.jobsPer1000Seconds, .int(rate))) }
        members.append(JSONMember(.settling, .bool(isSettling)))
        members.append(JSONMember(.secondsLeftToSend, .optional(eta(rate: rate).map(Wording.seconds))))
        return members
    }

    /// The rate in jobs per second, with one decimal.
    private static func perSecond(_ perThousandSeconds: Int) -> String {
        let tenths = (perThousandSeconds + 50) / 100
        return "\(tenths / 10).\(tenths % 10)"
    }
}
