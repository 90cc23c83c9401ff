import ArgumentParser

/// The limits of a run.
struct RunBoundOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Stop after this time, as if interrupted; the run can be resumed.", valueName: "duration")
    )
    var maxDuration: DurationArgument?

    @Option(
        help: ArgumentHelp(
            "Stop if more than this share of a recipe's jobs changed since the plan, such as 10%.",
            valueName: "percentage"
        )
    )
    var maxDrift: PercentageArgument?
}
