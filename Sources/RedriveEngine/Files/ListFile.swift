import Hashing
import RedriveCore

/// The file of a list that a step makes; one at a time, owned by the task of the run.
///
/// It is written under another name, and removed unless it becomes complete.
final class ListFile {
    private let fileSystem: any FileSystem
    private var file: OutputFile?

    /// No file is open.
    init(_ fileSystem: any FileSystem) { self.fileSystem = fileSystem }

    deinit { abandon() }

    /// Carries out what a step wants.
    ///
    /// - Throws: why the file could not be made, written or named; nothing of it has its name then.
    func perform(_ effect: ListFileEffect) throws(FileError) {
        switch effect {
        case .open(let path, let replacing):
            abandon()
            let replaces = try mayReplace(path, replacing)
            file = try OutputFile(path, replaces: replaces, fileSystem: fileSystem)
        case .append(let bytes): try file?.append(bytes)
        case .close:
            let complete = file.take()
            try complete?.finish()
        case .abandon: abandon()
        }
    }

    private func abandon() {
        let incomplete = file.take()
        incomplete?.abandon()
    }

    private func mayReplace(_ path: String, _ replacing: ListFileEffect.Replacement) throws(FileError) -> Bool {
        switch replacing {
        case .none: return false
        case .any: return true
        case .own(let digest):
            guard try fileSystem.information(path)?.kind == .file else { return false }
            return try Self.digest(of: path, in: fileSystem) == digest
        }
    }

    /// The SHA-256 of a file, as 64 hex digits.
    static func digest(of path: String, in fileSystem: any FileSystem) throws(FileError) -> String {
        let file = try fileSystem.open(path, for: .reading)
        defer { file.close() }
        var hash = SHA256()
        var offset = 0
        while case let bytes = try file.read(at: offset, count: 1 << 20), !bytes.isEmpty {
            hash.update(data: bytes)
            offset += bytes.count
        }
        return hash.finalize().map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}

extension FileSystem {
    /// Finds out whether a step can save its list under a name.
    ///
    /// - Parameters:
    ///   - replaces: whether another file may be replaced.
    ///   - digest: the SHA-256 of a file that the run itself has written and may replace; nil for none.
    /// - Throws: `FileError`, with `isAlreadyThere` if the name is taken.
    package func checkListFile(_ path: String, replaces: Bool, own digest: String?) throws(FileError) {
        guard try information(path) != nil else { return try checkNew(path) }
        var mayReplace = replaces
        if !mayReplace, let digest { mayReplace = try ListFile.digest(of: path, in: self) == digest }
        try mayReplace ? checkDirectory(of: path) : checkNew(path)
    }
}
