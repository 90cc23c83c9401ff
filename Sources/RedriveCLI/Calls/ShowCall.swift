import RedriveCore
import RedriveEngine
import WorkatoJobs

/// What `redrive show` does.
struct ShowCall {
    let context: CommandContext
    let path: String
    let listsJobs: Bool

    func call() throws(ToolError) -> Completion {
        let (work, run) = try context.planOrRun(path)
        let next: PlanPreview.Next =
            if let run {
                .note(Self.words(run), ["redrive", "status", Shell.file(path)])
            } else if work.plan.header.simulated != nil {
                .note("this is a plan of a simulated workspace and cannot be run", nil)
            } else if work.plan.jobs.isEmpty {
                .note("there is nothing to run", nil)
            } else {
                .run(path)
            }
        let summary = PlanSummary(work.plan)
        PlanEvents(work, summary).tell(context.console, path: path)
        context.console.result(PlanPreview(work, summary, width: context.console.width).lines(next: next))
        if listsJobs { list(work.plan) }
        return Completion(planID: work.planID, totals: JSONObject(summary))
    }

    private static func words(_ run: RunState) -> String {
        let allowed = run.sessions.lazy.compactMap(\.record.allowedIncomplete).first.map { word in
            ", which was approved although its lists are not proven complete (\(word))"
        }
        return "this is the plan of a run\(allowed ?? ""); to see where it stands:"
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
    ///
    /// - Throws: with exit status 65 where it is no valid plan, 74 where it cannot be read.
    func plan(_ path: String) throws(ToolError) -> PlannedWork {
        do {
            return PlannedWork(try PlanFile.read(path, fileSystem: arguments))
        } catch {
            guard case .planFile(_, let fault) = error, fault.line == 1 else {
                throw ToolError(error, doing: Self.ofPlan)
            }
            // What is no plan from its first line on may be a file of another kind.
            let kind = try kind(of: path)
            switch kind {
            case .plan, .other: throw ToolError(error, doing: Self.ofPlan)
            case .runbook, .scenario, .state: throw ToolError(path, is: kind, not: FileKind.plan.name)
            }
        }
    }

    private static let ofPlan = "the plan cannot be read"

    /// The plan of a plan file or of a run's state file, and the run where it is one.
    ///
    /// - Throws: as `plan` and `journal`.
    func planOrRun(_ path: String) throws(ToolError) -> (work: PlannedWork, run: RunState?) {
        switch try kind(of: path) {
        case .state:
            let contents = try journal(path)
            return (PlannedWork(contents.state, digest: contents.planDigest), contents.state)
        case .plan, .other: return (try plan(path), nil)
        case .runbook: throw ToolError(path, is: .runbook, not: "a plan or the state file of a run")
        case .scenario: throw ToolError(path, is: .scenario, not: "a plan or the state file of a run")
        }
    }

    /// What a state file says; works while another process appends to it.
    ///
    /// - Parameter meaning: what it means where it says nothing.
    /// - Throws: with exit status 65 where it is no valid state file, 74 where it cannot be read.
    func journal(
        _ path: String,
        meaning: String = "the file was left as it is"
    ) throws(ToolError) -> JournalContents {
        do {
            return try JournalContents.read(path, fileSystem: arguments)
        } catch {
            var failure = ToolError(error, doing: "the state file cannot be read", meaning: meaning)
            if case .stateFile(_, .notAStateFile) = error, case let kind = try kind(of: path), kind != .state,
                kind != .other
            {
                failure = ToolError(path, is: kind, not: FileKind.state.name)
                failure.meaning = meaning
            }
            throw failure
        }
    }
}
