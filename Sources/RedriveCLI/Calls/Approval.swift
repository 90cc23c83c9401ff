import RedriveCore

/// Whether a person wants these jobs to be repeated.
///
/// Source: product.md, "Approval" and "Proof of completeness".
struct Approval {
    /// The largest plan, in jobs, that `y` approves; a larger one needs the start of its id.
    static let mostJobsForYes = 25
    /// How many characters of its id approve a larger plan.
    static let charactersOfID = 4

    /// What the command line says.
    enum Word: Sendable, Hashable {
        /// `--approve PLAN_ID`.
        case approve(String)
        /// `--yes`.
        case yes
    }

    /// Who said what, for the state file: an option of the command line, or `terminal`.
    struct Given: Sendable, Hashable {
        /// Who approved the plan.
        var approval: String
        /// Who said that it may run although its lists are not proven complete; nil where they are.
        var incomplete: String?
    }

    let context: CommandContext
    let planID: String
    /// How many jobs would be repeated.
    let jobs: Int
    /// Whether the plan was read from a file, and not just made from a runbook.
    let isPlanFile: Bool
    /// Whether its lists are complete, if only by an assumption.
    let isComplete: Bool
    /// The runbook's `max_jobs`.
    let maxJobs: Int?
    let words: [Word]
    /// Whether `--allow-incomplete` was given.
    let allowsIncomplete: Bool
    /// The command line that would be enough, without the words above.
    let command: [String]
    /// The command line that makes a plan file of the runbook instead; nil where the plan is one, or could not be run.
    let planCommand: [String]?

    /// How it was approved.
    ///
    /// - Parameter preview: what a person has to see first, where it was not shown yet.
    /// - Throws: with exit status 6 where it was not.
    func get(preview: [Line]) async throws(ToolError) -> Given {
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
                try await context.confirm(
                    "repeat \(Wording.count(jobs, "job"))",
                    jobs: jobs,
                    planID: planID,
                    showing: lines
                )
            }
        }
        return Given(
            approval: approval ?? "terminal",
            incomplete: isComplete ? nil : allowsIncomplete ? "--allow-incomplete" : "terminal"
        )
    }

    // MARK: questions

    /// Why nobody can be asked; nil where somebody can.
    private var cannotAsk: String? {
        if !context.console.terminal.canAsk {
            return "nobody can be asked: standard input and standard error are no terminal"
        }
        return context.input.wasRead ? "nobody can be asked: standard input was read as a file ('-')" : nil
    }

    private func confirmIncomplete(_ preview: [Line]) async throws(ToolError) {
        let explanation: Line =
            "The lists are not proven complete (see the warnings): there may be more jobs than the \(Wording.count(jobs)) of this plan."
        try await context.ask(
            "Run it all the same? [y/N] ",
            expecting: ["y", "yes"],
            otherwise: "not run: the lists are not proven complete",
            planID: planID,
            showing: preview + explanation.wrapped(to: context.console.width)
        )
    }

    // MARK: refusals

    private var incompleteRefusal: ToolError {
        var failure = ToolError(
            .refused,
            "plan \(planID) with \(Wording.count(jobs, "job")) is not run: its lists are not proven complete",
            meaning: "there may be more jobs than these; nothing was sent",
            advice: "plan again later; or, once you have read the warnings, this runs it all the same:",
            planID: planID
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

    /// The command line that is enough.
    private var enough: [String] {
        command + (isPlanFile ? ["--approve", planID] : ["--yes"]) + (isComplete ? [] : ["--allow-incomplete"])
    }

    /// In lower case, without spaces around it.
    static func word(_ text: String) -> String {
        let parts = text.lowercased().split { $0 == " " || $0 == "\t" || $0 == "\r" }
        return parts.count == 1 ? String(parts[0]) : ""
    }
}
