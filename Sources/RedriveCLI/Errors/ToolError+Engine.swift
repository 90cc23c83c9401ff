import RedriveCore
import RedriveEngine
import WorkatoJobs

extension ToolError {
    /// An error of the engine, with what it means and what to do.
    ///
    /// - Parameters:
    ///   - doing: what was being done, as the beginning of a sentence: `the plan cannot be made`.
    ///   - meaning: what it means for the run or the plan; nil for what it usually means.
    init(_ error: EngineError, doing: String, meaning: String? = nil) {
        switch error {
        case .file(let failure):
            self.init(
                .fileFailure,
                "\(doing): \(failure.description)",
                meaning: meaning,
                advice: failure.lockAdvice()
            )
        case .planFile(let path, let fault):
            self.init(
                .invalidData,
                "\(Wording.file(path)) is not a valid plan: \(fault.description)",
                meaning: meaning ?? "a plan is used whole and unaltered, or not at all",
                advice: fault.advice
            )
        case .stateFile(let path, let fault):
            self.init(
                .invalidData,
                "\(Wording.file(path)) is not a valid state file: \(fault.description)",
                meaning: meaning ?? "nothing was sent, and the file was left as it is",
                advice: fault.advice
            )
        case .stateLocked(let path, let holder):
            self.init(
                .refused,
                "another process works on '\(path)'",
                found: holder.map { "it is process \($0.pid) on \($0.host)" },
                meaning: meaning ?? "nothing was changed",
                advice: "to see where it stands:",
                commands: [Shell.command(["redrive", "status", Shell.file(path)])]
            )
        case .nameTaken(let path):
            self.init(
                .refused,
                "'\(path)' already exists and is not overwritten",
                meaning: meaning ?? "nothing was sent",
                advice: "choose another name, or move the file away"
            )
        case .recipeLocked(let recipe, let holder):
            self.init(
                .refused,
                "another run on this machine repeats jobs of recipe \(recipe)",
                found: holder.map { "it is \($0)" },
                meaning: meaning ?? "nothing was sent",
                advice: "wait until it has ended"
            )
        case .tokensLocked(let path, let holder):
            self.init(
                .refused,
                "another run on this machine sends the tokens of '\(path)', or of a copy of it",
                found: holder.map { "it is \($0)" },
                meaning: meaning ?? "nothing was sent",
                advice: "wait until it has ended"
            )
        case .planAlreadyRun(let run):
            self.init(alreadyRun: run)
        case .olderCopy(let path, let lines, let newest):
            self.init(
                .refused,
                "'\(path)' is an older copy of the run's state: it has \(Wording.count(lines)) lines, and \(Wording.count(newest.lines)) were written on this machine",
                found: "the newest state file that is known is '\(newest.statePath)'",
                meaning: "nothing was sent; what was sent since then is not in this file, and would be sent again",
                advice: "resume the newest one; if it is lost, make a new plan, which leaves out what was repeated",
                commands: newest.statePath == path
                    ? [] : [Shell.command(["redrive", "resume", Shell.file(newest.statePath)])]
            )
        case .planning(.recipes(let failure)):
            self.init(failure, meaning: meaning ?? "no plan was written, and no job was read")
        case .planning(let failure):
            self.init(failure)
        case .cancelled:
            self.init(.interrupted, "interrupted", meaning: meaning ?? "nothing was sent")
        }
        page = HelpPage(error)
    }

    /// A file that could not be read, written or synced.
    init(_ error: FileError) {
        self.init(.fileFailure, error.description)
    }

    /// A plan that was run on this machine before.
    init(alreadyRun run: PlanRun) {
        self.init(
            .refused,
            "plan \(run.planID) was run on this machine already; its run is kept in '\(run.statePath)'",
            meaning: "nothing was sent",
            advice: "resume that run, or make a new plan",
            commands: [Shell.command(["redrive", "resume", Shell.file(run.statePath)])],
            planID: run.planID
        )
    }

    private init(_ failure: PlanningError) {
        let meaning = "no plan was written: a job list could not be read, so its jobs are not known"
        switch failure {
        case .unauthorized(let recipe, let server):
            self.init(
                .noToken,
                "this token is not allowed to read recipe \(recipe) (\(server))",
                meaning: meaning,
                advice: "check that the token belongs to this workspace, and that its client may read the recipe's jobs"
            )
        case .recipeNotFound(let recipe, let server):
            self.init(
                .unreachable,
                "recipe \(recipe) does not exist, or is not in the scope of the token (\(server))",
                meaning: meaning
            )
        case .unreachable(let recipe, let server):
            self.init(
                .unreachable,
                "the jobs of recipe \(recipe) cannot be read",
                found: server,
                meaning: meaning,
                advice: "if the cause is temporary, try again later; nothing was changed"
            )
        case .unknownJobs(let jobs):
            self.init(
                .invalidData,
                "the runbook names \(Wording.count(jobs.count, "job")) that the API does not know",
                found: jobs.prefix(10).map { "\($0.place): recipe \($0.recipe) has no job '\($0.job)'" }
                    .joined(separator: "; ") + (jobs.count > 10 ? "; and \(jobs.count - 10) more" : ""),
                meaning: "no plan was written"
            )
        case .recipes(let failure): self.init(failure, meaning: "no plan was written, and no job was read")
        case .tooManyRows:
            self.init(
                .refused,
                failure.message,
                meaning: "no plan was written, and nothing was sent",
                advice: "choose a later 'since', or fewer recipes at a time"
            )
        }
    }
}
