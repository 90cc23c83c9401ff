import RedriveCore
import RedriveEngine
import WorkatoJobs

/// Passes a command to a live run.
struct ControlOperation: Sendable {
    /// What the command works with.
    let context: CommandContext
    /// The state file, as the command line names it.
    let path: String
    /// The command.
    let request: ControlRequest

    /// Passes the command on, and waits for the answer.
    ///
    /// - Throws: with exit status 6 if there is no live run that can be told, 64 if the command names what the plan does not have.
    func run() async throws(ToolError) -> ControlView {
        try context.refuseStream(path, "the state of a run", "whether a process works on it shows in its lock")
        if try context.isHeld(path) == false { throw try notLive() }
        let reply = try await context.tell(request, theRun: path)
        switch reply.result {
        case .taken, .already, .waiting: return ControlView(request: request, reply: reply, path: path)
        case .noSuchRecipe:
            throw ToolError(
                .usage,
                "the plan has no job of recipe \(request.recipe?.description ?? "")",
                meaning: "nothing was changed",
                page: .liveRun
            )
        case .noSuchStep:
            let names = (reply.names ?? []).map { "'\($0)'" }.joined(separator: ", ")
            throw ToolError(
                .usage,
                "the plan has no step '\(request.step ?? "")'; its steps are \(names)",
                meaning: "nothing was changed",
                page: .liveRun
            )
        case .ending:
            throw ToolError(
                .refused,
                "the run is ending, and takes no more commands",
                meaning: "nothing was changed",
                page: .liveRun
            )
        case .invalid:
            let why = reply.message ?? "it is of another version"
            throw ToolError(
                .refused,
                "the run does not understand this command: \(why)",
                meaning: "nothing was changed",
                page: .liveRun
            )
        }
    }

    private func notLive() throws(ToolError) -> ToolError {
        let known = try context.journal(path)
        var error = ToolError(
            .refused,
            "no process works on this run, so there is nothing to \(request.command.rawValue)",
            meaning: "nothing was changed",
            planID: known.state.planID,
            page: .liveRun
        )
        if let words = known.state.endingWords { error.found = "the run: \(words.rendered(color: false))" }
        return error
    }
}
