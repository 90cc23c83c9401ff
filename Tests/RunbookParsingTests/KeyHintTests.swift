import RedriveCore
import Testing

@testable import LocatedYAML
@testable import RunbookParsing

@Suite struct KeyHintTests {
    /// The hints for a mapping, and the keys that it has.
    struct Mapping: Sendable {
        var name: String
        var hints: KeyHints
        var keys: [String]
    }

    private static let fields = PredicateReader.combiners + Predicate.Field.allCases.map(\.rawValue)
    private static let mappings = [
        Mapping(name: "runbook", hints: .runbook, keys: RunbookKeys.block.names),
        Mapping(name: "step", hints: .step, keys: StepKeys.block.names),
        Mapping(name: "verify", hints: .verify, keys: VerifyKeys.block.names),
        Mapping(name: "repeat_jobs", hints: .repeatJobs, keys: RepeatJobsKeys.block.names),
        Mapping(name: "workspace", hints: .workspace, keys: WorkspaceKeys.block.names),
        Mapping(name: "where", hints: .conditions, keys: fields),
        Mapping(
            name: "matchers",
            hints: .matchers,
            keys: ["contains", "glob", "matches", "exists", "lt", "lte", "gt", "gte"]
        ),
    ]

    @Test(arguments: mappings)
    func `a synonym is no key, and stands for one`(_ mapping: Mapping) {
        #expect(!mapping.hints.synonyms.isEmpty)
        for (word, key) in mapping.hints.synonyms {
            #expect(!mapping.keys.contains(word), "\(word)")
            #expect(mapping.keys.contains(key), "\(key)")
        }
    }

    @Test(arguments: [
        "- repeat_jobs: { recipes: 1, since: 6h ago, «max_jobs»: 5 }|it belongs to the top of the runbook: do not indent it",
        "- repeat_jobs: { recipes: 1, since: 6h ago, «pace»: 5 jobs/s }|it belongs to the step: indent it like 'repeat_jobs'",
        "- repeat_jobs: { recipes: 1, since: 6h ago, «title»: a }|it is a condition: indent it below 'where'",
        "- repeat_jobs: { recipes: 1, since: 6h ago, where: { title: a, «limit»: 5 } }"
            + "|it belongs to 'repeat_jobs': indent it like 'where'",
        "- repeat_jobs: { recipes: 1, since: 6h ago }\n    «limit»: 5|it belongs to 'repeat_jobs': indent it below that key",
        "- repeat_jobs: { recipes: 1, since: 6h ago }\n    «refused»: 5|it belongs to 'stop_when': indent it below that key",
        "- repeat_jobs: { recipes: 1, since: 6h ago, where: { title: { «regex»: a } } }|the key is 'matches'",
    ])
    func `a key of another mapping is sent there`(_ step: String) throws {
        let parts = step.split(separator: "|")
        let marked = "redrive: 1\nname: test\nsteps:\n  \(parts[0])\n"
        let text = marked.replacing("«", with: "").replacing("»", with: "")
        #expect(complaints(text).contains("= help: \(parts[1])\n"), "\(complaints(text))")
        #expect(complaints(text).ranges(of: "error: ").count == 1)
    }
}
