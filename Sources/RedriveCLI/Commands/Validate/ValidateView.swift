import LocatedYAML

/// Shows runbooks as they are checked, and counts them.
struct ValidateView {
    let console: Console
    private var runbooks = 0
    private var invalid = 0
    private var status = ExitStatus.done

    init(console: Console) { self.console = console }

    /// The exit status and the counts of the runbooks shown so far.
    ///
    /// A file that cannot be read decides about the status; otherwise, the first that is not valid does.
    var completion: Completion {
        Completion(status, totals: [JSONMember(.runbooks, .int(runbooks)), JSONMember(.invalid, .int(invalid))])
    }

    /// Shows what was found in a runbook.
    mutating func show(_ runbook: ValidatedRunbook) {
        runbooks += 1
        switch runbook.result {
        case .valid(let steps, let warnings):
            console.diagnostics(warnings)
            console.result(["\(runbook.path): \("valid", .good), \(Wording.count(steps, "step"))"])
        case .invalid(let error):
            invalid += 1
            console.failure(error)
            if !error.diagnostics.isEmpty { console.result(["\(runbook.path): \("not valid", .bad)"]) }
            if status == .done || error.status == .fileFailure { status = error.status }
        }
    }
}
