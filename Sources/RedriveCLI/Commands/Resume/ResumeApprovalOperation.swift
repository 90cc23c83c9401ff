import RedriveCore
import RedriveEngine

/// Finds out whether this user approved, on this machine, the plan in a state file; asks if not.
///
/// Source: docs/commands.md: approval belongs to the machine and user that gave it, not to the file.
struct ResumeApprovalOperation {
    /// What the command works with.
    let context: CommandContext
    /// The arguments.
    let command: ResumeCommand
    /// The run.
    let resumed: JournalFile.Resumed
    /// The steps that may run; nil for all.
    let names: [String]?

    /// Returns who approved the plan just now; nil if it was approved before.
    ///
    /// - Throws: with exit status 6 if nobody did, 74 if approvals cannot be read or recorded.
    func run() async throws(ToolError) -> String? {
        // A list sends nothing.
        guard !resumed.state.plan.jobs.isEmpty else { return nil }
        do {
            if try context.stateDirectory().approval(ofPlan: planID)?.digest == resumed.planDigest { return nil }
        } catch {
            throw ToolError(
                .fileFailure,
                "it is unknown whether the plan was approved on this machine: \(error.description)",
                meaning: "nothing was sent",
                advice: error.lockAdvice() ?? "set REDRIVE_STATE_HOME to a directory that only you can write to"
            )
        }
        let approval = try await approveNow()
        try context.recordApproval(approval, of: resumed.state.plan, planID: planID, digest: resumed.planDigest)
        return approval
    }

    private var planID: String { resumed.state.planID }

    private func approveNow() async throws(ToolError) -> String {
        if let id = command.approve {
            guard id == planID else { throw refusal("'--approve \(id)' names another plan than \(planID)") }
            return "--approve"
        }
        guard context.console.terminal.canAsk else {
            throw refusal("this user has not approved it on this machine, and nobody can be asked")
        }
        let header = resumed.state.plan.header
        let question = Question.approval(
            "Resume it, with \(Wording.count(left, "job")) left to send,",
            header,
            jobs: left,
            planID: planID
        )
        guard try await context.ask(question, showing: preview) else {
            throw ToolError(.refused, "not approved", meaning: "nothing was sent", planID: planID)
        }
        return "terminal"
    }

    /// What would be resumed, where it would be sent, and with which token.
    private var preview: [Line] {
        let planned = IdentifiedPlan(resumed.state, digest: resumed.planDigest)
        let canvas = context.console.errorCanvas
        let lines = PlanPreview(planned, PlanSummary(planned.plan), on: canvas).lines(next: nil, reserving: 8)
        let facts: [Line] = [
            .empty,
            "\(Line("This plan was not approved by you on this machine.", .caution)) The state file says what is sent, and where.",
            "address  \(url)",
            "token    \(resumed.state.plan.header.workspace.token.words)",
            "left     \(Wording.count(left, "job")) to send, \(Wording.count(doubtful, "job")) in doubt, of \(Wording.count(planned.plan.items))",
        ]
        return lines + facts.flatMap { $0.wrapped(to: canvas.columns, indent: 9) }
    }

    private var url: String { resumed.state.plan.header.workspace.url }

    /// How many jobs may still be sent, including those in doubt, which are sent if it turns out that they were not
    /// repeated.
    private var left: Int {
        let state = resumed.state
        return Remaining(of: state, scope: names).rows(releasing: command.releases).count
            + state.jobs.indices.count { position in
                let step = state.plan.header.steps[state.plan.jobs[position].step].name
                guard names?.contains(step) ?? true else { return false }
                switch state.jobs[position].jobClass {
                case .notSent, .unknown: return true
                case .held: return state.jobs[position].isReleased(by: command.releases)
                case .enqueued, .resumed, .refused, .dropped: return false
                }
            }
    }

    private var doubtful: Int { RunTotals(resumed.state).count(.unknown) }

    private func refusal(_ why: String) -> ToolError {
        var words = ["redrive", "resume", Shell.file(command.state), "--approve", planID]
        if command.takeOver { words.append("--take-over") }
        return ToolError(
            .refused,
            "the run of plan \(planID) is not resumed: \(why)",
            found:
                "it would send \(Wording.count(left, "job")) to \(url), with the token from \(resumed.state.plan.header.workspace.token.words)",
            meaning: "nothing was sent; a state file is not an approval, whoever made it",
            advice: "once you have read 'redrive show \(Shell.file(command.state))':",
            commands: [Shell.command(words)],
            planID: planID,
            page: .otherMachines
        )
    }
}
