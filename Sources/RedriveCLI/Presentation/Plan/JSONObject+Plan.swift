import RedriveCore

extension JSONObject {
    /// The totals of a plan, for `summary`.
    ///
    /// Source: product.md, "Totals of a plan".
    init(_ summary: PlanSummary) {
        let leftOut = summary.leftOut.map { JSONMember(name: $0.reason.rawValue, .int($0.jobs)) }
        self = [
            JSONMember(.jobs, .int(summary.jobs)), JSONMember(.requests, .int(summary.requests)),
            JSONMember(.recipes, .int(summary.recipes)), JSONMember(.leftOut, .object(leftOut)),
            JSONMember(.estimatedSeconds, .int(Wording.seconds(summary.estimate.total))),
            JSONMember(.complete, .bool(summary.isComplete)),
            JSONMember(.completeBecause, .string(summary.completeBecause.rawValue)),
        ]
    }
}
