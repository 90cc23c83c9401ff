import RedriveCore

extension JSONObject {
    /// The totals of a run as it stands now, for `summary` and `progress`.
    init(_ state: RunState) {
        self.init(RunTotals(state), isComplete: state.plan.isComplete)
    }

    /// The totals of a run, for `summary` and `progress`.
    ///
    /// Source: docs/formats/output.md.
    ///
    /// - Parameter isComplete: whether the plan's lists are complete.
    init(_ totals: RunTotals, isComplete: Bool) {
        self = [JSONMember(.planned, .int(totals.planned))]
        let resumed: [JobClass] = totals.count(.resumed) > 0 ? [.resumed] : []
        for jobClass in [JobClass.enqueued] + resumed + [.refused, .dropped, .unknown, .held, .notSent] {
            append(JSONMember(name: jobClass.rawValue, .int(totals.count(jobClass))))
        }
        let outcomes = [Outcome.recovered, .failedSame, .failedOther, .stillPending, .unverified].map {
            JSONMember(name: $0.rawValue, .int(totals.count($0)))
        }
        append(JSONMember(.outcomes, .object(outcomes)))
        append(JSONMember(.requests, .int(totals.requests)))
        append(JSONMember(.throttled, .int(totals.throttled)))
        append(JSONMember(.complete, .bool(isComplete)))
        append(JSONMember(.repeatedByOthers, .int(totals.repeatedByOthers)))
    }
}
