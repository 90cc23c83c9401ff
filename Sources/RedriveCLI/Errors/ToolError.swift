import LocatedYAML

/// Why a command did not do what it was asked to, in the parts that an operator needs: what was being done, what came
/// back, what that means, and what to do.
struct ToolError: Error, Sendable {
    /// The exit status of the process.
    var status: ExitStatus
    /// What failed, as a sentence that makes sense alone: lower case, no full stop.
    var message: String
    /// What came back, quoted; nil if the message says it all.
    var found: String?
    /// What that means for the run or the plan: how much is done, what was sent.
    var meaning: String?
    /// What to do about it.
    var advice: String?
    /// Commands to use, each on a line of its own, quoted for a shell already.
    var commands: [String]
    /// Everything that is wrong with a file; shown instead of the message unless it is empty.
    var diagnostics: Diagnostics
    /// The id of the plan that the error is about, for the summary; nil if there is none.
    var planID: String?
    /// The counts in the summary.
    var totals: JSONObject
    /// The page that explains it.
    var page: HelpPage
    /// The command that continues the run, word by word; nil if there is no run that can be resumed.
    var resume: [String]?

    /// An error from its parts, without diagnostics, totals, or a command that continues.
    ///
    /// - Parameter page: the page that explains it; nil for the one about its exit status.
    init(
        _ status: ExitStatus,
        _ message: String,
        found: String? = nil,
        meaning: String? = nil,
        advice: String? = nil,
        commands: [String] = [],
        planID: String? = nil,
        page: HelpPage? = nil
    ) {
        self.page = page ?? HelpPage(status)
        self.status = status
        self.message = message
        self.found = found
        self.meaning = meaning
        self.advice = advice
        self.commands = commands
        diagnostics = Diagnostics()
        self.planID = planID
        totals = []
    }

    /// A file that is not valid, with everything that is wrong with it.
    static func invalid(_ diagnostics: Diagnostics, _ message: String, page: HelpPage) -> ToolError {
        var failure = ToolError(.invalidData, message, page: page)
        failure.diagnostics = diagnostics
        return failure
    }

    /// The same error with the id of a plan, unless it already has one.
    func about(plan planID: String) -> ToolError {
        var failure = self
        failure.planID = failure.planID ?? planID
        return failure
    }
}
