import RedriveCore
import WorkatoJobs

/// Every job that planning saw: the included ones, then those that are left out, each with its reason.
///
/// Lines and events are made one at a time, because a plan may have a million jobs.
struct JobListView: View {
    let plan: Plan

    func lines(width: Int) -> some Sequence<Line> {
        // An empty line separates the list from the preview above it.
        (0..<rowCount + 1).lazy.map { index in index == 0 ? .empty : row(index - 1).line }
    }

    var events: some Sequence<Event> { (0..<rowCount).lazy.map { row($0).event } }

    private var rowCount: Int { plan.jobs.count + plan.leftOut.count }

    private func row(_ index: Int) -> Row {
        if index < plan.jobs.count {
            let job = plan.jobs[index]
            return Row(
                step: plan.header.steps[job.step].name,
                recipe: job.recipe,
                master: job.master,
                newest: job.newestAttempt,
                title: job.title
            )
        }
        let job = plan.leftOut[index - plan.jobs.count]
        return Row(
            step: plan.header.steps[job.step].name,
            recipe: job.recipe,
            master: job.master,
            newest: job.newestAttempt,
            reason: job.reason
        )
    }

    /// One job.
    private struct Row {
        var step: String
        var recipe: RecipeID
        var master: JobID
        var newest: JobID
        /// Why it is left out; nil if it is included.
        var reason: LeftOutReason?
        var title: String?

        var line: Line {
            let place = reason.map { Line($0.rawValue, .dim) } ?? Line("included", .good)
            return "\(step)  \(recipe)  \(master)  \(place)\(title.map { "  \($0)" } ?? "")"
        }

        var event: Event {
            var members: JSONObject = [
                JSONMember(.recipeID, .int(recipe.value)), JSONMember(.masterJobID, .string(master.text)),
                JSONMember(.included, .bool(reason == nil)), JSONMember(.reason, .optional(reason?.rawValue)),
                JSONMember(.step, .string(step)), JSONMember(.newestJobID, .string(newest.text)),
            ]
            if let title { members.append(JSONMember(.title, .string(title))) }
            return Event(.job, members)
        }
    }
}
