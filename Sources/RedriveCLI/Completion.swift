/// How a command ended that did what it was asked to.
struct Completion: Sendable {
    /// The exit status of the process.
    var status: ExitStatus
    /// The id of the plan that the command was about, for the summary; nil if there is none.
    var planID: String?
    /// The counts in the summary.
    var totals: JSONObject
    /// The command that continues the run, word by word; nil if there is no run that can be resumed.
    var resume: [String]?

    init(_ status: ExitStatus = .done, planID: String? = nil, totals: JSONObject = []) {
        self.status = status
        self.planID = planID
        self.totals = totals
    }
}
