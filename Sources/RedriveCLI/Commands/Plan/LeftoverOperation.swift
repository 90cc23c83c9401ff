import RedriveCore
import RedriveEngine
import WorkatoJobs

/// Makes a runbook of what a run has left: the same workspace and steps, and of the jobs those of some classes.
///
/// The plan of it reads the lists anew, so that what was repeated since, by whomever, is left out like in any other plan.
struct LeftoverOperation {
    /// What the command works with.
    let context: CommandContext
    /// The arguments.
    let command: PlanCommand
    /// The path of the state file.
    let path: String

    /// The runbook, and the workspace of the run's token if it is known.
    ///
    /// - Parameter given: a runbook whose conditions have to hold as well; nil for none.
    /// - Throws: with exit status 6 if the run is live, or one on another workspace than the runbook or the simulation; 65 if the file
    ///   is not a valid state file, 74 if it cannot be read.
    func runbook(narrowedBy given: Runbook?) async throws(ToolError) -> (Runbook, WorkspaceIdentity?) {
        let classes = try LeftoverClasses(command.classes)
        let contents = try context.journal(path, meaning: "no plan was written, and nothing was sent")
        let state = contents.state
        do throws(ToolError) {
            try check(state, given)
            if state.plan.header.simulated == nil {
                try await ReadApprovalOperation(
                    context: context,
                    state: state,
                    digest: contents.planDigest,
                    approve: command.approve,
                    command: ["redrive", "plan"] + [command.runbook].compactMap { $0.map(Shell.file) }
                        + ["--from-run", Shell.file(path)]
                ).run()
            }
            let jobs = state.plan.jobs.indices.filter { classes.contains(state.jobs[$0]) }
            let result = given.map { narrowed($0, to: jobs, of: state) } ?? whole(jobs, of: state)
            guard !result.steps.isEmpty else {
                throw ToolError(
                    .refused,
                    "no step repeats jobs, so that nothing can be planned from this run",
                    meaning: "no plan was written, and nothing was sent",
                    advice: "suspended jobs and lists are planned by their runbook; to see where they stand:",
                    commands: [Shell.command(["redrive", "show", Shell.file(path), "--jobs"])],
                    page: .nextPlan
                )
            }
            report(result, of: state, classes)
            return (result, state.plan.header.identity)
        } catch {
            throw error.about(plan: state.planID)
        }
    }

    private func check(_ state: RunState, _ given: Runbook?) throws(ToolError) {
        let header = state.plan.header
        if header.simulated != nil, command.simulate == nil {
            throw ToolError(
                .refused,
                "this run was a simulation (\(header.simulated ?? "")), whose workspace is gone",
                meaning: "no plan was written, and nothing was sent",
                advice: "to rehearse, name a scenario with '--simulate'",
                page: .nextPlan
            )
        }
        if header.simulated == nil, command.simulate != nil {
            throw ToolError(.usage, "'--from-run' plans for the workspace of the run, which is a real one")
        }
        if path != StandardInput.argument, try context.standing(ofRun: path).isLive == true {
            throw ToolError(
                .refused,
                "a process works on this run, so that nobody knows yet what it will leave",
                meaning: "no plan was written, and nothing was sent",
                advice: "wait until it has ended, or stop it; to see where it stands:",
                commands: [Shell.command(["redrive", "status", Shell.file(path)])],
                page: .nextPlan
            )
        }
        guard let given else { return }
        let keys = [given.workspace.url, header.workspace.url].map { WorkspaceAddress.key(of: $0) }
        guard keys[0] != keys[1] else { return }
        throw ToolError(
            .refused,
            "the runbook is about another workspace (\(given.workspace.url)) than the run (\(header.workspace.url))",
            meaning: "no plan was written, and nothing was sent",
            page: .nextPlan
        )
    }

    /// The steps of the run with the jobs that are left of each; steps without any are left out, but for the first one if none has any: a
    /// plan has at least one step.
    private func whole(_ jobs: [Int], of state: RunState) -> Runbook {
        let plan = state.plan
        let now = context.environment.clock.now().wall
        let firstOfJobs = plan.header.steps.firstIndex { if case .repeatJobs = $0.kind { true } else { false } }
        let steps = plan.header.steps.enumerated().compactMap { number, step -> Step? in
            let chosen = jobs.filter { plan.jobs[$0].step == number }
            guard !chosen.isEmpty || (jobs.isEmpty && number == firstOfJobs) else { return nil }
            switch step.kind {
            // Tokens are in files, not in the run: what is left of them is planned from the files.
            case .resumeJobs: return nil
            case .repeatJobs(let repeats):
                let window = TimeWindow(since: repeats.window.since, until: now, clock: repeats.window.clock)
                let query = JobQuery(
                    source: .jobs(listed(chosen, of: state)),
                    status: repeats.status,
                    window: window,
                    order: repeats.order
                )
                let selection = RepeatSelection(query, include: repeats.include)
                return Step(name: step.name, kind: .repeatJobs(selection), conduct: step.conduct)
            // What a run has left are jobs; a list is made anew by its runbook.
            case .listJobs(let listing):
                return Step(name: step.name, kind: .listJobs(listing), conduct: step.conduct)
            }
        }
        return Runbook(
            name: plan.header.name,
            description: plan.header.description,
            reason: command.reason ?? state.reason,
            maxJobs: plan.header.maxJobs,
            timeZone: plan.header.timeZone,
            onUnknown: state.onUnknown,
            workspace: plan.header.workspace,
            steps: steps
        )
    }

    /// The steps of a runbook, each with the jobs that are left of its recipes in place of its lists.
    private func narrowed(_ given: Runbook, to jobs: [Int], of state: RunState) -> Runbook {
        var runbook = given
        runbook.workspace = state.plan.header.workspace
        runbook.reason = runbook.reason ?? state.reason
        let recipesWithJobs = Set(jobs.map { state.plan.jobs[$0].recipe })
        let hasNone = !given.steps.contains { !recipesWithJobs.isDisjoint(with: $0.kind.recipes) }
        runbook.steps = given.steps.enumerated().compactMap { number, step in
            var step = step
            switch step.kind {
            case .resumeJobs: return nil
            case .repeatJobs(var selection):
                let recipes = Set(selection.query.recipes)
                let chosen = jobs.filter { recipes.contains(state.plan.jobs[$0].recipe) }
                guard !chosen.isEmpty || (hasNone && number == 0) else { return nil }
                selection.query.source = .jobs(listed(chosen, of: state))
                step.kind = .repeatJobs(selection)
            case .listJobs: break
            }
            return step
        }
        return runbook
    }

    private func listed(_ jobs: [Int], of state: RunState) -> [JobQuery.ListedJob] {
        jobs.map { position in
            let job = state.plan.jobs[position]
            return JobQuery.ListedJob(recipe: job.recipe, job: job.master, place: path)
        }
    }

    /// Says how many jobs the run has left, and what has to be known of them.
    private func report(_ runbook: Runbook, of state: RunState, _ classes: LeftoverClasses) {
        let left = state.jobs.count { classes.contains($0) }
        context.console.note(["\(Wording.count(left, "job")) of the run \(left == 1 ? "is" : "are") \(classes.names)"])
        reportTokens(of: state)
        let unknown = state.jobs.count { $0.jobClass == .unknown }
        if unknown > 0 {
            context.console.warning(
                "\(Wording.count(unknown, "job")) of the run \(unknown == 1 ? "is" : "are") in doubt and not planned; 'redrive resume \(Shell.file(path))' settles them"
            )
        }
        let doubtful = state.jobs.count { $0.isReleased(by: .unknown) }
        if classes.classes.contains(.held), doubtful > 0 {
            context.console.warning(
                "\(Wording.count(doubtful, "job")) of the run \(doubtful == 1 ? "is" : "are") held because nobody knows whether a repeat was made; the plan leaves out those of which a list shows one"
            )
        }
        if classes.classes.contains(.notSent), Remaining(of: state, scope: state.scope).isAny,
            state.jobs.contains(where: { $0.jobClass == .notSent })
        {
            context.console.warning(
                "the run itself can still be resumed; whichever is sent first, the other one drops the jobs that it finds repeated"
            )
        }
    }

    /// Says how many suspended jobs the run has left: their tokens are in files, so that no plan takes them up from the run.
    private func reportTokens(of state: RunState) {
        let left = state.tokens.progress.count { $0 != .resumed }
        guard left > 0 else { return }
        context.console.warning(
            "\(Wording.count(left, "suspended job")) of the run \(left == 1 ? "was" : "were") not resumed and \(left == 1 ? "is" : "are") not planned: '--from-run' plans only jobs to repeat; 'redrive show \(Shell.file(path)) --jobs' lists them"
        )
    }
}
