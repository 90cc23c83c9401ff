import RedriveCore
import WorkatoJobs

/// Which jobs of a run a person has to look at: by class and outcome, with why, the first of each; all of them on request.
struct JobLists {
    /// The most jobs of a class that are listed.
    static let mostJobs = 10
    /// The most reasons of a class that are listed.
    private static let mostReasons = 5

    /// The jobs of one class or outcome.
    private struct Section {
        /// What `--class` takes to list them all.
        let label: String
        /// What heads the list, behind the number of jobs.
        let words: String
        let style: Line.Style
        let positions: [Int]
    }

    private let state: RunState
    private let statePath: String
    private let columns: Int

    /// The lists of a run for a number of columns.
    ///
    /// - Parameter statePath: the path of the state file, as a person would type it.
    init(_ state: RunState, statePath: String, columns: Int) {
        self.state = state
        self.statePath = statePath
        self.columns = columns
    }

    /// The lists; empty if every job recovered or was not sent.
    var lines: [Line] {
        sections.filter { !$0.positions.isEmpty }.flatMap(lines)
            + TokenLists(state, statePath: statePath, columns: columns).lines
    }

    private var sections: [Section] {
        var byLabel: [String: [Int]] = [:]
        for position in state.jobs.indices {
            if let label = Self.label(state.jobs[position]) { byLabel[label, default: []].append(position) }
        }
        let outcomes: [Outcome] = [.failedSame, .failedOther, .stillPending]
        return [.held, .unknown, .refused].map { section($0, byLabel) }
            + outcomes.map { outcome in
                Section(
                    label: outcome.rawValue,
                    words: outcome.words,
                    style: outcome.style,
                    positions: byLabel[outcome.rawValue] ?? []
                )
            }
            + [section(.dropped, byLabel)]
    }

    private func section(_ jobClass: JobClass, _ byLabel: [String: [Int]]) -> Section {
        Section(
            label: jobClass.rawValue,
            words: jobClass.words,
            style: jobClass.style,
            positions: byLabel[jobClass.rawValue] ?? []
        )
    }

    /// The list that a job belongs to; nil for a job that nobody has to look at.
    private static func label(_ job: JobProgress) -> String? {
        switch job {
        case .held: JobClass.held.rawValue
        case .unknown: JobClass.unknown.rawValue
        case .refused: JobClass.refused.rawValue
        case .dropped: JobClass.dropped.rawValue
        case .enqueued(_, let followed?):
            switch followed.outcome {
            case .failedSame, .failedOther, .stillPending: followed.outcome.rawValue
            case .recovered, .unverified: nil
            }
        case .enqueued(_, nil), .notSent, .inFlight: nil
        }
    }

    private func lines(_ section: Section) -> [Line] {
        let count = Wording.count(section.positions.count, "job")
        var lines: [Line] = [.empty, "\(Line("\(count) \(section.words)", section.style))"]
        let jobs = section.positions.map { JobStanding(included: $0, of: state.plan, in: state) }
        lines += reasons(jobs)
        lines += jobs.prefix(Self.mostJobs).flatMap(rows)
        if jobs.count > Self.mostJobs {
            let command = ["redrive", "show", Shell.file(statePath), "--class", section.label]
            lines.append("  and \(Wording.count(jobs.count - Self.mostJobs)) more: \(Shell.command(command), .accent)")
        }
        return lines
    }

    /// Why, with how many jobs each; not if each job has a reason of its own.
    private func reasons(_ jobs: [JobStanding]) -> [Line] {
        var counts: [String: Int] = [:]
        for job in jobs { counts[job.why ?? "", default: 0] += 1 }
        let sorted = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        let shown = sorted.prefix(Self.mostReasons).filter { !$0.key.isEmpty }
        var lines = shown.map { why, count in ("  \(Wording.count(count))  \(why)" as Line).cut(to: columns) }
        let rest = sorted.dropFirst(Self.mostReasons).reduce(0) { $0 + $1.value }
        if rest > 0 { lines.append("  \(Wording.count(rest))  for other reasons") }
        return lines
    }

    /// The job, and its page if there is room for it; who has to decide about a job gets the page in any case.
    private func rows(_ job: JobStanding) -> [Line] {
        let new = job.newJob.map { " -> \($0)" } ?? ""
        let place: Line = "    recipe \(state.plan.header.label(of: job.recipe))  \(job.master)\(new)"
        guard let link = link(job).map({ Line($0, .dim) }) else { return [place.cut(to: columns)] }
        if place.width + 2 + link.width <= columns { return [place + "  " + link] }
        switch job.progress?.jobClass {
        case .held, .unknown: return [place.cut(to: columns), "      " + link]
        case .enqueued, .resumed, .refused, .dropped, .notSent, nil: return [place.cut(to: columns)]
        }
    }

    /// The page of the job in the workspace's web application; nil where its address is not known.
    private func link(_ job: JobStanding) -> String? {
        WebPages(state.plan.header)?.page(of: job.newJob ?? job.master, in: job.recipe)
    }
}
