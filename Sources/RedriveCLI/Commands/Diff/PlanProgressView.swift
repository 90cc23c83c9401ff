import RedriveCore
import WorkatoJobs

/// What of a plan a run has done: its jobs by where they stand, and those that are still to do.
struct PlanProgressView: ResultView {
    /// The text lists at most this many jobs that are still to do.
    private static let mostJobs = 20

    private let progress: PlanProgress
    /// Where the suspended jobs stand, parallel to the plan's tokens.
    private let tokens: [TokenProgress?]
    private let tally: JobTally
    private let absent: Int

    /// A view of a plan and a run.
    init(_ progress: PlanProgress) {
        self.progress = progress
        var tally = JobTally()
        var absent = 0
        for position in progress.planned.plan.jobs.indices {
            if let job = progress.progress(of: position) { tally.count(job) } else { absent += 1 }
        }
        tokens = progress.tokens
        for token in tokens {
            if let token { tally.count(token) } else { absent += 1 }
        }
        self.tally = tally
        self.absent = absent
    }

    private var plan: Plan { progress.planned.plan }

    var warnings: [String] {
        let keys = [plan, progress.run.plan].map { WorkspaceAddress.key(of: $0.header.workspace.url) }
        return keys[0] == keys[1] ? [] : ["the plan and the run are of two workspaces"]
    }

    var completion: Completion {
        let classes = JobClass.summaryOrder.filter { $0 != .resumed || tally.count($0) > 0 }.map {
            JSONMember(name: $0.rawValue, .int(tally.count($0)))
        }
        let outcomes = Outcome.summaryOrder.map { JSONMember(name: $0.rawValue, .int(tally.count($0))) }
        return Completion(
            planID: progress.planned.planID,
            totals: [JSONMember(.jobs, .int(plan.items))] + classes
                + [JSONMember(.outcomes, .object(outcomes)), JSONMember(.absent, .int(absent))]
        )
    }

    // MARK: text

    func lines(on canvas: Canvas) -> [Line] {
        let time = plan.header.createdAt.formatted(.seconds)
        let isSame = progress.planned.planID == progress.run.planID
        let of = isSame ? "its run" : "the run of plan \(progress.run.planID)"
        var lines: [Line] = [
            "plan \(progress.planned.planID) of \(time), \(Wording.count(plan.items, "job")), in \(of)"
        ]
        for (count, words, style) in counts where count > 0 {
            lines.append("  \(Wording.count(count))  \(Line(words, style))")
        }
        lines += open
        return lines.map { $0.cut(to: canvas.columns) }
    }

    private var counts: [(Int, String, Line.Style)] {
        Outcome.summaryOrder.map { (tally.count($0), "repeated: \($0.words)", $0.style) }
            + JobClass.summaryOrder.filter { $0 != .enqueued }.map { (tally.count($0), $0.words, $0.style) }
            + [(absent, "not in the run's plan", .caution)]
    }

    private var open: [Line] {
        let positions = plan.jobs.indices.filter { Self.isOpen(progress.progress(of: $0)?.jobClass) }
        let rows = plan.tokens.indices.filter { Self.isOpen(tokens[$0]?.jobClass) }
        let count = positions.count + rows.count
        guard count > 0 else { return [Line("nothing of the plan is left to do", .good)] }
        var lines: [Line] = [
            "\(Wording.count(count, "job")) of the plan \(count == 1 ? "is" : "are") still to do"
        ]
        for position in positions.prefix(Self.mostJobs) {
            let job = plan.jobs[position]
            let word = progress.progress(of: position)?.jobClass.rawValue ?? "not in the run"
            lines.append("    \(job.recipe)  \(job.master)  \(word)")
        }
        for row in rows.prefix(Self.mostJobs - min(positions.count, Self.mostJobs)) {
            let token = plan.tokens[row].row
            let word = tokens[row]?.jobClass.rawValue ?? "not in the run"
            lines.append("    token \(token.fingerprint) (line \(token.line))  \(word)")
        }
        if count > Self.mostJobs {
            lines.append("    and \(Wording.count(count - Self.mostJobs)) more; '--json' lists all")
        }
        return lines
    }

    /// Whether a job of this class was neither sent nor decided about.
    private static func isOpen(_ jobClass: JobClass?) -> Bool {
        switch jobClass {
        case .enqueued, .resumed, .refused, .dropped: false
        case .unknown, .held, .notSent, nil: true
        }
    }

    // MARK: events

    var events: some Sequence<Event> {
        [AnySequence(jobEvents), AnySequence(tokenEvents)].lazy.joined()
    }

    private var tokenEvents: some Sequence<Event> {
        plan.tokens.indices.lazy.map { row in
            let token = plan.tokens[row]
            return Event(
                .job,
                [
                    JSONMember(.recipeID, .optional(token.row.recipe?.value)),
                    JSONMember(.masterJobID, .string(token.row.fingerprint)),
                    JSONMember(.step, .string(plan.header.steps[token.step].name)),
                    JSONMember(.jobClass, .optional(tokens[row]?.jobClass.rawValue)), JSONMember(.outcome, .null),
                    JSONMember(.line, .int(token.row.line)),
                ]
            )
        }
    }

    private var jobEvents: some Sequence<Event> {
        plan.jobs.indices.lazy.map { position in
            let job = plan.jobs[position]
            let now = progress.progress(of: position)
            return Event(
                .job,
                [
                    JSONMember(.recipeID, .int(job.recipe.value)), JSONMember(.masterJobID, .string(job.master.text)),
                    JSONMember(.step, .string(plan.header.steps[job.step].name)),
                    JSONMember(.jobClass, .optional(now?.jobClass.rawValue)),
                    JSONMember(.outcome, .optional(now?.outcome?.rawValue)),
                ]
            )
        }
    }
}
