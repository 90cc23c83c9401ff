/// Where the live runs of this user listen for commands: the folder for what lives as long as its processes.
package struct ControlFolder: Sendable {
    /// The folder; not made yet.
    package let path: String
    /// Who it belongs to.
    private let user: UInt32

    /// The longest path of a socket, in bytes.
    ///
    /// Source: sockaddr_un in unix(7).
    private static let longestPath = 107

    /// `redrive` in `XDG_RUNTIME_DIR` where that is an absolute path and not too long; else a folder of this user in `/tmp`.
    package init(environment: [String: String], machine: MachineIdentity) {
        user = machine.user
        let runtime = environment["XDG_RUNTIME_DIR"].flatMap { $0.hasPrefix("/") ? FilePath.join($0, "redrive") : nil }
        let fallback = "/tmp/redrive-\(machine.user)"
        path =
            runtime.flatMap {
                Self.socket(in: $0, String(repeating: "0", count: 12)).utf8.count <= Self.longestPath ? $0 : nil
            } ?? fallback
    }

    /// The socket of the run of a plan: a plan is run once on a machine.
    package func socket(ofPlan planID: String) -> String { Self.socket(in: path, planID) }

    private static func socket(in folder: String, _ planID: String) -> String {
        FilePath.join(folder, "\(planID).sock")
    }

    /// Makes the folder where it is not there.
    ///
    /// - Throws: `FileError`, also where others could put something into it.
    package func make(_ fileSystem: any FileSystem) throws(FileError) {
        try fileSystem.makeDirectory(path)
        func refuse(_ reason: String) -> FileError { FileError(path: path, operation: .open, code: 0, reason: reason) }
        guard let found = try fileSystem.information(path), found.kind == .directory else {
            throw refuse("it is not a directory")
        }
        guard found.owner == user else { throw refuse("it belongs to another user (\(found.owner))") }
        guard found.permissions & 0o022 == 0 else { throw refuse("others can write to it") }
    }
}
