import RedriveCore
import WorkatoJobs

/// What of a plan a run has done: its jobs by where they stand, and those that are still to do.
struct PlanProgressView: ResultView {
    /// The text lists at most this many jobs that are still to do.
    private static let mostJobs = 20

    private let progress: PlanProgress
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
            totals: [JSONMember(.jobs, .int(plan.jobs.count))] + classes
                + [JSONMember(.outcomes, .object(outcomes)), JSONMember(.absent, .int(absent))]
        )
    }

    // MARK: text

    func lines(on canvas: Canvas) -> [Line] {
        let time = plan.header.createdAt.formatted(.seconds)
        let isSame = progress.planned.planID == progress.run.planID
        let of = isSame ? "its run" : "the run of plan \(progress.run.planID)"
        var lines: [Line] = [
            "plan \(progress.planned.planID) of \(time), \(Wording.count(plan.jobs.count, "job")), in \(of)"
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
        let positions = plan.jobs.indices.filter { isOpen($0) }
        guard !positions.isEmpty else { return [Line("nothing of the plan is left to do", .good)] }
        var lines: [Line] = [
            "\(Wording.count(positions.count, "job")) of the plan \(positions.count == 1 ? "is" : "are") still to do"
        ]
        for position in positions.prefix(Self.mostJobs) {
            let job = plan.jobs[position]
            let word = progress.progress(of: position)?.jobClass.rawValue ?? "not in the run"
            lines.append("    \(job.recipe)  \(job.master)  \(word)")
        }
        if positions.count > Self.mostJobs {
            lines.append("    and \(Wording.count(positions.count - Self.mostJobs)) more; '--json' lists all")
        }
        return lines
    }

    /// Whether the job was neither repeated nor decided about.
    private func isOpen(_ position: Int) -> Bool {
        switch progress.progress(of: position)?.jobClass {
        case .enqueued, .resumed, .refused, .dropped: false
        case .unknown, .held, .notSent, nil: true
        }
    }

    // MARK: events

    var events: some Sequence<Event> {
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
