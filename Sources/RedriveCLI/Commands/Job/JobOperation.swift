import LocatedYAML
import RedriveCore
import RedriveEngine
import RunbookParsing
import Transport
import WorkatoJobs

/// Reads one job, and the lists that show its family.
struct JobOperation: Sendable {
    /// What the command works with.
    let context: CommandContext
    /// The arguments.
    let command: JobCommand

    /// Pages of the list of repeats that are read at most: a look around must not use up the limit of reads.
    private static let mostPagesOfRepeats = 20

    /// Reads the job.
    ///
    /// - Throws: with exit status 4 if it was interrupted, 64 if the arguments are not valid, 69 if the job cannot be read, 77 if the token
    ///   is not accepted.
    func run() async throws(ToolError) -> JobResult {
        try context.refuseSecondInput([command.workspace.runbook, command.workspace.simulate])
        let (given, found) = JobListingArguments.job(command.job, of: command.recipe)
        guard let (recipe, job) = given else {
            var failure = ToolError.invalid(Diagnostics(found), "the arguments are not valid", page: .commands)
            failure.status = .usage
            throw failure
        }
        let workspace = try command.workspace.workspace(context)
        return try await WorkspaceAccess.with(
            workspace,
            scenario: command.workspace.simulate,
            writes: false,
            context
        ) { access async throws(ToolError) -> JobResult in
            try await context.untilInterrupted { () async throws(ToolError) -> JobResult in
                try await read(recipe, job, workspace, access)
            }
        }
    }

    private func read(
        _ recipe: RecipeID,
        _ job: JobID,
        _ workspace: Workspace,
        _ access: WorkspaceAccess
    ) async throws(ToolError) -> JobResult {
        let answer: (reply: ReadReply, body: [UInt8])
        do throws(SharedPacing.PacingError) {
            answer = try await access.client.jobWithBody(recipe, job, priority: .verifying)
        } catch {
            throw ToolError(error)
        }
        let detail: JobDetail
        switch answer.reply {
        case .page, .recipes, .recipe, .folders, .workspace:
            preconditionFailure("a page arrived where a job was asked for")
        case .job(let job): detail = job
        case .failed(.notFound(let server)): throw Self.notFound(recipe, job, server)
        case .failed(let error):
            throw ToolError(ListingError(recipe: recipe, job: job, error: error), meaning: "nothing was changed")
        }
        var result = JobResult(
            recipe: recipe,
            asked: job,
            detail: detail,
            body: context.console.secrets.removed(fromJSON: answer.body)
        )
        guard !command.json else { return result }
        let lister = JobLister(client: access.client, clock: context.environment.clock)
        do throws(JobLister.Failure) {
            let repeats = try await lister.repeats(
                of: detail.row.master,
                in: recipe,
                since: detail.row.isMaster ? detail.row.startedAt : nil,
                lookback: workspace.lookback,
                mostRequests: Self.mostPagesOfRepeats
            )
            result.repeats = repeats.rows
            result.hasAllRepeats = repeats.isComplete
            result.repeatsError = repeats.error
        } catch {
            throw ToolError(error, rows: 0)
        }
        return result
    }

    private static func notFound(_ recipe: RecipeID, _ job: JobID, _ server: String) -> ToolError {
        ToolError(
            .unreachable,
            "recipe \(recipe) has no job \(job), or the token does not reach it",
            found: server,
            meaning: "nothing was changed",
            advice: "the recipe may be another one, which the address of the job's page names; to list its jobs:",
            commands: [Shell.command(["redrive", "jobs", recipe.description])]
        )
    }
}

/// A job, and what lists show of its family.
struct JobResult: Sendable {
    /// The recipe that was asked.
    let recipe: RecipeID
    /// The job that was asked for.
    let asked: JobID
    /// The job.
    let detail: JobDetail
    /// The server's answer, without secrets.
    let body: [UInt8]
    /// The repeats of its master that lists have shown.
    var repeats: [JobRow] = []
    /// Whether there can be no others.
    var hasAllRepeats = true
    /// Why the list of repeats could not be read; nil if it could.
    var repeatsError: ReadError?
}

extension ToolError {
    /// Pacing that cannot be used, or work that was cancelled.
    fileprivate init(_ error: SharedPacing.PacingError) {
        switch error {
        case .cancelled: self.init(.interrupted, "interrupted", meaning: "nothing was sent")
        case .file(let failure): self.init(failure)
        }
    }
}
