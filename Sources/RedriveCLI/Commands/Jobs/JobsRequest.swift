import LocatedYAML
import RedriveCore
import RedriveEngine
import RunbookParsing

/// What `redrive jobs` was asked for.
struct JobsRequest: Sendable {
    /// How many jobs are listed if neither `--since` nor `--limit` says more.
    static let usualLimit = 50
    /// How many failed jobs `--signatures` groups if neither says more.
    static let usualLimitOfSignatures = 1000
    /// How many jobs `--follow` shows before it waits.
    static let usualLimitOfFollow = 10

    /// Which jobs.
    let listing: JobListing
    /// Whether the limit is the usual one, which nobody asked for.
    let hasUsualLimit: Bool

    /// What the arguments ask for.
    ///
    /// - Throws: with exit status 64 if they are not valid.
    init(_ command: JobsCommand, _ context: CommandContext) throws(ToolError) {
        hasUsualLimit = command.limit == nil && (command.since == nil || command.follow)
        let usual =
            command.follow
            ? Self.usualLimitOfFollow : command.signatures ? Self.usualLimitOfSignatures : Self.usualLimit
        let arguments = JobListingArguments(
            recipes: command.recipes,
            status: command.signatures ? JobListing.Status.failed.rawValue : command.status,
            since: command.since,
            until: command.until,
            clock: command.by,
            conditions: command.conditions,
            limit: command.limit ?? (hasUsualLimit ? String(usual) : nil),
            rerunOnly: command.rerunOnly
        )
        let (listing, found) = arguments.read(now: context.environment.clock.now().wall)
        let diagnostics = Diagnostics(found)
        guard let listing else {
            var failure = ToolError.invalid(diagnostics, "the arguments are not valid", page: .commands)
            failure.status = .usage
            throw failure
        }
        context.console.diagnostics(diagnostics)
        self.listing = listing
    }
}
