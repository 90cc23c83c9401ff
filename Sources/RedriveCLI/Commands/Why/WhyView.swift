import RedriveCore
import WorkatoJobs

/// The story of a job, as text and as events; of several jobs if they share the id.
struct WhyView: ResultView {
    /// The report of the run, for where the jobs stand.
    let report: RunReport
    /// The planned jobs with the id.
    let stories: [JobStory]
    /// The suspended jobs that are known by the name.
    let tokenStories: [SuspendedJobStory]
    /// The jobs with the id that the plan leaves out, by their indices among those.
    let leftOut: [Int]
    /// The path of the state file, as it was typed.
    let path: String

    private var state: RunState { report.state }
    private var zone: UTCOffset? { state.plan.header.timeZone }

    var completion: Completion { Completion(planID: state.planID, totals: JSONObject(state)) }

    // MARK: text

    func lines(on canvas: Canvas) -> [Line] {
        var blocks = stories.map { lines(of: $0, columns: canvas.columns) }
        blocks += tokenStories.map { lines(of: $0, columns: canvas.columns) }
        blocks += leftOut.map { lines(ofLeftOut: $0, columns: canvas.columns) }
        return Array(blocks.joined(separator: [.empty]))
    }

    private func lines(of story: JobStory, columns: Int) -> [Line] {
        let job = state.plan.jobs[story.position]
        let row = report.row(story.position)
        let head: Line =
            "job \(job.master.text, .bold) of recipe \(state.plan.header.label(of: job.recipe)), step '\(row.step)': \(row.word, row.style)"
        var lines = head.wrapped(to: columns, indent: 2)
        lines += Selected(job, in: state.plan).lines.flatMap { ("  \($0)" as Line).wrapped(to: columns, indent: 4) }
        lines += story.entries.flatMap { entry in
            let line: Line = "  \(entry.at.formatted(at: zone))  \(StoryWords(entry.event).line)"
            return line.wrapped(to: columns, indent: 4)
        }
        if story.entries.isEmpty { lines.append("  nothing was sent for it") }
        lines.append(.empty)
        lines += JobAdvice(row, in: state, path: path).lines.flatMap { $0.wrapped(to: columns, indent: 2) }
        return lines
    }

    private func lines(of story: SuspendedJobStory, columns: Int) -> [Line] {
        let token = state.plan.tokens[story.row]
        let row = report.row(ofToken: story.row)
        let head: Line =
            "suspended job, token \(token.row.fingerprint, .bold), step '\(row.step)': \(row.jobClass.rawValue, row.style)"
        var lines = head.wrapped(to: columns, indent: 2)
        lines += planned(token).flatMap { ("  \($0)" as Line).wrapped(to: columns, indent: 4) }
        lines += story.entries.flatMap { entry in
            let line: Line = "  \(entry.at.formatted(at: zone))  \(TokenStoryWords(entry.event).line)"
            return line.wrapped(to: columns, indent: 4)
        }
        if story.entries.isEmpty { lines.append("  nothing was sent for it") }
        lines.append(.empty)
        lines += JobAdvice(row, in: state, path: path).lines.flatMap { $0.wrapped(to: columns, indent: 2) }
        return lines
    }

    /// Why a suspended job was planned.
    private func planned(_ token: PlannedToken) -> [Line] {
        var lines: [Line] = []
        if case .resumeJobs(let source) = state.plan.header.steps[token.step].kind {
            lines.append("planned because its token is in \(source.file.path), line \(token.row.line)")
        }
        if let recipe = token.row.recipe, let job = token.row.job {
            lines.append("the row names job \(job) of recipe \(state.plan.header.label(of: recipe))")
        }
        if let note = token.row.note { lines.append("note: \(note)") }
        if let data = token.row.data { lines.append("\(Wording.count(data.bytes, "byte")) of data go with it") }
        return lines
    }

    private func lines(ofLeftOut index: Int, columns: Int) -> [Line] {
        let job = state.plan.leftOut[index]
        let step = state.plan.header.steps[job.step].name
        let head: Line =
            "job \(job.master.text, .bold) of recipe \(state.plan.header.label(of: job.recipe)), step '\(step)': \("left out", .dim)"
        var lines = head.wrapped(to: columns, indent: 2)
        let why: Line = "  rule \(job.reason.rawValue, .bold): \(job.reason.explanation)"
        lines += why.wrapped(to: columns, indent: 4)
        if job.newestAttempt != job.master { lines.append("  its newest attempt was \(job.newestAttempt)") }
        lines.append("  nothing was sent for it")
        if job.reason.canBeIncluded {
            let how: Line =
                "  to repeat jobs like it, add 'include: [\(job.reason.rawValue)]' to the step and plan again"
            lines += how.wrapped(to: columns, indent: 4)
        }
        return lines
    }

    // MARK: events

    var events: [Event] {
        stories.flatMap(events) + tokenStories.flatMap(events)
            + leftOut.map { JobStanding(leftOut: $0, of: state.plan).event }
    }

    private func events(of story: SuspendedJobStory) -> [Event] {
        let row = report.row(ofToken: story.row)
        let token = state.plan.tokens[story.row].row
        let advice = JobAdvice(row, in: state, path: path)
        let head = Event(
            .job,
            JSONReport.members(of: row) + [
                JSONMember(.line, .int(token.line)), JSONMember(.jobID, .optional(token.job?.text)),
                JSONMember(.note, .optional(token.note)), JSONMember(.help, .string(advice.text)),
                JSONMember(.commands, .array(advice.commands.map { .string(Shell.command($0)) })),
            ]
        )
        return [head] + story.entries.map { self.story(row, at: $0.at, TokenStoryWords($0.event).members) }
    }

    private func story(_ row: ReportRow, at time: Timestamp, _ members: JSONObject) -> Event {
        let names = [
            JSONMember(.masterJobID, .string(row.id)), JSONMember(.recordedAt, .string(time.description)),
        ]
        return Event(.story, names + members)
    }

    private func events(of story: JobStory) -> [Event] {
        let row = report.row(story.position)
        let job = state.plan.jobs[story.position]
        let advice = JobAdvice(row, in: state, path: path)
        let head = Event(
            .job,
            JSONReport.members(of: row) + [
                JSONMember(.newestJobID, .string(job.newestAttempt.text)),
                JSONMember(.completedAt, .optional(job.completedAt?.description)),
                JSONMember(.repeatedBefore, .int(job.earlierRepeats)), JSONMember(.help, .string(advice.text)),
                JSONMember(.commands, .array(advice.commands.map { .string(Shell.command($0)) })),
            ]
        )
        return [head] + story.entries.map { self.story(row, at: $0.at, StoryWords($0.event).members) }
    }
}

/// Why a job was planned.
private struct Selected {
    /// The lines.
    let lines: [Line]

    init(_ job: PlannedJob, in plan: Plan) {
        let zone = plan.header.timeZone
        let ended = job.completedAt.map { " at \($0.formatted(at: zone))" } ?? ""
        let attempt = job.newestAttempt == job.master ? "it" : "its newest attempt \(job.newestAttempt)"
        let steps = plan.header.steps[job.step]
        var lines: [Line] = []
        if let signature = job.signature {
            lines.append("planned because \(attempt) had failed\(ended): \(plan.signatures[signature].words)")
        } else {
            lines.append("planned because \(attempt) had ended\(ended), and the step repeats jobs of that status")
        }
        if job.earlierRepeats > 0 {
            lines.append("repeated \(Wording.count(job.earlierRepeats, "time")) before the plan was made")
        }
        switch steps.kind {
        case .resumeJobs: break
        case .repeatJobs(let repeats):
            for condition in repeats.limits.conditions { lines.append("condition: \(condition)") }
        case .listJobs: break
        }
        if let title = job.title { lines.append("title: \(title)") }
        self.lines = lines
    }
}
