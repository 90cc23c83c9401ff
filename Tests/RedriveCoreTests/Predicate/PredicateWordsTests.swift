import RedriveCore
import Testing
import WorkatoJobs

@Suite struct PredicateWordsTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var predicate: Predicate
        var words: [String]
        var testDescription: String { words.joined(separator: "; ") }

        init(_ predicate: Predicate, _ words: String...) {
            self.predicate = predicate
            self.words = words
        }
    }

    private static let timeout = Predicate.field(.errorType, .anyOf([.text("Timeout")]))
    private static let two = Predicate.field(.errorType, .anyOf([.text("Timeout"), .text("Gone")]))
    private static let pattern = (try? POSIXPattern("^Test")).map { Predicate.field(.title, .matches($0)) } ?? .any([])

    static let cases = [
        Case(timeout, "error_type is 'Timeout'"),
        Case(.all([two, .not(pattern)]), "error_type is 'Timeout' or 'Gone'", "title does not match '^Test'"),
        Case(.any([two, pattern]), "(error_type is 'Timeout' or 'Gone') or title matches '^Test'"),
        Case(.not(.all([timeout, pattern])), "not (error_type is 'Timeout' and title matches '^Test')"),
        Case(.all([.any([timeout, pattern]), .all([])]), "error_type is 'Timeout' or title matches '^Test'"),
        Case(.field(.adapter, .exists(true)), "adapter is present"),
        Case(.field(.adapter, .exists(false)), "adapter is absent"),
        Case(.not(.field(.adapter, .exists(true))), "adapter is absent"),
        Case(.not(.field(.title, .glob("Order*"))), "title does not fit the glob 'Order*'"),
        Case(
            .field(.reruns, .compare(.init(lessThan: .integer(3), atLeast: .integer(1)))),
            "reruns is at least 1 and less than 3"
        ),
        Case(
            .field(.duration, .compare(.init(greaterThan: .duration(.milliseconds(1500))))),
            "duration is more than 1.500s"
        ),
        Case(
            .field(.startedAt, .compare(.init(atMost: .time(Timestamp(milliseconds: 0))))),
            "started_at is at most 1970-01-01T00:00:00Z"
        ),
        Case(
            .field(.reruns, .anyOf((1...8).map { .integer($0) })),
            "reruns is 1 or 2 or 3 or 4 or 5 or 3 more"
        ),
    ]

    @Test(arguments: cases) func `conditions are said in words`(_ sample: Case) {
        #expect(sample.predicate.conditionsInWords == sample.words)
    }

    @Test func `a long text is cut`() {
        let words = Predicate.field(.title, .contains(String(repeating: "é", count: 300))).words
        #expect(words == "title contains '\(String(repeating: "é", count: 79))…'")
    }
}
