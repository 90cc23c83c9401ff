import FoundationEssentials
import Testing

/// What the cases of an enum say in their doc comments under "Can transition to:".
enum CommentedTransitions {
    private static let opening = "Can transition to: "

    /// The folder of the core's sources.
    static let sources: URL = {
        var folder = URL(filePath: #filePath).deletingLastPathComponent()
        for _ in 0..<3 { folder.deleteLastPathComponent() }
        return folder.appending(path: "Sources/RedriveCore")
    }()

    /// The files of the core that say what a state can transition to, or that ought to: those of a machine.
    static func files() throws -> Set<String> {
        let all = try FileManager.default.subpathsOfDirectory(atPath: sources.path)
        return try Set(
            all.filter { file in
                guard file.hasSuffix(".swift") else { return false }
                return try file.hasSuffix("StateMachine.swift") || text(of: file).contains(opening)
            }
        )
    }

    /// By the name of the case; a case whose comment does not end in a list of names has nil.
    static func read(_ enumeration: String, in file: String) throws -> [String: Set<String>?] {
        let lines = try text(of: file).split(separator: "\n", omittingEmptySubsequences: false).map(trimmed)
        let begin = try #require(lines.firstIndex { $0.contains("enum \(enumeration):") }, "\(file)")
        var comment: [Substring] = []
        var transitions: [String: Set<String>?] = [:]
        for line in lines[begin...].dropFirst().prefix(while: { $0 != "}" }) {
            if line.hasPrefix("///") {
                comment.append(line.dropFirst(4))
            } else if line.hasPrefix("case ") {
                let name = line.dropFirst(5).prefix { $0.isLetter }
                transitions[String(name)] = .some(names(comment.joined(separator: " ")))
                comment = []
            }
        }
        return transitions
    }

    /// The names that a comment ends in; nil where it ends in something else.
    private static func names(_ comment: String) -> Set<String>? {
        let parts = comment.split(separator: opening, omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].hasSuffix("."), !parts[1].dropLast().contains(".") else { return nil }
        let list = parts[1].dropLast()
        return list == "nothing" ? [] : Set(list.split(separator: ", ").map(String.init))
    }

    private static func text(of file: String) throws -> String {
        try String(contentsOf: sources.appending(path: file), encoding: .utf8)
    }

    private static func trimmed(_ line: Substring) -> Substring { line.drop { $0 == " " } }
}
