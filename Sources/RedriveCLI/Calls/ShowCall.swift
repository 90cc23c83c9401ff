import RedriveCore
import RedriveEngine
import WorkatoJobs

/// What `redrive show` does.
struct ShowCall {
    let context: CommandContext
    let path: String
    let listsJobs: Bool

    func call() throws(ToolFailure) -> Completion {
        let work: PlannedWork
        let next: PlanPreview.Next
        switch try context.kind(of: path) {
        case .state:
            let contents = try context.journal(path)
            work = PlannedWork(contents.state)
            next = .note("this is the plan of a run; to see where it stands:", ["redrive", "status", path])
        case .plan, .runbook:
            work = try context.plan(path)
            next =
                if work.plan.header.simulated != nil {
                    .note("this is a plan of a simulated workspace and cannot be run", nil)
                } else if work.plan.jobs.isEmpty {
                    .note("there is nothing to run", nil)
                } else {
                    .run(path)
                }
        }
        let summary = PlanSummary(work.plan)
        PlanEvents(work, summary).tell(context.console, path: path)
        context.console.result(PlanPreview(work, summary, width: context.console.width).lines(next: next))
        if listsJobs { list(work.plan) }
        return Completion(planID: work.planID, totals: JSONObject(summary))
    }

    private func list(_ plan: Plan) {
        let console = context.console
        console.result([.empty])
        for job in plan.jobs {
            let title = job.title.map { "  \($0)" } ?? ""
            console.result([
                "\(plan.header.steps[job.step].name)  \(job.recipe)  \(job.master)  \("included", .good)\(title)"
            ])
            var members = members(
                job.recipe,
                job.master,
                included: true,
                reason: nil,
                step: plan.header.steps[job.step].name
            )
            members.append(JSONMember("newest_job_id", .string(job.newestAttempt.text)))
            if let title = job.title { members.append(JSONMember("title", .string(title))) }
            console.event("job", members)
        }
        for job in plan.leftOut {
            console.result([
                "\(plan.header.steps[job.step].name)  \(job.recipe)  \(job.master)  \(job.reason.rawValue, .dim)"
            ])
            var members = members(
                job.recipe,
                job.master,
                included: false,
                reason: job.reason,
                step: plan.header.steps[job.step].name
            )
            members.append(JSONMember("newest_job_id", .string(job.newestAttempt.text)))
            console.event("job", members)
        }
    }

    private func members(
        _ recipe: RecipeID,
        _ master: JobID,
        included: Bool,
        reason: LeftOutReason?,
        step: String
    ) -> JSONObject {
        [
            JSONMember("recipe_id", .int(recipe.value)), JSONMember("master_job_id", .string(master.text)),
            JSONMember("included", .bool(included)), JSONMember("reason", .optional(reason?.rawValue)),
            JSONMember("step", .string(step)),
        ]
    }
}

extension CommandContext {
    /// A plan from its file.
    func plan(_ path: String) throws(ToolFailure) -> PlannedWork {
        do {
            return PlannedWork(try PlanFile.read(path, fileSystem: environment.fileSystem))
        } catch {
            throw ToolFailure(error, doing: "the plan cannot be read")
        }
    }

    /// What a state file says; works while another process appends to it.
    func journal(_ path: String) throws(ToolFailure) -> JournalContents {
        do {
            return try JournalContents.read(path, fileSystem: environment.fileSystem)
        } catch {
            throw ToolFailure(error, doing: "the state file cannot be read")
        }
    }
}
