import RedriveCore
import LocatedYAML

/// Checks runbooks without asking anybody; all errors of all files at once.
struct Validation {
    let context: CommandContext
    let inputs: InputOptions

    func validate(_ paths: [String]) throws(ToolError) -> Completion {
        try context.refuseSecondInput(paths + [inputs.inputs])
        let loading = RunbookLoading(context: context, inputs: inputs)
        var invalid = 0
        var failure: ToolError?
        for path in paths {
            do throws(ToolError) {
                let (runbook, warnings) = try loading.load(path)
                context.console.diagnostics(warnings)
                context.console.result([
                    "\(path): \("valid", .good), \(Wording.count(runbook.steps.count, "step"))"
                ])
            } catch {
                invalid += 1
                if !error.diagnostics.isEmpty {
                    context.console.diagnostics(error.diagnostics)
                    context.console.result(["\(path): \("not valid", .bad)"])
                } else {
                    context.console.failure(error)
                }
                failure = worse(failure, error)
            }
        }
        let totals = [JSONMember("runbooks", .int(paths.count)), JSONMember("invalid", .int(invalid))]
        return Completion(failure?.status ?? .done, totals: totals)
    }

    /// The failure whose status comes first: a file that cannot be read before one that is not valid.
    private func worse(_ left: ToolError?, _ right: ToolError) -> ToolError {
        guard let left else { return right }
        return right.status == .fileFailure ? right : left
    }
}
