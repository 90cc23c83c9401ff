import FoundationEssentials

/// How far a run has come, as the machine knows it: an older copy of its state file is not the run.
package struct KnownState: Sendable, Hashable, Codable {
    /// The newest state file, as an absolute path.
    package var statePath: String
    /// How many lines it had at least.
    package var lines: Int

    /// A state from its parts.
    package init(statePath: String, lines: Int) {
        self.statePath = statePath
        self.lines = lines
    }

    private enum CodingKeys: String, CodingKey {
        case statePath = "state"
        case lines
    }
}

/// Keeps `KnownState` of one run up to date while a process works on it.
///
/// It is written behind each record and not synced: it is never ahead of the state file, and after a power cut it may be behind
/// or gone, which refuses nothing.
struct RunRegister: Sendable {
    private let file: any OpenFile
    private let statePath: String

    fileprivate init(file: any OpenFile, statePath: String) {
        self.file = file
        self.statePath = statePath
    }

    /// Records how many lines the state file has now.
    func note(lines: Int) throws(FileError) {
        try file.overwrite(StateDirectory.json(KnownState(statePath: statePath, lines: lines)))
    }

    func close() { file.close() }
}

extension StateDirectory {
    /// The newest state of a plan's run that a process on this machine has written; nil if none is known.
    package func knownState(ofPlan planID: String) throws(FileError) -> KnownState? {
        guard let text = try own(registerPath(planID)) else { return nil }
        return try? JSONDecoder().decode(KnownState.self, from: Data(text))
    }

    /// Opens the register of a plan's run.
    func register(ofPlan planID: String, statePath: String) throws(FileError) -> RunRegister {
        try fileSystem.makeDirectory(FilePath.join(path, "runs"), for: sharing)
        return RunRegister(file: try fileSystem.openOwn(registerPath(planID), for: sharing), statePath: statePath)
    }

    private func registerPath(_ planID: String) -> String {
        FilePath.join(FilePath.join(path, "runs"), "\(planID).state.json")
    }
}
