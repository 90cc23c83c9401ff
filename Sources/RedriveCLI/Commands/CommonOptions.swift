import ArgumentParser
import RedriveCore
import RunbookParsing

/// How the result is shown.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Print JSON Lines instead of text.")
    var json = false

    @Flag(help: "Do not use colour; the variable NO_COLOR does the same.")
    var noColor = false
}

/// What is shown on the way to the result.
struct ProgressOptions: ParsableArguments {
    @Flag(help: "Print nothing on standard error but warnings, errors and questions.")
    var quiet = false

    @Flag(help: "Print a line on standard error for each request: method, path, status, time.")
    var verbose = false
}

extension Console.Settings {
    init(_ output: OutputOptions, _ progress: ProgressOptions? = nil) {
        self.init(
            json: output.json,
            quiet: progress?.quiet ?? false,
            verbose: progress?.verbose ?? false,
            noColor: output.noColor
        )
    }
}

/// What fills in the inputs of a runbook.
struct InputOptions: ParsableArguments {
    @Option(
        name: .customLong("set"),
        help: ArgumentHelp("Give an input of the runbook its value; may be repeated.", valueName: "name=value")
    )
    var assignments: [Assignment] = []

    @Option(help: ArgumentHelp("A YAML file with values of inputs; --set wins over it.", valueName: "file"))
    var inputs: String?

    @Flag(help: "Read no file outside the runbook's folder, whatever the runbook names; for runbooks of strangers.")
    var confine = false

    /// One `--set`.
    struct Assignment: ExpressibleByArgument {
        var setting: RunbookContext.Setting

        init?(argument: String) {
            guard let setting = RunbookContext.Setting(argument: argument) else { return nil }
            self.setting = setting
        }
    }
}

/// What the command line says instead of the runbook.
struct OverrideOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The address of the workspace, instead of the runbook's.", valueName: "url"))
    var url: String?

    @Option(help: ArgumentHelp("The variable that holds the token, instead of the runbook's.", valueName: "name"))
    var tokenEnv: String?
}

/// Which steps take part.
struct StepOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Only this step; may be repeated.", valueName: "step"))
    var only: [String] = []

    @Option(help: ArgumentHelp("This step and those after it.", valueName: "step"))
    var from: String?

    func validate() throws {
        if from != nil, !only.isEmpty { throw ValidationError("'--only' and '--from' cannot be used together") }
    }

    /// Whether nothing was said.
    var isEmpty: Bool { only.isEmpty && from == nil }
}

/// What bounds a run.
struct RunBoundOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Stop after so long, as if interrupted; can be resumed.", valueName: "duration"))
    var maxDuration: DurationArgument?

    @Option(
        help: ArgumentHelp(
            "Stop where so much of a recipe's jobs changed since the plan, such as 10%.",
            valueName: "percentage"
        )
    )
    var maxDrift: PercentageArgument?
}

/// A length of time, such as `30m`.
struct DurationArgument: ExpressibleByArgument {
    /// The length; more than none.
    var duration: Duration

    init(_ duration: Duration) { self.duration = duration }

    init?(argument: String) {
        guard let duration = DurationText.parse(argument), duration > .zero else { return nil }
        self.duration = duration
    }

    var defaultValueDescription: String { DurationText.text(duration) }
}

/// A percentage, such as `10%`.
struct PercentageArgument: ExpressibleByArgument {
    /// 0 to 100.
    var percent: Int

    init?(argument: String) {
        guard argument.hasSuffix("%"), let percent = Int(argument.dropLast()), (0...100).contains(percent) else {
            return nil
        }
        self.percent = percent
    }
}

/// A way to go about unknown requests.
struct OnUnknownArgument: ExpressibleByArgument {
    var onUnknown: OnUnknown

    init?(argument: String) {
        guard let onUnknown = OnUnknown(rawValue: argument) else { return nil }
        self.onUnknown = onUnknown
    }

    static var allValueStrings: [String] { OnUnknown.allCases.map(\.rawValue) }
}
