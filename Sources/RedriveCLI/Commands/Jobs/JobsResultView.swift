import RedriveCore

/// The end of a list of jobs: the groups, what the list may lack, and how many jobs there were.
struct JobsResultView: ResultView {
    private let result: JobsResult
    private let command: JobsCommand

    /// A view of a list that was read.
    init(_ result: JobsResult, _ command: JobsCommand) {
        self.result = result
        self.command = command
    }

    private var summary: ListingSummary { result.summary }

    var completion: Completion {
        Completion(
            summary.isComplete ? .done : .unfinishedJobs,
            totals: [
                JSONMember(.jobs, .int(summary.rows)), JSONMember(.requests, .int(summary.requests)),
                JSONMember(.complete, .bool(summary.isComplete)),
            ]
        )
    }

    var warnings: [String] {
        let jobs = Wording.count(summary.rows, "failed job")
        let limit = "only the newest \(jobs) are grouped: '--limit' or '--since' reads others"
        return summary.warnings + (command.signatures && summary.isCut ? [limit] : [])
    }

    func lines(on canvas: Canvas) -> [Line] {
        guard command.signatures else { return [] }
        guard !result.groups.isEmpty else { return [Line("no failed job", .dim)] }
        return ErrorLines(result.groups, columns: canvas.columns).whole
    }

    var events: [Event] {
        command.signatures ? result.groups.map { Event(.signature, $0.members) } : []
    }
}

/// How far the listing of jobs is.
struct JobsProgress: Sendable {
    private static let shortestWaitShown: Duration = .seconds(2)

    /// Rows that were shown.
    let rows: Int
    /// Requests that were answered.
    let requests: Int

    /// The progress at one moment.
    ///
    /// - Parameter waitsUntil: when the pacing gate lets the next read go; nil if none waits.
    func snapshot(at now: Instant, waitsUntil: Instant?) -> ProgressDisplay.Snapshot {
        let wait = waitsUntil.map { $0 - now }.flatMap { $0 >= Self.shortestWaitShown ? $0 : nil }
        var line = ProgressLine(essential: [
            .init("\(Line(Wording.count(rows, "job"), .bold)) in \(Wording.count(requests, "request"))")
        ])
        if let wait { line.essential.append(.init(Line("waiting \(Wording.time(wait)) for the limit of reads"))) }
        return ProgressDisplay.Snapshot(
            line: line,
            members: [
                JSONMember(.jobs, .int(rows)), JSONMember(.requests, .int(requests)),
                JSONMember(.waitingSeconds, .optional(wait.map(Wording.seconds))),
            ]
        )
    }
}
