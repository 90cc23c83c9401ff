/// Who holds a lock, as it was written into the lock file.
package struct LockHolder: Sendable, Hashable, Codable {
    /// The name of the machine.
    package var host: String
    /// The process.
    package var pid: Int
    /// The state file of the run.
    package var statePath: String

    /// A holder from its parts.
    package init(host: String, pid: Int, statePath: String) {
        self.host = host
        self.pid = pid
        self.statePath = statePath
    }

    private enum CodingKeys: String, CodingKey {
        case host, pid
        case statePath = "state"
    }
}

extension LockHolder: CustomStringConvertible {
    /// For an operator.
    package var description: String { "process \(pid) on \(host), with the state file '\(statePath)'" }
}
