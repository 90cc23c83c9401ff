import RedriveCore

extension ExitStatus {
    /// The exit status of a process whose work on a run ended in this way.
    init(of state: RunState, _ ending: RunEnding) {
        self = ExitStatus(rawValue: Int32(state.exitStatus(for: ending))) ?? .bug
    }
}
