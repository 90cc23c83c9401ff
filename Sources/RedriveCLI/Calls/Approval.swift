import RedriveCore

/// Whether a person wants these jobs to be repeated.
///
/// Source: product.md, "Approval".
struct Approval {
    /// Up to so many jobs `y` is enough.
    static let mostJobsForYes = 25
    /// More need so many characters of the plan's id.
    static let charactersOfID = 4

    /// What the command line says.
    enum Word: Sendable, Hashable {
        /// `--approve PLAN_ID`.
        case approve(String)
        /// `--yes`.
        case yes
    }

    let context: CommandContext
    let planID: String
    /// How many jobs would be repeated.
    let jobs: Int
    /// Whether the plan was read from a file, and not just made from a runbook.
    let isPlanFile: Bool
    /// The runbook's `max_jobs`.
    let maxJobs: Int?
    let words: [Word]
    /// The command line that would be enough, without the words above.
    let command: [String]

    /// How it was approved, for the state file.
    ///
    /// - Parameter preview: what a person has to see first, where it was not shown yet.
    /// - Throws: with exit status 6 where it was not.
    func get(preview: [Line]) async throws(ToolFailure) -> String {
        var why: String?
        for word in words {
            switch word {
            case .approve(let id) where !isPlanFile:
                why = "'--approve \(id)' approves a plan file, and this is a runbook"
            case .approve(let id):
                if id == planID { return "--approve" }
                throw refusal("'--approve \(id)' names another plan than \(planID)")
            case .yes where isPlanFile: why = "'--yes' approves a runbook with max_jobs, and this is a plan file"
            case .yes where maxJobs == nil: why = "'--yes' needs a runbook with max_jobs"
            case .yes: return "--yes"
            }
        }
        guard context.console.terminal.canAsk else {
            throw refusal(why ?? "nobody can be asked: standard input and standard error are no terminal")
        }
        guard !context.input.wasRead else {
            throw refusal(why ?? "nobody can be asked: standard input was read as a file ('-')")
        }
        return try await ask(preview)
    }

    private func ask(_ preview: [Line]) async throws(ToolFailure) -> String {
        let console = context.console
        let few = jobs <= Self.mostJobsForYes
        let question: Line =
            few
            ? "Repeat \(Wording.count(jobs, "job"))? [y/N] "
            : "To repeat \(Wording.count(jobs, "job")), type the first \(Self.charactersOfID) characters of the plan id: "
        let answer = try await context.untilInterrupted {
            () async throws(ToolFailure) -> String? in await console.ask(preview, question)
        }
        let word = Self.word(answer ?? "")
        let expected = few ? ["y", "yes"] : [String(planID.prefix(Self.charactersOfID)), planID]
        guard expected.contains(word) else {
            throw ToolFailure(.refused, "not approved", meaning: "nothing was sent", planID: planID)
        }
        return "terminal"
    }

    private func refusal(_ why: String) -> ToolFailure {
        var failure = ToolFailure(
            .refused,
            "plan \(planID) with \(Wording.count(jobs, "job")) is not approved: \(why)",
            meaning: "nothing was sent",
            planID: planID
        )
        if isPlanFile {
            failure.advice = "once you have read the preview, this approves exactly this plan:"
            failure.commands = [Shell.command(command + ["--approve", planID])]
        } else if let maxJobs {
            failure.advice =
                "this approves whatever the runbook selects then, up to max_jobs (\(Wording.count(maxJobs))); "
                + "to approve an exact list of jobs, make a plan and approve that:"
            failure.commands = [Shell.command(command + ["--yes"])]
        } else {
            failure.advice =
                "make a plan with 'redrive plan' and approve that, or give the runbook a max_jobs and use '--yes'"
        }
        return failure
    }

    /// In lower case, without spaces around it.
    private static func word(_ text: String) -> String {
        let parts = text.lowercased().split { $0 == " " || $0 == "\t" || $0 == "\r" }
        return parts.count == 1 ? String(parts[0]) : ""
    }
}
