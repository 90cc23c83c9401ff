import RedriveCore
import RedriveEngine

extension CommandContext {
    /// Asks a person, again if the answer is unclear.
    ///
    /// - Parameter lines: what is shown above the question.
    /// - Returns: whether the person said yes.
    func ask(_ question: Question, showing lines: [Line]) async throws(ToolError) -> Bool {
        let console = console
        let facts = question.facts.wrapped(to: console.errorCanvas.columns)
        var above = lines + facts
        for left in (0..<Question.tries).reversed() {
            let shown = above
            let answer = try await untilInterrupted { () async throws(ToolError) -> String? in
                await console.ask(shown, question.prompt)
            }
            switch question.meaning(of: answer) {
            case .yes: return true
            case .no: return false
            case .unclear:
                guard left > 0 else { return false }
                above = ["That is not it; \(Wording.count(left, "more try", "more tries"))."]
            }
        }
        return false
    }

    /// Records in this user's directory on this machine who approved a plan; a resume relies on that, not on the state
    /// file.
    ///
    /// - Throws: with exit status 74 if it cannot be written.
    func recordApproval(_ approval: String, of plan: Plan, planID: String, digest: String) throws(ToolError) {
        do {
            try stateDirectory().approve(
                ApprovedPlan(
                    plan: plan,
                    planID: planID,
                    digest: digest,
                    approval: approval,
                    at: environment.clock.now().wall
                )
            )
        } catch {
            throw ToolError(
                .fileFailure,
                "the approval of the plan cannot be recorded: \(error.description)",
                meaning: "nothing was sent",
                advice: error.lockAdvice() ?? "set REDRIVE_STATE_HOME to a directory that only you can write to"
            )
        }
    }
}
