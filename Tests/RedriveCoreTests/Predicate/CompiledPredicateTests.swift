import Testing
import WorkatoJobs

@testable import RedriveCore

@Suite struct CompiledPredicateTests {
    private func subject(_ change: (inout JobRow) -> Void = { _ in }, reruns: Int = 2) throws -> PredicateSubject {
        var row = JobRow(id: JobID(text: "j-2"), status: .failed)
        row.title = "Order 7 of Café"
        row.error = "422 could not reach"
        row.errorParts = ErrorParts(
            adapter: "salesforce",
            errorType: "Timeout",
            message: "could not reach",
            innerMessage: "inner"
        )
        row.callingRecipeID = RecipeID(5)
        row.startedAt = Timestamp(milliseconds: 1_000_000)
        row.completedAt = Timestamp(milliseconds: 1_060_000)
        change(&row)
        return PredicateSubject(row: row, master: JobID(text: "j-1"), reruns: reruns)
    }

    private func holds(_ predicate: Predicate, _ change: (inout JobRow) -> Void = { _ in }) throws -> Bool {
        try CompiledPredicate(predicate).holds(for: subject(change))
    }

    private func holds(_ field: Predicate.Field, _ matcher: Predicate.Matcher) throws -> Bool {
        try holds(.field(field, matcher))
    }

    @Test func `every field reads its own part of the row`() throws {
        let expected: [Predicate.Field: Predicate.Value?] = [
            .title: .text("Order 7 of Café"), .error: .text("422 could not reach"), .errorType: .text("Timeout"),
            .errorMessage: .text("could not reach"), .innerMessage: .text("inner"), .adapter: .text("salesforce"),
            .jobID: .text("j-2"), .masterJobID: .text("j-1"), .callingRecipeID: .integer(5), .rootRecipeID: nil,
            .startedAt: .time(Timestamp(milliseconds: 1_000_000)),
            .completedAt: .time(Timestamp(milliseconds: 1_060_000)),
            .duration: .duration(.seconds(60)), .reruns: .integer(2),
        ]
        let subject = try subject()
        for field in Predicate.Field.allCases {
            let value = try #require(expected[field])
            #expect(subject.value(of: field) == value, "\(field)")
        }
    }

    @Test func `a field that the row has not satisfies nothing but that it is absent`() throws {
        let matchers: [Predicate.Matcher] = try [
            .anyOf([.text("")]), .contains("a"), .glob("*"), .matches(POSIXPattern("^$")), .exists(true),
            .compare(.init()),
        ]
        for matcher in matchers {
            #expect(try !holds(.field(.title, matcher)) { $0.title = nil })
            #expect(try !holds(.field(.title, matcher)) { $0.title = "" }, "an empty title is none")
        }
        #expect(try holds(.field(.title, .exists(false))) { $0.title = "" })
        #expect(try !holds(.title, .exists(false)))
        #expect(try holds(.not(.field(.title, .contains("a")))) { $0.title = nil })
    }

    @Test func `text is equal, contained or matched case-sensitively`() throws {
        #expect(try holds(.errorType, .anyOf([.text("X"), .text("Timeout")])))
        #expect(try !holds(.errorType, .anyOf([.text("timeout")])))
        #expect(try holds(.title, .contains("7 of Caf")))
        #expect(try !holds(.title, .contains("order")))
        #expect(try holds(.title, .glob("Order * of Caf?")))
        #expect(try holds(.title, .matches(POSIXPattern("[0-9] of .{4}$"))))
        #expect(try holds(.field(.title, .contains("aab"))) { $0.title = "aaaab" })
    }

    /// One text in two spellings that Unicode calls equal.
    struct Spellings: Sendable {
        var composed: String
        var decomposed: String
    }

    @Test(arguments: [
        Spellings(composed: "Caf\u{E9} 7", decomposed: "Cafe\u{301} 7"),
        Spellings(composed: "\u{1E69}x", decomposed: "s\u{307}\u{323}x"),
        Spellings(composed: "\u{D55C}\u{AE00}", decomposed: "\u{1112}\u{1161}\u{11AB}\u{1100}\u{1173}\u{11AF}"),
        Spellings(composed: "5 \u{3A9}", decomposed: "5 \u{2126}"),
    ])
    func `every matcher sees two spellings of one text as one`(_ text: Spellings) throws {
        for (sought, title) in [
            (text.composed, text.composed), (text.composed, text.decomposed), (text.decomposed, text.composed),
            (text.decomposed, text.decomposed),
        ] {
            let length = text.composed.unicodeScalars.count
            let matchers: [Predicate.Matcher] = try [
                .anyOf([.text(sought)]), .anyOf([.text("x"), .text(sought)]), .contains(sought), .glob(sought),
                .glob("*\(sought)"),
                .glob(String(repeating: "?", count: length)), .matches(POSIXPattern("^\(sought)$")),
                .matches(POSIXPattern("^.{\(length)}$")),
            ]
            for matcher in matchers {
                #expect(
                    try holds(.field(.title, matcher)) { $0.title = title },
                    "\(matcher) of \(title.unicodeScalars)"
                )
                #expect(try holds(.field(.error, matcher)) { $0.error = title })
            }
        }
    }

    @Test func `a letter is not found in the accented letter that it is a part of`() throws {
        for title in ["Caf\u{E9}", "Cafe\u{301}"] {
            #expect(try !holds(.field(.title, .contains("Cafe"))) { $0.title = title })
            #expect(try !holds(.field(.title, .glob("Cafe*"))) { $0.title = title })
            #expect(try !holds(.field(.title, .matches(POSIXPattern("Cafe")))) { $0.title = title })
            #expect(try !holds(.field(.title, .anyOf([.text("Cafe")]))) { $0.title = title })
            #expect(try holds(.field(.title, .glob("Caf[\u{E0}-\u{FF}]"))) { $0.title = title })
        }
    }

    @Test func `a pattern is sought in the first 2,000 characters of the normalized text`() throws {
        let pattern = Predicate.field(.title, .matches(try POSIXPattern("x")))
        #expect(try holds(pattern) { $0.title = String(repeating: "e\u{301}", count: 1999) + "x" })
        #expect(try !holds(pattern) { $0.title = String(repeating: "\u{E9}", count: 2000) + "x" })
    }

    @Test(.timeLimit(.minutes(30)))
    func `a title of nothing but combining marks takes linear time`() throws {
        var title = String.UnicodeScalarView("a".unicodeScalars)
        for number in 0..<500_000 { title.append(number.isMultiple(of: 2) ? "\u{301}" : "\u{316}") }
        let text = String(title)
        let clock = ContinuousClock()
        let start = clock.now
        #expect(try !holds(.field(.title, .anyOf([.text("a")]))) { $0.title = text })
        #expect(try holds(.field(.title, .contains("\u{301}"))) { $0.title = text })
        #expect(clock.now - start < .seconds(20))
    }

    @Test func `bounds hold together, each with or without its end`() throws {
        func compare(_ comparison: Predicate.Comparison) throws -> Bool { try holds(.reruns, .compare(comparison)) }
        #expect(try compare(.init(lessThan: .integer(3))))
        #expect(try !compare(.init(lessThan: .integer(2))))
        #expect(try compare(.init(atMost: .integer(2))))
        #expect(try !compare(.init(atMost: .integer(1))))
        #expect(try compare(.init(greaterThan: .integer(1))))
        #expect(try !compare(.init(greaterThan: .integer(2))))
        #expect(try compare(.init(atLeast: .integer(2))))
        #expect(try !compare(.init(atLeast: .integer(3))))
        #expect(try !compare(.init(lessThan: .integer(3), greaterThan: .integer(2))))
        #expect(try !compare(.init(atMost: .duration(.seconds(5)))), "a bound of another kind never holds")
        #expect(
            try holds(.duration, .compare(.init(atMost: .duration(.seconds(60)), greaterThan: .duration(.seconds(59)))))
        )
        #expect(try holds(.startedAt, .compare(.init(lessThan: .time(Timestamp(milliseconds: 1_000_001))))))
    }

    @Test func `a row that ends before it starts has no duration`() throws {
        #expect(try holds(.field(.duration, .exists(false))) { $0.completedAt = Timestamp(milliseconds: 5) })
    }

    @Test func `all of none holds, any of none does not`() throws {
        #expect(try holds(.all([])))
        #expect(try !holds(.any([])))
        let yes = Predicate.field(.title, .exists(true))
        #expect(try holds(.all([yes, .not(.not(yes)), .any([.not(yes), yes])])))
        #expect(try !holds(.all([yes, .not(yes)])))
    }
}
