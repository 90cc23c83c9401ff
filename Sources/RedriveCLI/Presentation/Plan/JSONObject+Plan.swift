import RedriveCore
import WorkatoJobs

extension JSONObject {
    /// The totals of a plan, for `summary`.
    ///
    /// Source: docs/formats/output.md.
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

extension JSONValue {
    /// The workspace of a token; null if it is not known.
    init(_ identity: WorkspaceIdentity?) {
        self =
            identity.map { .object([JSONMember(.id, .int($0.id)), JSONMember(.name, .optional($0.name))]) } ?? .null
    }
}
