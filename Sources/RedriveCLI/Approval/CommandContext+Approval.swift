import RedriveCore
import RedriveEngine

extension CommandContext {
    /// Asks a person to approve what is about to be sent.
    ///
    /// - Parameters:
    ///   - action: what would happen, as the words after "to": `repeat 5 jobs`.
    ///   - jobs: how many jobs it is about; a larger number needs the start of the plan's id.
    ///   - lines: what is shown above the question.
    /// - Throws: with exit status 6 if the person does not.
    func confirm(_ action: String, jobs: Int, planID: String, showing lines: [Line]) async throws(ToolError) {
        let few = jobs <= ApprovalOperation.mostJobsForYes
        let count = ApprovalOperation.charactersOfID
        let question: Line =
            few
            ? "\(action.prefix(1).uppercased())\(String(action.dropFirst()))? [y/N] "
            : "To \(action), type the first \(count) characters of the plan id: "
        let expected = few ? ["y", "yes"] : [String(planID.prefix(count)), planID]
        try await ask(question, expecting: expected, otherwise: "not approved", planID: planID, showing: lines)
    }

    /// Asks a person something about a plan.
    ///
    /// - Throws: with exit status 6 and `otherwise` as its message if none of the expected words is typed.
    func ask(
        _ question: Line,
        expecting words: [String],
        otherwise: String,
        planID: String,
        showing lines: [Line]
    ) async throws(ToolError) {
        let console = console
        let answer = try await untilInterrupted {
            () async throws(ToolError) -> String? in await console.ask(lines, question)
        }
        guard words.contains(Self.word(answer ?? "")) else {
            throw ToolError(.refused, otherwise, meaning: "nothing was sent", planID: planID)
        }
    }

    /// The only word of an answer, in lower case; empty if there is none, or more than one.
    private static func word(_ answer: String) -> String {
        let parts = answer.lowercased().split { $0 == " " || $0 == "\t" || $0 == "\r" }
        return parts.count == 1 ? String(parts[0]) : ""
    }

    /// Records in this user's directory on this machine who approved a plan; a resume relies on that, not on the state file.
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
