import ArgumentParser

/// `redrive show`: the preview again.
struct ShowCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show the preview of a plan again, from its file or from the state file of its run."
    )

    @Argument(help: "The plan or state file.")
    var file: String

    @Flag(help: "List every job that was seen, with the reason where it is left out.")
    var jobs = false

    @OptionGroup var output: OutputOptions

    var settings: Console.Settings { Console.Settings(output) }

    func call(_ context: CommandContext) async throws(ToolError) -> Completion {
        try ShowCall(context: context, path: file, listsJobs: jobs).call()
    }
}

/// `redrive diff`: what changed between two plans.
struct DiffCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Show what changed from one plan to another."
    )

    @Argument(help: "The plan before, or the state file of its run.")
    var before: String

    @Argument(help: "The plan after, or the state file of its run.")
    var after: String

    @OptionGroup var output: OutputOptions

    var settings: Console.Settings { Console.Settings(output) }

    func call(_ context: CommandContext) async throws(ToolError) -> Completion {
        try DiffCall(context: context, before: before, after: after).call()
    }
}

/// `redrive status`: where a run stands.
struct StatusCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show where a run stands; works while another process runs it."
    )

    @Argument(help: "The state file.")
    var state: String

    @Flag(help: "Show it anew every second until no process works on the run.")
    var watch = false

    @OptionGroup var output: OutputOptions

    var settings: Console.Settings { Console.Settings(output) }

    func call(_ context: CommandContext) async throws(ToolError) -> Completion {
        try await StatusCall(context: context, path: state, watches: watch).call()
    }
}
