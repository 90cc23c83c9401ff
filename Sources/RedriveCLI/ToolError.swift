import LocatedYAML

/// Why a command did not do what it was asked for, in the parts that an operator needs.
///
/// Source: docs of the style of messages: what was being done; what came back; what that means; what to do.
struct ToolError: Error, Sendable {
    /// What the process exits with.
    var status: ExitStatus
    /// What failed, as a sentence that makes sense alone: lower case, no full stop.
    var message: String
    /// What came back, quoted; nil where the message says it all.
    var found: String?
    /// What that means for the run or the plan: how much is done, what was sent.
    var meaning: String?
    /// What to do about it.
    var advice: String?
    /// Commands to use, each on a line of its own, quoted for a shell already.
    var commands: [String]
    /// Everything that is wrong with a file; shown instead of the message where there is any.
    var diagnostics: Diagnostics
    /// The plan that it is about, for the summary.
    var planID: String?
    /// What the summary counts.
    var totals: JSONObject
    /// The command that goes on with the run, in words; nil where there is no run that can be resumed.
    var resume: [String]?

    init(
        _ status: ExitStatus,
        _ message: String,
        found: String? = nil,
        meaning: String? = nil,
        advice: String? = nil,
        commands: [String] = [],
        planID: String? = nil
    ) {
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

    /// A file that is not valid, with all that is wrong.
    static func invalid(_ diagnostics: Diagnostics, _ message: String) -> ToolError {
        var failure = ToolError(.invalidData, message)
        failure.diagnostics = diagnostics
        return failure
    }

    /// The same, about a plan.
    func about(plan planID: String) -> ToolError {
        var failure = self
        failure.planID = failure.planID ?? planID
        return failure
    }
}

/// How a command ended that did what it was asked for.
struct Completion: Sendable {
    /// What the process exits with.
    var status: ExitStatus
    /// The plan that it was about, for the summary.
    var planID: String?
    /// What the summary counts.
    var totals: JSONObject
    /// The command that goes on with the run, in words; nil where there is no run that can be resumed.
    var resume: [String]?

    init(_ status: ExitStatus = .done, planID: String? = nil, totals: JSONObject = []) {
        self.status = status
        self.planID = planID
        self.totals = totals
    }
}
