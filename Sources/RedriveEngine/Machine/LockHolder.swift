/// Who holds a lock, as it was written into the lock file.
package struct LockHolder: Sendable, Hashable, Codable {
    /// The name of the machine.
    package var host: String
    /// The process.
    package var pid: Int
    /// The state file of the run.
    package var statePath: String

    /// The socket on which the run takes commands; nil in the files of older versions.
    ///
    /// Nobody may listen there.
    package var control: String?

    /// A holder from its parts.
    package init(host: String, pid: Int, statePath: String, control: String? = nil) {
        self.host = host
        self.pid = pid
        self.statePath = statePath
        self.control = control
    }

    private enum CodingKeys: String, CodingKey {
        case host, pid, control
        case statePath = "state"
    }
}

extension LockHolder: CustomStringConvertible {
    /// For an operator.
    package var description: String { "process \(pid) on \(host), with the state file '\(statePath)'" }
}
