import RedriveCore

/// Finds out whether a person approves a plan: from the command line, or by asking.
///
/// Source: docs/commands.md.
struct ApprovalOperation {
    /// The most jobs that `y` approves; a larger plan needs the start of its id.
    static let mostJobsForYes = 25
    /// How many characters of its id approve a larger plan.
    static let charactersOfID = 4

    /// What the command works with.
    let context: CommandContext
    /// The id of the plan.
    let planID: String
    /// Where the plan would be carried out, and how.
    let header: PlanHeader
    /// How many jobs would be repeated.
    let jobs: Int
    /// Whether the plan was read from a file, and not just made from a runbook.
    let isPlanFile: Bool
    /// Whether its lists are complete, even if only by an assumption.
    let isComplete: Bool
    /// The approvals on the command line.
    let words: [ApprovalWord]
    /// Whether `--allow-incomplete` was given.
    let allowsIncomplete: Bool
    /// The command line without any approval, to be repeated in advice.
    let command: [String]
    /// The command line that writes the runbook's plan to a file; nil if the plan is a file already, or could not be
    /// run.
    let planCommand: [String]?
    /// Keeps the plan in a file, and returns the command line that runs it; nil if it cannot be kept.
    let keep: @Sendable () -> [String]?

    private var maxJobs: Int? { header.maxJobs }

    /// Returns who approved the plan.
    ///
    /// - Parameter preview: what a person has to see before answering; empty if it is on the screen already.
    /// - Throws: with exit status 6 if nobody did.
    func run(preview: [Line]) async throws(ToolError) -> GivenApproval {
        var why: String?
        var approval: String?
        for word in words where approval == nil {
            switch word {
            case .approve(let id) where !isPlanFile:
                why = "'--approve \(id)' approves a plan file, and this is a runbook"
            case .approve(let id):
                guard id == planID else { throw refusal("'--approve \(id)' names another plan than \(planID)") }
                approval = "--approve"
            case .yes where isPlanFile: why = "'--yes' approves a runbook with max_jobs, and this is a plan file"
            case .yes where maxJobs == nil: why = "'--yes' needs a runbook with max_jobs"
            case .yes: approval = "--yes"
            }
        }
        let asksForIncomplete = !isComplete && !allowsIncomplete
        if asksForIncomplete || approval == nil {
            if let cannotAsk { throw approval == nil ? refusal(why ?? cannotAsk) : incompleteRefusal }
            if asksForIncomplete { try await confirmIncomplete(preview) }
            // What was shown above the first question is not shown again.
            if approval == nil {
                let lines = asksForIncomplete ? [] : preview
                let question = Question.approval(
                    "Repeat \(Wording.count(jobs, "job"))",
                    header,
                    jobs: jobs,
                    planID: planID
                )
                guard try await context.ask(question, showing: lines) else { throw declined("not approved") }
            }
        }
        return GivenApproval(
            approval: approval ?? "terminal",
            incomplete: isComplete ? nil : allowsIncomplete ? "--allow-incomplete" : "terminal"
        )
    }

    // MARK: questions

    /// Why nobody can be asked; nil if somebody can.
    private var cannotAsk: String? {
        if !context.console.terminal.canAsk {
            return "this is not a terminal, so nobody can be asked"
        }
        return context.input.wasRead ? "nobody can be asked: standard input was read as a file ('-')" : nil
    }

    private func confirmIncomplete(_ preview: [Line]) async throws(ToolError) {
        let explanation: Line =
            "The lists are not proven complete (see the warnings): there may be more jobs than the \(Wording.count(jobs)) of this plan."
        let question = Question(
            facts: explanation,
            prompt: "Run it anyway? [y/N] ",
            expected: ["y", "yes"]
        )
        guard try await context.ask(question, showing: preview) else {
            throw declined("not run: the lists are not proven complete")
        }
    }

    // MARK: refusals

    /// A person said no: the lists need not be read again for a second thought.
    private func declined(_ message: String) -> ToolError {
        var failure = ToolError(.refused, message, meaning: "nothing was sent", planID: planID)
        if let command = isPlanFile ? command : keep() {
            failure.advice = isPlanFile ? "to run the plan after all:" : "the plan is kept; to run it after all:"
            failure.commands = [Shell.command(command)]
        }
        return failure
    }

    private var incompleteRefusal: ToolError {
        var failure = ToolError(
            .refused,
            "plan \(planID) with \(Wording.count(jobs, "job")) is not run: its lists are not proven complete",
            meaning: "there may be more jobs than these; nothing was sent",
            advice: "plan again later; or, once you have read the warnings, this runs it anyway:",
            planID: planID,
            page: .completeness
        )
        failure.commands = [Shell.command(enough)]
        return failure
    }

    private func refusal(_ why: String) -> ToolError {
        var failure = ToolError(
            .refused,
            "plan \(planID) with \(Wording.count(jobs, "job")) is not approved: \(why)",
            meaning: "nothing was sent",
            planID: planID
        )
        if isPlanFile {
            failure.advice =
                isComplete
                ? "once you have read the preview, this approves exactly this plan:"
                : "once you have read the preview and its warnings, this approves exactly this plan, "
                    + "although its lists are not proven complete:"
            failure.commands = [Shell.command(enough)]
        } else if let maxJobs {
            let yes =
                "'--yes' approves whatever the runbook selects when it runs, up to max_jobs (\(Wording.count(maxJobs)))"
            failure.advice =
                planCommand == nil
                ? "\(yes):" : "the first command writes an exact list of jobs to approve; in the second, \(yes):"
            failure.commands = ([planCommand].compactMap { $0 } + [enough]).map(Shell.command)
        } else {
            failure.advice = "make a plan and approve that, or give the runbook a max_jobs and use '--yes':"
            failure.commands = [planCommand].compactMap { $0 }.map(Shell.command)
        }
        return failure
    }

    /// The command line that approves the plan.
    private var enough: [String] {
        command + (isPlanFile ? ["--approve", planID] : ["--yes"]) + (isComplete ? [] : ["--allow-incomplete"])
    }
}
