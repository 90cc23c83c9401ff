import LocatedYAML
import RedriveCore
import RedriveTestSupport
import RunbookParsing
import Testing

@Suite struct ExamplesTests {
    @Test func `there are examples`() throws {
        #expect(try Repository.examples().count >= 6)
    }

    @Test(arguments: (try? Repository.examples()) ?? [])
    func `every example is valid as it stands, and names the schema`(_ path: String) throws {
        let text = try Repository.text(path)
        #expect(text.hasPrefix("# yaml-language-server: $schema=runbook.schema.json\n"))
        _ = try read(text, Self.context)
    }

    @Test func `every runbook in the language's reference is valid`() throws {
        let blocks = try Repository.text("docs/runbook.md").split(separator: "```", omittingEmptySubsequences: false)
            .enumerated().filter { !$0.offset.isMultiple(of: 2) }.map { String($0.element) }
        let runbooks = blocks.filter { $0.hasPrefix("yaml\nredrive: 1\n") }.map { String($0.dropFirst(5)) }
        #expect(!runbooks.isEmpty)
        for runbook in runbooks { _ = try read(runbook, Self.context) }
        // Pieces of a runbook stand below the key that they belong to.
        let pieces = blocks.filter { $0.hasPrefix("yaml\n") && !$0.hasPrefix("yaml\nredrive: 1\n") }.map {
            $0.dropFirst(5)
        }
        for piece in pieces { _ = try read(Self.completed(String(piece)), Self.context) }
    }

    @Test func `every key of the language stands in its reference`() throws {
        let reference = try Repository.text("docs/runbook.md")
        let schema = try SchemaValidator(RunbookSchema.json)
        for key in Self.keys(of: schema.root) {
            #expect(reference.contains("`\(key)`"), "docs/runbook.md does not speak of \(key)")
        }
    }

    private static let context: RunbookContext = {
        var context = RunbookContext(now: now) { path in
            (try? Repository.bytes("examples/\(path)")).map { .success($0) } ?? .failure(.init(message: "no such file"))
        }
        // The reference speaks of a file of tokens that is like the one of the example.
        context.readPinned = { path in
            guard let bytes = try? Repository.bytes("examples/waiting-approvals.csv") else {
                return .failure(.init(message: "no such file"))
            }
            let file = PinnedFile(path: "/\(path)", sha256: String(repeating: "0", count: 64), bytes: bytes.count)
            return .success(PinnedContents(file: file, bytes: bytes))
        }
        return context
    }()

    /// A runbook around keys of its top, of its step, or of its selection.
    private static func completed(_ piece: String) -> String {
        let lines = piece.split(separator: "\n", omittingEmptySubsequences: false)
        func indented(_ spaces: Int) -> String {
            lines.map { $0.isEmpty ? "" : String(repeating: " ", count: spaces) + $0 }.joined(separator: "\n")
        }
        let key = piece.prefix { $0 != ":" }
        switch key {
        case "steps": return "redrive: 1\nname: a\n" + piece
        case "workspace", "inputs", "timezone", "max_jobs", "on_unknown", "reason", "description":
            let use = key == "inputs" ? "{ recipes: $recipes, since: $since }" : "{ recipes: 1, since: beginning }"
            return "redrive: 1\nname: a\n\(piece)\nsteps:\n  - repeat_jobs: \(use)\n"
        case "verify", "stop_when", "pace", "on_failure":
            return runbook(step: "").replacing("\n    \n", with: "\n" + indented(4) + "\n")
        case "recipes", "jobs", "jobs_file", "where":
            let window = key == "where" ? "      recipes: 1\n" : ""
            let since = key == "recipes" || key == "where" ? "      since: beginning\n" : ""
            return "redrive: 1\nname: a\nsteps:\n  - repeat_jobs:\n\(window)\(since)\(indented(6))\n"
        default: return piece
        }
    }

    private static func keys(of schema: JSON) -> Set<String> {
        guard case .object(let members) = schema else {
            if case .list(let items) = schema { return Set(items.flatMap { keys(of: $0) }) }
            return []
        }
        var found: Set<String> = []
        if case .object(let properties)? = members["properties"] { found.formUnion(properties.keys) }
        for member in members.values { found.formUnion(keys(of: member)) }
        return found
    }
}
