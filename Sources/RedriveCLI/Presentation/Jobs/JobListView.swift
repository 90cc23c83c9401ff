import RedriveCore
import WorkatoJobs

/// Every job that planning saw, the included ones first, suspended ones behind those that are repeated, each with where it stands and why.
///
/// Lines and events are made one at a time, because a plan may have a million jobs.
struct JobListView: View {
    /// The plan whose jobs are listed.
    let plan: Plan
    /// The plan's run; nil for a plan that is not run.
    var run: RunState?
    /// Which of the jobs are listed.
    var filter = JobFilter()

    func lines(on canvas: Canvas) -> some Sequence<Line> {
        let columns = Columns(plan)
        let head: [Line] = [.empty, columns.head(hasRun: run != nil)]
        // A screen cuts lines that are too long for it, a file keeps them whole.
        let rows = jobs.map { columns.line($0, hasRun: run != nil).cut(to: canvas.columns) }
        let isEmpty = !jobs.contains { _ in true }
        return [AnySequence(head), AnySequence(rows), AnySequence(isEmpty ? [Line("no job", .dim)] : [])].lazy.joined()
    }

    var events: some Sequence<Event> { jobs.map(\.event) }

    /// A line of the list.
    private enum Item {
        case job(JobStanding)
        case token(TokenStanding)

        var event: Event {
            switch self {
            case .job(let job): job.event
            case .token(let token): token.event
            }
        }
    }

    private var jobs: some LazySequenceProtocol & Sequence<Item> {
        (0..<plan.items + plan.leftOut.count).lazy.map(item).filter { item in
            switch item {
            case .job(let job): filter.admits(job.labels, job.recipe)
            case .token(let token): filter.admits(token.labels, token.row.recipe)
            }
        }
    }

    private func item(_ index: Int) -> Item {
        if index < plan.jobs.count { return .job(JobStanding(included: index, of: plan, in: run)) }
        if index < plan.items { return .token(TokenStanding(index - plan.jobs.count, of: plan, in: run)) }
        return .job(JobStanding(leftOut: index - plan.items, of: plan))
    }

    /// The widths of the columns; ids that are longer than those looked at push the rest of their line to the right.
    private struct Columns {
        private static let jobsLookedAt = 1000
        /// The columns of the longest class, outcome or reason.
        private static let wordWidth = 14

        private let stepWidth: Int
        private let recipeWidth: Int
        private let jobWidth: Int

        init(_ plan: Plan) {
            let steps = plan.header.steps.map { Line($0.name).width }
            stepWidth = max(steps.max() ?? 0, 4)
            let tokens = plan.tokens.prefix(Self.jobsLookedAt)
            let recipes = plan.header.steps.flatMap(\.recipes) + tokens.compactMap(\.row.recipe)
            recipeWidth = max(recipes.map { $0.description.count }.max() ?? 0, 6)
            let masters =
                plan.jobs.prefix(Self.jobsLookedAt).map(\.master) + plan.leftOut.prefix(Self.jobsLookedAt).map(\.master)
            let ids = masters.map(\.text) + tokens.map(\.row.fingerprint)
            jobWidth = max(ids.map(\.count).max() ?? 0, 3)
        }

        func head(hasRun: Bool) -> Line {
            let left: Line =
                "\(cell("step", stepWidth))  \(cell("recipe", recipeWidth))  \(cell("job", jobWidth))  \(cell("class", Self.wordWidth))"
            let right =
                hasRun ? "  \(cell("new job", jobWidth).rendered(color: false))  why" : "  ended                 error"
            return Line((left + Line(right)).rendered(color: false), .bold)
        }

        func line(_ item: Item, hasRun: Bool) -> Line {
            switch item {
            case .job(let job): line(job, hasRun: hasRun)
            case .token(let token): line(token, hasRun: hasRun)
            }
        }

        /// A suspended job has neither a repeat nor an end: in their place stands where its row is.
        private func line(_ token: TokenStanding, hasRun: Bool) -> Line {
            let left: Line =
                "\(cell(token.step, stepWidth))  \(cell(token.row.recipe?.description ?? "-", recipeWidth))  \(cell(token.id, jobWidth))  "
            let right = [token.place, token.why].compactMap { $0 }.joined(separator: "  ")
            return left + Line(token.word, token.style).padded(to: Self.wordWidth) + "  \(right)"
        }

        private func line(_ job: JobStanding, hasRun: Bool) -> Line {
            let left: Line =
                "\(cell(job.step, stepWidth))  \(cell(job.recipe.description, recipeWidth))  \(cell(job.master.text, jobWidth))  "
            let word = Line(job.word, job.style)
            let middle =
                hasRun ? cell(job.newJob?.text ?? "", jobWidth) : cell(job.ended?.formatted(.seconds) ?? "", 20)
            let right = [job.why, job.title].compactMap { $0 }.joined(separator: "  ")
            guard job.leftOut == nil else { return left + word }
            return left + word.padded(to: Self.wordWidth) + "  " + middle + (right.isEmpty ? "" : "  \(right)")
        }

        private func cell(_ text: String, _ width: Int) -> Line { Line(text).padded(to: width) }
    }
}
