import RedriveCore
import RedriveEngine

/// Finds out whether lists may be read from the workspace that a state file names.
///
/// Every request carries the token, so whoever made the file must not decide where it goes: the plan has to be approved by this user on
/// this machine, by a run of it or just now.
struct ReadApprovalOperation {
    /// What the command works with.
    let context: CommandContext
    /// The run.
    let state: RunState
    /// The SHA-256 of its plan.
    let digest: String
    /// The id that `--approve` gives; nil without it.
    let approve: String?
    /// The command line, to be repeated in advice.
    let command: [String]

    /// Returns if the workspace may be asked.
    ///
    /// - Throws: with exit status 6 if nobody approved, 74 if approvals cannot be read.
    func run() async throws(ToolError) {
        let planID = state.planID
        do {
            if try context.stateDirectory().approval(ofPlan: planID)?.digest == digest { return }
        } catch {
            throw ToolError(
                .fileFailure,
                "it is unknown whether the plan was approved on this machine: \(error.description)",
                meaning: "nothing was read",
                advice: error.lockAdvice() ?? "set REDRIVE_STATE_HOME to a directory that only you can write to"
            )
        }
        if approve == planID { return }
        let workspace = state.plan.header.workspace
        if approve == nil, context.console.terminal.canAsk, !context.input.wasRead {
            let facts: Line =
                "You have not approved this plan on this machine. The state file says where the token is sent: \(workspace.url), with the token from \(workspace.token.words)."
            let question = Question(facts: facts, prompt: "Read its lists? [y/N] ", expected: ["y", "yes"])
            if try await context.ask(question, showing: []) { return }
            throw ToolError(.refused, "not approved", meaning: "nothing was read")
        }
        throw ToolError(
            .refused,
            approve.map { "'--approve \($0)' names another plan than \(planID)" }
                ?? "this user has not approved plan \(planID) on this machine, and nobody can be asked",
            found: "it would read lists of \(workspace.url), with the token from \(workspace.token.words)",
            meaning: "nothing was read; a state file is not an approval, whoever made it",
            advice: "if that is the right address:",
            commands: [Shell.command(command + ["--approve", planID])]
        )
    }
}
