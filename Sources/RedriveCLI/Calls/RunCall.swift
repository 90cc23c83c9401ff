import WorkatoJobs
import RunbookParsing
import RedriveCore
import RedriveEngine

/// What `redrive run` does.
struct RunCall: Sendable {
    /// An older plan is refused unless `--max-age` says otherwise.
    static let maxAge: Duration = .seconds(24 * 3600)
    /// An older plan is warned about.
    static let warningAge: Duration = .seconds(3600)

    let context: CommandContext
    let command: RunCommand

    func call() async throws(ToolError) -> Completion {
        try context.refuseSecondInput([command.file, command.inputs.inputs, command.simulate])
        try context.refuseStream(command.state, "the state of a run", "it is locked and appended to")
        switch try context.kind(of: command.file) {
        case .plan: return try await runPlan()
        case .runbook, .scenario, .other: return try await runRunbook()
        case .state:
            throw ToolError(
                .usage,
                "\(Wording.file(command.file)) is the state file of a run, not a runbook or a plan",
                advice: "to go on with that run:",
                commands: [Shell.command(["redrive", "resume", Shell.file(command.file)])]
            )
        }
    }

    // MARK: a plan file

    private func runPlan() async throws(ToolError) -> Completion {
        try checkUsageWithPlan()
        let work = try context.plan(command.file)
        let names = try StepChoice.names(command.steps, among: work.plan.header.steps.map(\.name))
        do throws(ToolError) {
            try check(work)
            if work.jobs(ofSteps: names) == 0 || command.dryRun { return try withoutSending(work, names) }
            let state = command.state ?? JournalFile.defaultName(of: work.plan, planID: work.planID)
            try checkState(state, or: state, planID: work.planID)
            return try await WorkspaceAccess.with(
                work.plan.header.workspace,
                scenario: nil,
                writes: true,
                context
            ) { access async throws(ToolError) -> Completion in
                try await approveAndRun(work, names, access, isPlanFile: true)
            }
        } catch {
            throw error.about(plan: work.planID)
        }
    }

    /// What would change a plan cannot be said beside it.
    private func checkUsageWithPlan() throws(ToolError) {
        let given = [
            ("--set", !command.inputs.assignments.isEmpty), ("--inputs", command.inputs.inputs != nil),
            ("--confine", command.inputs.confine), ("--url", command.overrides.url != nil),
            ("--token-env", command.overrides.tokenEnv != nil),
        ]
        for (option, isGiven) in given where isGiven {
            throw ToolError(
                .usage,
                "'\(option)' cannot be used with a plan: it would change it",
                meaning: "nothing was sent",
                advice: "make a new plan with '\(option)'"
            )
        }
    }

    private func check(_ work: PlannedWork) throws(ToolError) {
        if let scenario = work.plan.header.simulated {
            throw ToolError(
                .refused,
                "the plan was made on a simulated workspace ('\(scenario)'), which is gone; it cannot be sent anywhere",
                meaning: "nothing was sent",
                advice: "to rehearse, run its runbook with '--simulate \(Shell.quoted(scenario))'"
            )
        }
        if command.simulate != nil {
            throw ToolError(
                .usage,
                "'--simulate' cannot be used with a plan of a real workspace",
                meaning: "nothing was sent",
                advice: "to rehearse, run the runbook with '--simulate'"
            )
        }
        try checkAge(work.plan)
        if let run = try earlierRun(work.planID) { throw ToolError(alreadyRun: run) }
    }

    private func checkAge(_ plan: Plan) throws(ToolError) {
        let now = context.environment.clock.now().wall
        let made = plan.header.createdAt
        let clocks = "made at \(made.formatted(.seconds)), and this machine's clock says \(now.formatted(.seconds))"
        let bound = command.maxAge?.duration ?? Self.maxAge
        switch Age(of: made, at: now) {
        case .future(let ahead) where ahead > Age.mostSkew:
            throw ToolError(
                .refused,
                "the plan is from the future: it was \(clocks)",
                meaning: "how old it really is cannot be told; nothing was sent",
                advice: "check the clocks of this machine and of the one that made the plan, and make a new plan"
            )
        case .future(let ahead):
            guard ahead >= .seconds(1) else { return }
            context.console.warning("the plan is \(Wording.time(ahead)) ahead: it was \(clocks); it counts as new")
        case .past(let age) where age > bound:
            throw ToolError(
                .refused,
                "the plan is \(Wording.time(age)) old; at most \(Wording.time(bound)) are allowed",
                found: "it was \(clocks)",
                meaning: "nothing was sent",
                advice: "make a new plan, or allow more with '--max-age'"
            )
        case .past(let age):
            guard age >= Self.warningAge else { return }
            context.console.warning("the plan is \(Wording.time(age)) old; jobs that changed since are dropped")
        }
    }

    private func earlierRun(_ planID: String) throws(ToolError) -> PlanRun? {
        do {
            return try context.stateDirectory(isMade: !command.dryRun).run(ofPlan: planID)
        } catch {
            guard !command.dryRun else { return nil }
            throw ToolError(
                .fileFailure,
                "whether the plan was run on this machine already cannot be told: \(error.description)",
                meaning: "nothing was sent",
                advice:
                    "look whether a state file of the plan is there; if it was certainly not run, move '\(error.path)' away"
            )
        }
    }

    // MARK: a runbook

    private func runRunbook() async throws(ToolError) -> Completion {
        guard command.maxAge == nil else {
            throw ToolError(.usage, "'--max-age' is about a plan file, and this is a runbook, which is planned now")
        }
        let runbook = try Planning.runbook(
            command.file,
            command.inputs,
            command.overrides,
            command.steps,
            reason: command.reason,
            context
        )
        if !command.dryRun { try checkState(command.state, or: "\(runbook.name).state.jsonl", planID: nil) }
        let planning = Planning(context: context, scenario: command.simulate, withTitles: false)
        return try await WorkspaceAccess.with(
            runbook.workspace,
            scenario: command.simulate,
            writes: !command.dryRun,
            context
        ) { access async throws(ToolError) -> Completion in
            let work = try await planning.plan(runbook, access)
            do throws(ToolError) {
                try refuseAbove(runbook.maxJobs, work)
                if work.plan.jobs.isEmpty || command.dryRun { return try withoutSending(work, nil) }
                return try await approveAndRun(work, nil, access, isPlanFile: false)
            } catch {
                throw error.about(plan: work.planID)
            }
        }
    }

    private func refuseAbove(_ bound: Int?, _ work: PlannedWork) throws(ToolError) {
        guard let bound, work.plan.jobs.count > bound else { return }
        let summary = PlanSummary(work.plan)
        guard let refusal = Planning.refusal(above: bound, work, summary) else { return }
        PlanEvents(work, summary).tell(context.console, path: nil)
        context.console.note(PlanPreview(work, summary, width: context.console.width).lines(next: nil) + [.empty])
        throw refusal
    }

    // MARK: what both have in common

    /// Checks the name of the state file before anything is asked of the workspace.
    ///
    /// - Parameter planID: the plan, where it is known; a file that is there may be the state of its run.
    private func checkState(_ path: String?, or fallback: String, planID: String?) throws(ToolError) {
        do throws(ToolError) {
            try context.checkOutput(path, or: fallback, "the run cannot begin")
        } catch {
            var failure = error
            if let path, let planID, let known = try? context.journal(path), known.header.planID == planID {
                failure.advice = "it is the state file of a run of this very plan; to go on with that run:"
                failure.commands = [Shell.command(["redrive", "resume", Shell.file(path)])]
            }
            throw failure
        }
    }

    private func withoutSending(_ work: PlannedWork, _ names: [String]?) throws(ToolError) -> Completion {
        let summary = PlanSummary(work.plan)
        PlanEvents(work, summary).tell(context.console, path: nil)
        context.console.note(PlanPreview(work, summary, width: context.console.width).lines(next: nil))
        if command.dryRun {
            DryRun(console: context.console).show(DryRun.writes(of: work.plan, steps: names))
        } else {
            try refuseIncompleteNothing(work)
            let unproven = work.plan.isComplete ? "" : "; the lists are not proven complete, so there may be some"
            context.console.result(["nothing to do: no job was selected\(unproven)"])
        }
        return Completion(
            planID: work.planID,
            totals: JSONObject(RunState(plan: work.plan, planID: work.planID))
        )
    }

    /// Lists that may not be whole do not show that there is nothing to do, to a script least of all.
    private func refuseIncompleteNothing(_ work: PlannedWork) throws(ToolError) {
        guard !work.plan.isComplete, !command.allowIncomplete, !context.console.terminal.canAsk else { return }
        throw ToolError(
            .refused,
            "no job was selected, and the lists are not proven complete: there may be some",
            meaning: "nothing was sent",
            advice: "plan again later; with '--allow-incomplete' this counts as nothing to do"
        )
    }

    private func approveAndRun(
        _ work: PlannedWork,
        _ names: [String]?,
        _ access: WorkspaceAccess,
        isPlanFile: Bool
    ) async throws(ToolError) -> Completion {
        let summary = PlanSummary(work.plan)
        PlanEvents(work, summary).tell(context.console, path: nil)
        var preview = PlanPreview(work, summary, width: context.console.width).lines(next: nil)
        if let names {
            let steps = names.map { "'\($0)'" }.joined(separator: ", ")
            preview.append("only \(steps): \(Wording.count(work.jobs(ofSteps: names), "job"), .bold)")
        }
        let isQuiet = context.console.settings.json || context.console.settings.quiet
        if !isQuiet { context.console.note(preview + [.empty]) }
        let given = try await Approval(
            context: context,
            planID: work.planID,
            jobs: work.jobs(ofSteps: names),
            isPlanFile: isPlanFile,
            isComplete: summary.isComplete,
            maxJobs: work.plan.header.maxJobs,
            words: words,
            allowsIncomplete: command.allowIncomplete,
            command: commandWithoutApproval,
            planCommand: isPlanFile || command.simulate != nil ? nil : planCommand
        ).get(preview: isQuiet ? preview : [])
        if work.plan.header.simulated == nil {
            try context.recordApproval(given.approval, of: work.plan, planID: work.planID, digest: work.digest)
        }
        let state = RunState(plan: work.plan, planID: work.planID)
        let path = command.state ?? JournalFile.defaultName(of: work.plan, planID: work.planID)
        let claim = try claim(path, state, access)
        let journal = try create(path, work)
        let said = [given.approval, given.incomplete].compactMap { $0 == "terminal" ? nil : $0 }
        let approved = said.isEmpty ? "" : "approved with \(said.joined(separator: " and ")); "
        context.console.note(["\(approved)state file: \(path)"])
        let session = Record.Session(
            number: 1,
            host: context.environment.machine.host,
            pid: context.environment.machine.pid,
            version: RedriveVersion.current,
            approval: given.approval,
            allowedIncomplete: given.incomplete,
            reason: isPlanFile ? command.reason : nil,
            only: names,
            maxDrift: command.bounds.maxDrift?.percent
        )
        let options = RunOptions(
            session: session,
            maxDuration: command.bounds.maxDuration?.duration,
            seed: context.environment.randomSeed()
        )
        return try await RunExecution(context: context, access: access, statePath: path).carry(
            journal,
            state,
            options,
            claim
        )
    }

    /// What is refused here has made no state file.
    private func claim(
        _ path: String,
        _ state: RunState,
        _ access: WorkspaceAccess
    ) throws(ToolError) -> Runner.Claim {
        do {
            return try access.runner(clock: context.environment.clock).claim(state, at: context.absolute(path))
        } catch {
            var failure = ToolError(error, doing: "the run cannot begin", meaning: "nothing was sent")
            if case .recipeLocked = error {
                failure.advice = "wait until that run has ended, then begin this one again:"
                let approval = (command.approve.map { ["--approve", $0] } ?? []) + (command.yes ? ["--yes"] : [])
                failure.commands = [Shell.command(commandWithoutApproval + approval)]
            }
            throw failure
        }
    }

    private func create(_ path: String, _ work: PlannedWork) throws(ToolError) -> JournalFile {
        do {
            return try JournalFile.create(
                at: context.absolute(path),
                header: JournalHeader(
                    planID: work.planID,
                    name: work.plan.header.name,
                    version: RedriveVersion.current,
                    createdAt: context.environment.clock.now().wall,
                    simulated: work.plan.header.simulated
                ),
                planLines: PlanEncoder(work.plan),
                fileSystem: context.environment.fileSystem
            )
        } catch {
            throw ToolError(error, doing: "the run cannot begin", meaning: "nothing was sent")
        }
    }

    private var words: [Approval.Word] {
        var words: [Approval.Word] = []
        if let id = command.approve { words.append(.approve(id)) }
        if command.yes { words.append(.yes) }
        return words
    }

    /// The command line as it was given, but for approval and what only changes how it is shown.
    private var commandWithoutApproval: [String] {
        ["redrive", "run", Shell.file(command.file)] + wordsOfPlanning
            + Self.option("--state", command.state)
            + Self.option("--simulate", command.simulate)
            + Self.option("--max-age", command.maxAge.map(\.defaultValueDescription))
            + Self.option("--max-duration", command.bounds.maxDuration.map(\.defaultValueDescription))
            + Self.option("--max-drift", command.bounds.maxDrift.map { "\($0.percent)%" })
    }

    /// The command line that makes a plan file of the same runbook.
    private var planCommand: [String] { ["redrive", "plan", Shell.file(command.file)] + wordsOfPlanning }

    /// What was said that decides what is planned.
    private var wordsOfPlanning: [String] {
        command.inputs.assignments.flatMap { Self.option("--set", "\($0.setting.name)=\($0.setting.value)") }
            + Self.option("--inputs", command.inputs.inputs)
            + Self.option("--url", command.overrides.url)
            + Self.option("--token-env", command.overrides.tokenEnv)
            + Self.option("--reason", command.reason)
            + command.steps.only.flatMap { Self.option("--only", $0) }
            + Self.option("--from", command.steps.from)
    }

    /// An option as it is typed; a value that begins with a dash would be taken for an option of its own.
    private static func option(_ name: String, _ value: String?) -> [String] {
        guard let value else { return [] }
        return value.hasPrefix("-") ? ["\(name)=\(value)"] : [name, value]
    }
}
