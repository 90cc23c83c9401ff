import Testing
import Transport

@testable import WorkatoSimulator

@Suite struct SpeedTests {
    /// Sorting or filtering all jobs for each page would take minutes here.
    @Test(.timeLimit(.minutes(30))) func `a world of 100,000 jobs is walked a page at a time`() {
        var scenario = Scenario(recipes: [
            .init(
                id: 1,
                groups: [
                    .init(.failed, count: 20_000, from: .fromStart(.seconds(-90_000))),
                    .init(.succeeded, count: 80_000),
                ]
            )
        ])
        scenario.limits.other = nil
        scenario.limits.repeats = nil
        var visitor = Visitor(scenario)
        var cursor = ""
        var seen = 0
        for _ in 0..<100 {
            let fate = visitor.send(.get, "/api/recipes/1/jobs?status=failed" + cursor)
            guard case .answer(let response, _) = fate else { return }
            let text = String(decoding: response.body.suffix(1200), as: UTF8.self)
            guard let last = text.components(after: "{\"id\":\"") else { return }
            cursor = "&offset_job_id=\(last)"
            seen += 1
        }
        #expect(seen == 100)
    }
}

extension String {
    /// What stands between the last occurrence of `mark` and the next quotation mark.
    fileprivate func components(after mark: String) -> String? {
        var rest = self[...]
        var found: Substring?
        while let range = rest.firstRange(of: mark) {
            rest = rest[range.upperBound...]
            found = rest
        }
        return found.map { String($0.prefix { $0 != "\"" }) }
    }
}
