/// Who holds a lock, as far as it was written down.
public struct LockHolder: Sendable, Hashable, Codable {
    /// The name of the machine.
    public var host: String
    /// The process.
    public var pid: Int
    /// The state file of the run.
    public var statePath: String

    /// A holder from its parts.
    public init(host: String, pid: Int, statePath: String) {
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
    public var description: String { "process \(pid) on \(host), with the state file '\(statePath)'" }
}
