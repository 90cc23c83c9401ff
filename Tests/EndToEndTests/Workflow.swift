import LocatedYAML
import RedriveTestSupport
import Testing

/// The part of a GitHub Actions workflow that the examples use: its steps, run one after another.
///
/// Artifacts are files in a folder. What another service would do (checking out, commenting) is left to the caller.
struct Workflow {
    /// A step of a job.
    struct Step {
        var name: String
        var run: String?
        var uses: String?
        var with: [String: String]
        var variables: [String: String]
        var id: String?
        var isAlways: Bool
    }

    private let root: Node

    /// Reads a workflow of the repository.
    init(_ path: String) throws {
        let file = SourceFile(name: path, bytes: try Repository.bytes(path))
        let (root, diagnostics) = YAMLDocument.parse(file)
        try #require(diagnostics.isEmpty, "\(DiagnosticRenderer().render(Diagnostics(diagnostics)))")
        self.root = try #require(root)
    }

    /// The names of its jobs.
    var jobs: [String] { Self.entries(root["jobs"]).map(\.name) }

    /// The steps of a job, in order.
    func steps(of job: String) throws -> [Step] {
        guard case .sequence(let steps)? = root["jobs"]?[job]?["steps"]?.kind else {
            throw ToolProcess.Failure(description: "job '\(job)' has no steps")
        }
        return steps.map { step in
            Step(
                name: step["name"]?.scalar?.text ?? step["uses"]?.scalar?.text ?? "",
                run: step["run"]?.scalar?.text,
                uses: step["uses"]?.scalar?.text,
                with: Self.texts(step["with"]),
                variables: Self.texts(step["env"]),
                id: step["id"]?.scalar?.text,
                isAlways: step["if"]?.scalar?.text == "always()"
            )
        }
    }

    private static func entries(_ node: Node?) -> [Node.Entry] {
        guard case .mapping(let entries)? = node?.kind else { return [] }
        return entries
    }

    private static func texts(_ node: Node?) -> [String: String] {
        Dictionary(uniqueKeysWithValues: entries(node).map { ($0.name, $0.value.scalar?.text ?? "") })
    }

    /// Runs the steps of a job.
    ///
    /// - Parameters:
    ///   - values: what expressions such as `inputs.plan_id` stand for.
    ///   - artifacts: the folder that artifacts are kept in, within the shell's folder.
    /// - Returns: the exit status of the first step that failed, 0 if none did; and what the steps wrote.
    func run(
        _ job: String,
        in shell: Shell,
        values: [String: String],
        artifacts: String
    ) async throws -> (status: Int32, output: String) {
        var shell = shell
        var values = values
        var (failure, output): (Int32, String) = (0, "")
        let files = ["GITHUB_OUTPUT", "GITHUB_PATH", "GITHUB_STEP_SUMMARY"]
        for step in try steps(of: job) where failure == 0 || step.isAlways {
            for file in files { shell.variables[file] = "\(shell.folder.path)/\(file)" }
            // An expression inside a script would be code that a stranger can write.
            #expect(!(step.run ?? "").contains("${{"), "\(step.name)")
            for (name, text) in step.variables { shell.variables[name] = try Self.filled(text, values) }
            let script: String
            switch step.uses?.prefix(while: { $0 != "@" }) {
            case nil: script = try #require(step.run)
            case "actions/checkout": continue
            case "actions/upload-artifact":
                let paths = (step.with["path"] ?? "").split(separator: "\n").joined(separator: " ")
                let missing = step.with["if-no-files-found"] == "error" ? "" : " || true"
                script = "mkdir -p '../\(artifacts)'; cp \(paths) '../\(artifacts)'\(missing)"
            case "actions/download-artifact": script = "cp '../\(artifacts)'/* ."
            case let action?: throw ToolProcess.Failure(description: "'\(action)' is not known to this test")
            }
            for text in step.with.values { _ = try Self.filled(text, values) }
            let (status, text) = try await shell.run(script, in: "work")
            output += "\(step.name): \(status)\n\(text)"
            if failure == 0 { failure = status }
            if let id = step.id {
                for line in shell.folder.text(of: "GITHUB_OUTPUT").split(separator: "\n") {
                    let parts = line.split(separator: "=", maxSplits: 1).map(String.init)
                    values["steps.\(id).outputs.\(parts[0])"] = parts.count > 1 ? parts[1] : ""
                }
            }
            shell.path = shell.folder.text(of: "GITHUB_PATH").split(separator: "\n").map(String.init) + shell.path
        }
        return (failure, output)
    }

    /// The text with its expressions replaced; one that has no value is an error.
    private static func filled(_ text: String, _ values: [String: String]) throws -> String {
        var result = ""
        var rest = text[...]
        while let open = rest.firstRange(of: "${{"), let close = rest[open.upperBound...].firstRange(of: "}}") {
            let name = rest[open.upperBound..<close.lowerBound].split(separator: " ").joined()
            guard let value = values[name] else {
                throw ToolProcess.Failure(description: "nothing is known of '\(name)'")
            }
            result += rest[..<open.lowerBound] + value
            rest = rest[close.upperBound...]
        }
        return result + rest
    }
}
