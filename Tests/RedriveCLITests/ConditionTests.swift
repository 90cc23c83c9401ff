import RedriveCLI
import Testing

/// What conditions select, from the runbook's text to the plan.
@Suite struct ConditionTests {
    /// Ten failed jobs whose error has the `é` of `Café` in two scalars, five that have it in one, and two with another error.
    private static let scenario = """
        scenario: 1
        name: accents
        recipes:
          - id: 28904
            failed:
              - count: 10
                errors: [{ type: Refused, adapter: pos, message: "Cafe\u{301} #12 refused" }]
              - count: 5
                errors: [{ type: Refused, adapter: pos, message: "Caf\u{E9} #13 refused" }]
              - count: 2
                errors: [{ type: Refused, adapter: pos, message: "Cafe refused" }]
        """

    private func plan(_ condition: String) throws -> (output: String, error: String) {
        let bench = try Bench(Self.scenario)
        bench.put(
            """
            redrive: 1
            name: accents
            workspace: { url: "https://workato.example.com" }
            steps:
              - repeat_jobs:
                  recipes: 28904
                  since: 2026-11-01T00:00:00Z
                  where:
                    error_message: \(condition)

            """,
            at: "crm.yaml"
        )
        let result = try bench.run(["plan", "crm.yaml"])
        #expect(result.status == .done, "\(result.error)")
        return (result.output, result.error)
    }

    @Test(arguments: ["Caf\u{E9}", "Cafe\u{301}"])
    func `a text selects the same jobs in both spellings, with every matcher`(_ text: String) throws {
        for condition in ["{ contains: '\(text)' }", "{ glob: '\(text)*' }", "{ matches: '^\(text)' }"] {
            #expect(try plan(condition).output.contains("15 jobs to repeat"), "\(condition)")
        }
        #expect(try plan("'\(text) #12 refused'").output.contains("10 jobs to repeat"))
        #expect(try plan("['\(text) #12 refused', '\(text) #13 refused']").output.contains("15 jobs to repeat"))
        #expect(try plan("{ contains: Cafe }").output.contains("2 jobs to repeat"))
    }

    @Test func `a condition that a comment makes wider is reported before anything is planned`() throws {
        let cut = try plan("{\n            contains: Caf\u{E9} #12\n          }")
        #expect(cut.output.contains("15 jobs to repeat"))
        #expect(cut.error.contains("warning: 'contains' is read as 'Caf\u{E9}'; '#12' is a comment"), "\(cut.error)")
    }
}
