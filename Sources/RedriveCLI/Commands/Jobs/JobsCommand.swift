import ArgumentParser
import RedriveCore

/// `redrive jobs`: lists the jobs of recipes.
struct JobsCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobs",
        abstract: "List the jobs of recipes, newest first; nothing is changed.",
        discussion: """
            Each attempt is a row, a repeat as well as its master. Without --since and --limit the newest \
            \(JobsRequest.usualLimit) are listed.

            Examples: redrive jobs 28904 --status failed --since '6h ago' --signatures
                      redrive jobs 28904 --where 'error_type: Timeout' --csv > timeouts.csv
                      redrive jobs 28904 51325710 --follow
            """
    )

    @Argument(help: "The ids of the recipes.")
    var recipes: [String]

    @Option(
        help: ArgumentHelp("Only jobs of this status: failed, succeeded, pending, any.", valueName: "status"),
        completion: .list(JobListing.Status.allCases.map(\.rawValue))
    )
    var status: String?

    @Option(help: ArgumentHelp("Only jobs that ended at this time or later, such as '6h ago'.", valueName: "time"))
    var since: String?

    @Option(help: ArgumentHelp("Only jobs that ended before this time.", valueName: "time"))
    var until: String?

    @Option(
        help: ArgumentHelp("The time that is compared: completed_at, started_at.", valueName: "time"),
        completion: .list(TimeWindow.Clock.allCases.map(\.rawValue))
    )
    var by: String?

    @Option(
        name: .customLong("where"),
        help: ArgumentHelp(
            "A condition as in a runbook, such as 'error_message: { contains: timeout }' (repeatable; all must hold).",
            valueName: "condition"
        )
    )
    var conditions: [String] = []

    @Option(help: ArgumentHelp("The most jobs that are listed.", valueName: "count"))
    var limit: String?

    @Flag(help: "Only repeats, and no masters.")
    var rerunOnly = false

    @Flag(help: "Group the failed jobs by error signature instead of listing them.")
    var signatures = false

    @Flag(name: [.short, .long], help: "Show the last jobs, then each job as it ends, until Ctrl-C.")
    var follow = false

    @Flag(help: "Print CSV instead of a table.")
    var csv = false

    @OptionGroup(title: "Workspace") var workspace: WorkspaceOptions
    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Progress") var progress: ProgressOptions

    var settings: Console.Settings { Console.Settings(output, progress) }

    func validate() throws {
        let pairs = [
            (csv, "--csv", output.json, "--json"), (csv, "--csv", signatures, "--signatures"),
            (follow, "--follow", signatures, "--signatures"), (follow, "--follow", until != nil, "--until"),
        ]
        for (isFirst, first, isSecond, second) in pairs where isFirst && isSecond {
            throw ValidationError("'\(first)' and '\(second)' cannot be used together")
        }
        if signatures, let status, status != JobListing.Status.failed.rawValue {
            throw ValidationError("'--signatures' groups failed jobs, and '--status' is '\(status)'")
        }
    }

    func call(_ context: CommandContext) async throws(ToolError) -> Completion {
        let request = try JobsRequest(self, context)
        let output = JobsOutput(command: self, request: request, context: context)
        do throws(ToolError) {
            let operation = JobsOperation(context: context, command: self, request: request, output: output)
            let result = try await operation.run()
            // Whoever has read enough wants to hear no more.
            guard let result else { return Completion() }
            output.finish(result.summary)
            return context.present(JobsResultView(result, self))
        } catch {
            // Following ends when a person ends it.
            guard follow, error.status == .interrupted else { throw error }
            return Completion(.done, totals: output.totals)
        }
    }
}
