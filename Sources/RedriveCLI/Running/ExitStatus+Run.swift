import RedriveCore

extension ExitStatus {
    /// The exit status of a process whose work on a run ended in this way.
    init(of state: RunState, _ ending: RunEnding) {
        self =
            switch state.verdict(for: ending) {
            case .unauthorized: .noToken
            case .unreachable: .unreachable
            case .interrupted: .interrupted
            case .guardTripped: .guardTripped
            case .undecided: .undecided
            case .notAllRecovered: .unfinishedJobs
            case .done: .done
            }
    }
}
