import RedriveCore
import RedriveEngine
import WorkatoJobs

extension CommandContext {
    /// Reads a plan from its file.
    ///
    /// - Throws: with exit status 65 if the file is not a valid plan, 74 if it cannot be read.
    func plan(_ path: String) throws(ToolError) -> IdentifiedPlan {
        do {
            return IdentifiedPlan(try PlanFile.read(path, fileSystem: arguments))
        } catch {
            guard case .planFile(_, let fault) = error, fault.line == 1 else {
                throw ToolError(error, doing: Self.ofPlan)
            }
            // A file that is not a plan from its first line on may be a file of another kind.
            let kind = try kind(of: path)
            switch kind {
            case .plan, .other: throw ToolError(error, doing: Self.ofPlan)
            case .runbook, .scenario, .state: throw ToolError(path, is: kind, not: FileKind.plan.name)
            }
        }
    }

    private static let ofPlan = "the plan cannot be read"

    /// Reads a plan from its own file or from the state file of a run; in the second case, the run as well.
    ///
    /// - Throws: the errors of `plan(_:)` and `journal(_:meaning:)`.
    func planOrRun(_ path: String) throws(ToolError) -> (planned: IdentifiedPlan, run: RunState?) {
        switch try kind(of: path) {
        case .state:
            let contents = try journal(path)
            return (IdentifiedPlan(contents.state, digest: contents.planDigest), contents.state)
        case .plan, .other: return (try plan(path), nil)
        case .runbook: throw ToolError(path, is: .runbook, not: "a plan or the state file of a run")
        case .scenario: throw ToolError(path, is: .scenario, not: "a plan or the state file of a run")
        }
    }

    /// Reads a state file; this works while another process appends to it.
    ///
    /// - Parameters:
    ///   - meaning: what it means for the run if the file cannot be read.
    ///   - eachRecord: told each record with its time and the state that it led to, in order.
    /// - Throws: with exit status 65 if the file is not a valid state file, 74 if it cannot be read.
    func journal(
        _ path: String,
        meaning: String = "the file was left as it is",
        eachRecord: (Record, Timestamp, RunState) -> Void = { _, _, _ in }
    ) throws(ToolError) -> JournalContents {
        do {
            return try JournalContents.read(path, fileSystem: arguments, eachRecord: eachRecord)
        } catch {
            var failure = ToolError(error, doing: "the state file cannot be read", meaning: meaning)
            if case .stateFile(_, .notAStateFile) = error, case let kind = try kind(of: path), kind != .state,
                kind != .other
            {
                failure = ToolError(path, is: kind, not: FileKind.state.name)
                failure.meaning = meaning
            }
            throw failure
        }
    }
}
