import ArgumentParser

/// `redrive plan`: finds the selected jobs, previews the plan, and writes it.
struct PlanCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Find the jobs that a runbook selects, preview what would be done, and write the plan.",
        discussion: """
            With --from-run it plans the jobs to repeat that a run has left, in the same workspace; a runbook narrows it further. \
            Suspended jobs are not planned from a run: their tokens are in their files.

            Examples: redrive plan outage.yaml --set 'since=6h ago'
                      redrive plan --from-run outage-3f2a9c01b7de.state.jsonl --class held
            """
    )

    @Argument(help: "The runbook; may be left out with --from-run.", completion: .yaml)
    var runbook: String?

    @Option(
        help: ArgumentHelp("Plan the jobs to repeat that the run of this state file has left.", valueName: "state"),
        completion: .state
    )
    var fromRun: String?

    @Option(
        name: .customLong("class"),
        help: ArgumentHelp(
            "With --from-run: the classes and outcomes to plan; \(LeftoverClasses.usual.names) by default.",
            valueName: "names"
        ),
        completion: .commaList(LeftoverClasses.known)
    )
    var classes: [String] = []

    @Option(
        help: ArgumentHelp(
            "With --from-run: approve the plan with this id, so that its workspace is asked, with its token.",
            valueName: "plan-id"
        )
    )
    var approve: String?

    @Option(
        name: [.customShort("o"), .customLong("output"), .customLong("out")],
        help: ArgumentHelp(
            "Where the plan is written, '-' for standard output; <name>-<plan_id>.plan.jsonl by default.",
            valueName: "plan"
        ),
        completion: .plan
    )
    var planPath: String?

    @Flag(help: "Exit with 2 if there is anything to repeat.")
    var detailedExitcode = false

    @Flag(help: "Keep the jobs' titles in the plan; they may hold personal data.")
    var withTitles = false

    @Option(
        help: ArgumentHelp(
            "Plan for the simulated workspace of this file instead of a real one.",
            valueName: "scenario"
        ),
        completion: .yaml
    )
    var simulate: String?

    @Option(help: ArgumentHelp("Why this is done, instead of the runbook's reason.", valueName: "text"))
    var reason: String?

    @OptionGroup(title: "Inputs") var inputs: InputOptions
    @OptionGroup(title: "Workspace") var overrides: OverrideOptions
    @OptionGroup(title: "Steps") var steps: StepOptions
    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Progress") var progress: ProgressOptions

    /// Whether the plan goes to standard output, so that its preview goes to standard error.
    var writesToOutput: Bool { planPath == StandardInput.argument }

    var settings: Console.Settings { Console.Settings(output, progress) }

    func validate() throws {
        if runbook == nil, fromRun == nil { throw ValidationError("Missing expected argument '<runbook>'") }
        if fromRun == nil, !classes.isEmpty {
            throw ValidationError("'--class' is about '--from-run', which is not given")
        }
        guard fromRun != nil, overrides.url != nil || overrides.tokenEnv != nil else { return }
        throw ValidationError(
            "'--from-run' plans for the workspace of the run: '--url' and '--token-env' cannot change it"
        )
    }

    func call(_ context: CommandContext) async throws(ToolError) -> Completion {
        let result = try await PlanOperation(context: context, command: self).run()
        let view = PlanResultView(result, self)
        // A plan on standard output leaves only standard error for its preview.
        if writesToOutput { context.console.showOnTheWay(view) } else { context.console.show(view) }
        if case .refused(let refusal) = result.place { throw refusal }
        return view.completion
    }
}
