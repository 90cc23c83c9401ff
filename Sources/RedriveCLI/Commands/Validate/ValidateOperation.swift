import RedriveCore
import LocatedYAML

/// Checks runbooks without sending anything.
struct ValidateOperation {
    let context: CommandContext
    /// The values of inputs.
    let inputs: InputOptions

    /// Checks all runbooks, even if one of them is not valid.
    ///
    /// - Parameter report: called for each runbook, in order.
    /// - Throws: with exit status 64 if standard input is named twice.
    func run(_ paths: [String], report: (ValidatedRunbook) -> Void) throws(ToolError) {
        try context.refuseSecondInput(paths + [inputs.inputs])
        let loading = RunbookLoading(context: context, inputs: inputs)
        for path in paths {
            do throws(ToolError) {
                let (runbook, warnings) = try loading.load(path)
                report(ValidatedRunbook(path: path, result: .valid(steps: runbook.steps.count, warnings)))
            } catch {
                report(ValidatedRunbook(path: path, result: .invalid(error)))
            }
        }
    }
}

/// A runbook that was checked.
struct ValidatedRunbook {
    /// What was found.
    enum Result {
        /// It is valid; the number of its steps, and its warnings.
        case valid(steps: Int, Diagnostics)
        /// It is not valid, or cannot be read.
        case invalid(ToolError)
    }

    /// Its path, as the command line names it.
    let path: String
    /// What was found.
    let result: Result
}
