import ArgumentParser

/// The limits of a run.
struct RunBoundOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Stop after this long, as with Ctrl-C; the run can be resumed.", valueName: "duration")
    )
    var maxDuration: DurationArgument?

    @Option(
        help: ArgumentHelp(
            "Stop if more than this share of a recipe's jobs has changed since the plan, such as 10%.",
            valueName: "percentage"
        )
    )
    var maxDrift: PercentageArgument?
}
