package import WorkatoJobs

/// Everything that a report says of a run, from its records alone.
///
/// A fold: each record is told after the state has taken it in. Beside the state it keeps 20 bytes for a job and a bounded timeline,
/// so that a report of a million jobs needs hardly more memory than its status. Rows are made one at a time.
package struct RunReport: Sendable {
    /// The state behind the last record.
    package private(set) var state: RunState
    /// What happened, in order.
    package let timeline: RunTimeline
    /// What happened, over time.
    package let series: WorkSeries
    /// When the last thing was recorded that decided a job's class or outcome, by job; `Int64.min` for never.
    private let decidedAt: [Int64]
    /// The same of suspended jobs, by row.
    private let tokenDecidedAt: [Int: Int64]
    /// Which sending of its last request a job was in, by job; 0 for never sent.
    private let tries: [Int32]
    /// The last loss of each request whose jobs are still in doubt, by chunk.
    private let losses: [Int: Record.Lost]

    /// The fold on its way.
    package struct Fold: Sendable {
        private var timeline = RunTimeline()
        private var series = WorkSeries()
        private var decidedAt: [Int64] = []
        private var tokenDecidedAt: [Int: Int64] = [:]
        private var tries: [Int32] = []
        private var losses: [Int: Record.Lost] = [:]

        /// The fold before the first record.
        package init() {}

        /// Takes one record in.
        ///
        /// - Parameter state: the state after the record.
        package mutating func note(_ record: Record, at time: Timestamp, after state: RunState) {
            if decidedAt.isEmpty {
                decidedAt = Array(repeating: .min, count: state.jobs.count)
                tries = Array(repeating: 0, count: state.jobs.count)
            }
            timeline.note(record, at: time, after: state)
            count(record, at: time)
            if case .token(let record) = record, record.event.decides { tokenDecidedAt[record.row] = time.milliseconds }
            for (position, event) in JobEvent.all(of: record, after: state) where event.decides {
                decidedAt[position] = time.milliseconds
                if case .sending(let sending, _, _) = event {
                    tries[position] = Int32(truncatingIfNeeded: sending.tryNumber)
                }
            }
        }

        private mutating func count(_ event: TokenEvent, at time: Timestamp) {
            switch event {
            case .intent: series.count(.requests, at: time)
            case .resumed: series.count(.enqueued, at: time)
            case .lost: series.count(.lost, at: time)
            case .notApplied(_, .throttled, _, _): series.count(.throttled, at: time)
            case .refused, .notApplied, .evidence, .released: break
            }
        }

        private mutating func count(_ record: Record, at time: Timestamp) {
            if case .session = record {
                series.pass(time, isBeginning: true)
            } else {
                series.pass(time, isBeginning: false)
            }
            switch record {
            case .intent: series.count(.requests, at: time)
            case .answered(let answer): series.count(.enqueued, answer.jobs.count { $0.enqueued }, at: time)
            case .lost(let record):
                series.count(.lost, at: time)
                losses[record.chunk] = record
            case .notApplied(let record):
                if record.reason == .throttled { series.count(.throttled, at: time) }
            case .settled(let record):
                series.count(.enqueued, record.found.count, at: time)
                if !record.notApplied.isEmpty { losses[record.chunk] = nil }
            case .outcomes(let record):
                series.count(.recovered, record.jobs.count { $0.outcome == .recovered }, at: time)
                series.count(
                    .failed,
                    record.jobs.count { $0.outcome == .failedSame || $0.outcome == .failedOther },
                    at: time
                )
            case .throttled(let record): series.count(.throttled, record.count, at: time)
            case .token(let record): count(record.event, at: time)
            case .guardTripped: series.mark(.guardTripped, at: time)
            case .commanded(let record):
                if case .pause = record.given.command { series.mark(.pause, at: time) }
            case .session, .stepStarted, .dropped, .refused, .held, .released, .witnessed, .others, .wholeList,
                .stageEnded, .listed, .stepFinished, .ended:
                break
            }
        }

        /// The report behind the last record.
        package consuming func finish(_ state: RunState) -> RunReport {
            let isEmpty = decidedAt.isEmpty
            return RunReport(
                state: state,
                timeline: timeline,
                series: series,
                decidedAt: isEmpty ? Array(repeating: .min, count: state.jobs.count) : decidedAt,
                tokenDecidedAt: tokenDecidedAt,
                tries: isEmpty ? Array(repeating: 0, count: state.jobs.count) : tries,
                losses: losses
            )
        }
    }

    /// The rows, one for each job of the plan, in the plan's order; each is made when it is asked for.
    package var rows: some LazySequenceProtocol & Sequence<ReportRow> {
        let jobs = state.jobs.count
        return (0..<state.plan.items).lazy.map { $0 < jobs ? row($0) : row(ofToken: $0 - jobs) }
    }

    /// The row of one suspended job.
    package func row(ofToken row: Int) -> ReportRow {
        let token = state.plan.tokens[row]
        let progress = state.tokens.progress[row]
        let tries = state.tokens.tries[row]
        let reason: ReportRow.Reason? =
            switch progress {
            case .resumed: nil
            case .refused(_, let message): .refused(typeID: nil, message: message)
            case .inFlight: .unanswered
            case .unknown(_, let cause, let why): .lost(cause, why: why)
            case .notSent: notSentReason(step: token.step, recipe: token.row.recipe)
            }
        return ReportRow(
            step: state.plan.header.steps[token.step].name,
            subject: .token(token.row, progress, state.tokens.evidence[row]),
            reason: reason,
            tryNumber: tries > 0 ? tries : nil,
            at: tokenDecidedAt[row].map { Timestamp(milliseconds: $0) }
        )
    }

    /// The row of one job.
    package func row(_ position: Int) -> ReportRow {
        let job = state.plan.jobs[position]
        let request = state.chunkLog.lastOf[position]
        let progress = state.jobs[position]
        return ReportRow(
            step: state.plan.header.steps[job.step].name,
            subject: .job(job.recipe, job.master, progress),
            reason: reason(position),
            signatureBefore: state.signatureBefore(position),
            request: request > 0 ? request : nil,
            tryNumber: request > 0 ? Int(tries[position]) : nil,
            at: decidedAt[position] == .min ? nil : Timestamp(milliseconds: decidedAt[position])
        )
    }

    private func reason(_ position: Int) -> ReportRow.Reason? {
        switch state.jobs[position] {
        case .enqueued: nil
        case .refused(let typeID, let message): .refused(typeID: typeID, message: message)
        case .dropped(let why): .dropped(why)
        case .held(let why): .held(why)
        case .inFlight: .unanswered
        case .unknown(let chunk):
            losses[chunk].map { .lost($0.cause, why: $0.why) } ?? .unmentioned
        case .notSent:
            notSentReason(step: state.plan.jobs[position].step, recipe: state.plan.jobs[position].recipe)
        }
    }

    private func notSentReason(step: Int, recipe: RecipeID?) -> ReportRow.Reason? {
        if let recipe, state.settings.skipped[recipe] != nil { return .skipped }
        if !state.settings.mayRun(state.plan.header.steps[step].name) { return .stepLeftOut }
        if case .tripped(let name, _) = state.steps[step].stage { return .guardTripped(name) }
        return nil
    }

    /// The jobs of each recipe, counted, in the order of their ids; suspended jobs as far as their rows name a recipe.
    package var recipes: [(recipe: RecipeID, tally: JobTally)] {
        var tallies: [RecipeID: JobTally] = [:]
        for (position, job) in state.jobs.enumerated() {
            tallies[state.plan.jobs[position].recipe, default: JobTally()].count(job)
        }
        for (row, token) in state.tokens.progress.enumerated() {
            if let recipe = state.plan.tokens[row].row.recipe { tallies[recipe, default: JobTally()].count(token) }
        }
        return tallies.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}
