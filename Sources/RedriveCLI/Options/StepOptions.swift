import ArgumentParser

/// Which steps take part.
struct StepOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Only this step (repeatable).", valueName: "step"), completion: .steps)
    var only: [String] = []

    @Option(help: ArgumentHelp("This step and those after it.", valueName: "step"), completion: .steps)
    var from: String?

    func validate() throws {
        if from != nil, !only.isEmpty { throw ValidationError("'--only' and '--from' cannot be used together") }
    }
}
