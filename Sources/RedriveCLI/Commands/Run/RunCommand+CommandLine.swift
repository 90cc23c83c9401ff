import RunbookParsing

extension RunCommand {
    /// The command line as it was given, without approval and without what only changes how it is shown.
    var commandWithoutApproval: [String] {
        ["redrive", "run", Shell.file(file)] + planningOptions
            + Self.option("--simulate", simulate)
            + Self.option("--max-age", maxAge.map(\.defaultValueDescription))
            + optionsOfRun
    }

    /// The options that a run takes from a plan as well as from a runbook.
    var optionsOfRun: [String] {
        Self.option("--state", state)
            + Self.option("--max-duration", bounds.maxDuration.map(\.defaultValueDescription))
            + Self.option("--max-drift", bounds.maxDrift.map { "\($0.percent)%" })
            + (force ? ["--force"] : [])
    }

    /// The command line that writes the same runbook's plan to a file.
    var planCommand: [String] { ["redrive", "plan", Shell.file(file)] + planningOptions }

    /// The approvals that were given.
    var approvals: [ApprovalWord] {
        (approve.map { [.approve($0)] } ?? []) + (yes ? [.yes] : [])
    }

    /// The approvals as they were typed.
    var approvalOptions: [String] {
        (approve.map { ["--approve", $0] } ?? []) + (yes ? ["--yes"] : [])
    }

    /// The options that decide what is planned.
    private var planningOptions: [String] {
        inputs.assignments.flatMap { Self.option("--set", "\($0.setting.name)=\($0.setting.value)") }
            + Self.option("--inputs", inputs.inputs)
            + Self.option("--url", overrides.url)
            + Self.option("--token-env", overrides.tokenEnv)
            + Self.option("--reason", reason)
            + steps.only.flatMap { Self.option("--only", $0) }
            + Self.option("--from", steps.from)
    }

    /// An option as it is typed; a value that begins with a dash would be taken for an option of its own.
    private static func option(_ name: String, _ value: String?) -> [String] {
        guard let value else { return [] }
        return value.hasPrefix("-") ? ["\(name)=\(value)"] : [name, value]
    }
}
