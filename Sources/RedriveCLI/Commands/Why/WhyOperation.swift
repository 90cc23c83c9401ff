import RedriveCore
import RedriveEngine
import TerminalText
import WorkatoJobs

/// Finds a job of a run by one of its ids, or by the fingerprint of its token, and folds its story.
struct WhyOperation {
    /// The most ids that are proposed for one that is not known.
    private static let mostProposals = 5

    /// What the command works with.
    let context: CommandContext
    /// The path of the state file.
    let path: String
    /// The id, as it was typed.
    let job: String

    /// Reads the file twice: once for the job that has the id, once for its story.
    ///
    /// - Throws: with exit status 64 if no job has the id, 65 if the file is not a valid state file, 74 if it cannot be read.
    func run() throws(ToolError) -> WhyView {
        let text = job.trimmingWhitespace
        guard let id = JobID(validating: text) else {
            throw ToolError(
                .usage,
                "the job must be named by an id of visible characters, such as j-AJTAt8w6-wdAgWM; this is '\(job)'"
            )
        }
        var search = JobSearch(id)
        let contents = try context.journal(path) { record, _, state in search.note(record, after: state) }
        let planned = search.planned(in: contents.state)
        let leftOut = search.leftOut(of: contents.state.plan)
        let suspended = rows(named: id, in: contents.state.plan)
        guard !planned.isEmpty || !leftOut.isEmpty || !suspended.isEmpty else { throw unknown(id, in: contents.state) }
        var stories = planned.map { JobStory(of: $0) }
        var tokenStories = suspended.map { SuspendedJobStory(ofRow: $0) }
        var fold = RunReport.Fold()
        let again = try context.journal(path) { record, time, state in
            fold.note(record, at: time, after: state)
            for index in stories.indices { stories[index].note(record, at: time, after: state) }
            for index in tokenStories.indices { tokenStories[index].note(record, at: time) }
        }
        return WhyView(
            report: fold.finish(again.state),
            stories: stories,
            tokenStories: tokenStories,
            leftOut: leftOut,
            path: path
        )
    }

    /// The suspended jobs that are known by a name, by row: the fingerprint of their token, or the job that their row names.
    private func rows(named id: JobID, in plan: Plan) -> [Int] {
        plan.tokens.indices.filter { plan.tokens[$0].row.fingerprint == id.text || plan.tokens[$0].row.job == id }
    }

    private func unknown(_ id: JobID, in state: RunState) -> ToolError {
        let tokens = state.plan.tokens.lazy.flatMap { [$0.row.fingerprint] + [$0.row.job?.text].compactMap { $0 } }
        let jobs = JobSearch.ids(in: state).lazy.map(\.text)
        let near = closestMatches(
            to: id.text,
            among: [AnySequence(jobs), AnySequence(tokens)].lazy.joined(),
            atMost: Self.mostProposals
        )
        let advice =
            near.isEmpty
            ? "'redrive show' lists every job of the run:"
            : "did you mean \(near.map { "'\($0)'" }.joined(separator: " or "))?"
        return ToolError(
            .usage,
            "no job of this run has the id '\(id)'",
            meaning: "it was neither planned nor seen and left out, and no repeat of this run has that id",
            advice: advice,
            commands: near.isEmpty ? [Shell.command(["redrive", "show", Shell.file(path), "--jobs"])] : [],
            planID: state.planID
        )
    }
}

extension String {
    /// The text without white space at its ends, as pasted ids have it.
    fileprivate var trimmingWhitespace: String {
        let scalars = unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return "" }
        return String(scalars[first...last])
    }
}
