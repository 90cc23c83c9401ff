/// What a process' work on a run came to, as its exit status says it.
///
/// Source: docs/formats/exit-status.md; if several apply, the first case of this list does.
package enum RunVerdict: Sendable, Hashable, CaseIterable {
    /// The token is not accepted.
    case unauthorized
    /// The API cannot be reached, or does not answer as documented.
    case unreachable
    /// A person or a signal stopped it.
    case interrupted
    /// A guard stopped it.
    case guardTripped
    /// Some jobs are unknown or held: a person must decide.
    case undecided
    /// It is finished, but some jobs were refused, failed again, were still pending, or were never shown by a list; or a list that it
    /// has made is not proven complete.
    case notAllRecovered
    /// All is done.
    case done
}

extension RunState {
    /// The verdict on a process that ended like this.
    package func verdict(for ending: RunEnding) -> RunVerdict {
        switch ending {
        case .unauthorized: return .unauthorized
        case .unreachable: return .unreachable
        case .interrupted: return .interrupted
        case .guardTripped: return .guardTripped
        case .finished: break
        }
        let totals = RunTotals(self)
        let lists = steps.compactMap(\.listed)
        if lists.contains(where: { $0.failure != nil }) { return .unreachable }
        if totals.count(.unknown) + totals.count(.held) > 0 { return .undecided }
        return totals.notRecovered > 0 || lists.contains { !$0.isComplete } ? .notAllRecovered : .done
    }
}
