import RedriveCore
import WorkatoJobs

extension PlanSummary {
    /// The error signatures of all steps, the most frequent first.
    var allSignatures: [SignatureCount] {
        var counts: [ErrorSignature: SignatureCount] = [:]
        var order: [ErrorSignature] = []
        for count in steps.flatMap(\.signatures) {
            if counts[count.signature] == nil {
                order.append(count.signature)
                counts[count.signature] = count
            } else {
                counts[count.signature]?.jobs += count.jobs
            }
        }
        let all = order.compactMap { counts[$0] }
        return all.enumerated().sorted { ($1.element.jobs, $0.offset) < ($0.element.jobs, $1.offset) }.map(\.element)
    }

    /// When the first of the newest attempts ended.
    var firstFailure: Timestamp? { steps.compactMap(\.firstEnd).min() }
    /// When the last of them ended.
    var lastFailure: Timestamp? { steps.compactMap(\.lastEnd).max() }
}
