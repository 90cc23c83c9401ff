import RedriveCore
import RedriveEngine
import WorkatoJobs

/// Lists the jobs of recipes, or follows them.
struct JobsOperation: Sendable {
    /// What the command works with.
    let context: CommandContext
    /// The arguments.
    let command: JobsCommand
    /// Which jobs.
    let request: JobsRequest
    /// Where rows go as they come.
    let output: JobsOutput

    /// Reads the lists; rows are shown as they come.
    ///
    /// - Returns: what the list came to; nil if nobody reads it any more.
    /// - Throws: with exit status 4 if it was interrupted, 65 if the workspace is not valid, 69 if a list cannot be read, 77 if the token is
    ///   not accepted.
    func run() async throws(ToolError) -> JobsResult? {
        try context.refuseSecondInput([command.workspace.runbook, command.workspace.simulate])
        let workspace = try command.workspace.workspace(context)
        return try await WorkspaceAccess.with(
            workspace,
            scenario: command.workspace.simulate,
            writes: false,
            context
        ) { access async throws(ToolError) -> JobsResult? in
            let lister = JobLister(client: access.client, clock: context.environment.clock)
            if command.follow { return try await follow(lister) }
            return try await list(lister, workspace, access)
        }
    }

    private func list(
        _ lister: JobLister,
        _ workspace: Workspace,
        _ access: WorkspaceAccess
    ) async throws(ToolError) -> JobsResult? {
        let machine = JobListingStateMachine(request.listing, order: .newestFirst, lookback: workspace.lookback)
        let display = ProgressDisplay(context.console, clock: context.environment.clock)
        let pacing = access.client.pacing
        let (context, output) = (context, output)
        return try await context.whileRead { () async throws(ToolError) -> JobsResult in
            let result: Result<ListingSummary, JobLister.Failure> = await withTaskGroup(of: Void.self) { group in
                group.addTask { await display.run() }
                defer { group.cancelAll() }
                do throws(JobLister.Failure) {
                    return .success(
                        try await lister.list(machine) { rows in
                            output.show(rows)
                        } progress: { rows, requests in
                            display.update { now in
                                JobsProgress(rows: rows, requests: requests)
                                    .snapshot(at: now, waitsUntil: pacing.waitsUntil(.reads))
                            }
                        }
                    )
                } catch {
                    return .failure(error)
                }
            }
            context.console.live(nil)
            switch result {
            case .success(let summary): return JobsResult(summary: summary, groups: output.groups)
            case .failure(let failure): throw ToolError(failure, rows: output.rows)
            }
        }
    }

    // MARK: following

    /// A look at each recipe follows the one before after this long, and longer with many recipes: other commands share the limit.
    private static let lookEvery: Duration = .seconds(5)
    private static let lookEveryPerRecipe: Duration = .seconds(2)

    private func follow(_ lister: JobLister) async throws(ToolError) -> JobsResult? {
        let (context, output, listing) = (context, output, request.listing)
        return try await context.whileRead { () async throws(ToolError) -> JobsResult in
            var watches = listing.recipes.map { JobFollowStateMachine(recipe: $0) }
            var troubles: Set<RecipeID> = []
            var isFirst = true
            while true {
                var ended: [ListedRow] = []
                for index in watches.indices {
                    let recipe = watches[index].recipe
                    let look: (ended: [JobRow], error: ReadError?)
                    do throws(JobLister.Failure) {
                        look = try await lister.look(&watches[index])
                    } catch {
                        throw ToolError(error, rows: output.rows)
                    }
                    ended += look.ended.filter(listing.admitsWhileFollowed).map { ListedRow(recipe: recipe, row: $0) }
                    if watches[index].hasGap {
                        context.console.warning("recipe \(recipe): more jobs have ended than one look can read")
                    }
                    guard let error = look.error else {
                        troubles.remove(recipe)
                        continue
                    }
                    let failure = ListingError(recipe: recipe, error: error)
                    guard !isFirst, error.mayPass else { throw ToolError(.listing(failure), rows: output.rows) }
                    if troubles.insert(recipe).inserted { context.console.warning("\(failure.message); trying again") }
                }
                ended.sort { ($0.row.completedAt ?? .distantPast) < ($1.row.completedAt ?? .distantPast) }
                output.show(isFirst ? Array(ended.suffix(listing.limit ?? ended.count)) : ended)
                isFirst = false
                let pause = max(Self.lookEvery, Self.lookEveryPerRecipe * watches.count)
                guard (try? await context.environment.clock.sleep(for: pause)) != nil else {
                    throw ToolError(.interrupted, "interrupted", meaning: "nothing was sent")
                }
            }
        }
    }
}

/// What a list of jobs came to.
struct JobsResult: Sendable {
    /// The counts, and how the lists were read.
    let summary: ListingSummary
    /// The failed jobs by their errors, with `--signatures`.
    let groups: [ErrorGroup]
}

extension JobListing {
    /// Whether a job that has ended is shown.
    fileprivate func admitsWhileFollowed(_ row: JobRow) -> Bool { admits(row) && (rows != .repeats || !row.isMaster) }
}

extension Timestamp {
    fileprivate static let distantPast = Timestamp(milliseconds: .min)
}

extension ReadError {
    /// Whether the next look may go well.
    fileprivate var mayPass: Bool {
        switch self {
        case .throttled, .unreachable: true
        case .unauthorized, .notFound: false
        }
    }
}
