import JSONText
import LocatedYAML
import RedriveEngine

/// A file that a command line names, read for what a shell can complete from it.
///
/// Whatever is wrong with the file, a completion says nothing about it; there is just less to offer.
struct NamedFile {
    /// The files that completions are read from; nil while no shell asks for one.
    @TaskLocal static var fileSystem: (any FileSystem)?

    /// Of larger files nothing is offered: a person waits for the answer.
    private static let mostBytes = 1 << 20

    private let path: String
    private let bytes: [UInt8]

    /// The first word that is the name of a runbook, plan or state file which can be read.
    static func first(of words: [String]) -> NamedFile? {
        let paths = words.map(unquoted).filter { path in
            [".yaml", ".yml", ".jsonl"].contains { path.hasSuffix($0) }
        }
        return paths.lazy.compactMap { NamedFile($0) }.first
    }

    private init?(_ path: String) {
        guard let file = try? Self.fileSystem?.open(path, for: .reading) else { return nil }
        defer { file.close() }
        guard let bytes = try? file.read(at: 0, count: Self.mostBytes) else { return nil }
        self.path = path
        self.bytes = bytes
    }

    /// The word as the shell has it, without quotes and backslashes.
    private static func unquoted(_ word: String) -> String { word.filter { !["'", "\"", "\\"].contains($0) } }

    /// The names of its steps, in order.
    var steps: [String] {
        if path.hasSuffix(".jsonl") { return planSteps.compactMap { $0["name"]?.text } }
        guard case .sequence(let steps)? = YAMLDocument.parse(SourceFile(name: path, bytes: bytes)).root?["steps"]?.kind
        else {
            return []
        }
        return steps.enumerated().map { index, step in step["name"]?.scalar?.text ?? "step-\(index + 1)" }
    }

    /// The ids of the recipes that its steps are about, each once, in order.
    var recipes: [String] {
        var seen: Set<String> = []
        return planSteps.flatMap { $0["recipes"]?.items ?? [] }
            .compactMap { $0.textOrNumber ?? $0["recipe_id"]?.textOrNumber }
            .filter { seen.insert($0).inserted }
    }

    /// The steps in the header of a plan, which is the first line of a plan and the second one of a state file.
    private var planSteps: [JSONTree] {
        for line in bytes.split(separator: UInt8(ascii: "\n"), maxSplits: 2).prefix(2) {
            guard let tree = try? JSONParser.parse(Array(line)) else { continue }
            if let steps = (tree["line"] ?? tree)["steps"]?.items { return steps }
        }
        return []
    }
}
