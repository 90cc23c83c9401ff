import ArgumentParser
import RunbookParsing

/// The values of a runbook's inputs.
struct InputOptions: ParsableArguments {
    @Option(
        name: .customLong("set"),
        help: ArgumentHelp("Set an input of the runbook (repeatable).", valueName: "name=value")
    )
    var assignments: [Assignment] = []

    @Option(
        help: ArgumentHelp("A YAML file with values of inputs; --set wins over it.", valueName: "file"),
        completion: .yaml
    )
    var inputs: String?

    @Flag(help: "Read no file outside the runbook's folder, whatever the runbook names; for runbooks from strangers.")
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
