import RedriveCore
import Testing
import WorkatoJobs

/// The warnings of a plan about conditions that fit nothing.
@Suite struct ConditionTallyTests {
    private typealias Rules = PlanningRulesTests

    private func warnings(_ predicate: Predicate, _ titles: [String: Int]) -> [String] {
        var attempts: [WorldAttempt] = []
        for (title, count) in titles.sorted(by: { $0.key < $1.key }) {
            for _ in 0..<count {
                var attempt = Rules.failed("\(attempts.count)", minutesAgo: Int64(attempts.count % 50) + 1)
                attempt.title = title
                attempts.append(attempt)
            }
        }
        return Rules.plan(attempts, [Rules.selection { $0.query.predicate = predicate }])?.warnings ?? ["no plan"]
    }

    @Test func `a condition that fits nothing names the values that there are`() {
        let predicate = Predicate.field(.title, .anyOf([.text("timeout")]))
        #expect(
            warnings(predicate, ["Timeout": 3, "Gone": 1]) == [
                "step 'step-1': title is 'timeout' does not fit any of the 4 jobs that were read; "
                    + "the values there are 'Timeout' (3), 'Gone' (1); letter case counts"
            ]
        )
    }

    @Test func `of a list, the value that fits nothing is named`() {
        let predicate = Predicate.field(.title, .anyOf([.text("Timeout"), .text("Gonne")]))
        let found = warnings(predicate, ["Timeout": 1, "Gone": 1])
        #expect(found.count == 1)
        #expect(found.first?.contains("title is 'Gonne' does not fit any of the 2 jobs") == true)
    }

    @Test func `conditions that fit, and those under not, are no reason to warn`() {
        let fits = Predicate.field(.title, .anyOf([.text("Timeout")]))
        let excludes = Predicate.not(.field(.title, .anyOf([.text("Test")])))
        #expect(warnings(.all([fits, excludes]), ["Timeout": 2]).isEmpty)
    }

    @Test func `many values are counted, and five of them named`() {
        let titles = Dictionary(uniqueKeysWithValues: (0..<80).map { ("title \($0)", 1) })
        let found = warnings(.field(.title, .anyOf([.text("x")])), titles)
        #expect(found.first?.hasSuffix("and more; letter case counts") == true)
        #expect(found.first?.split(separator: "(1)").count == 6)
    }
}
