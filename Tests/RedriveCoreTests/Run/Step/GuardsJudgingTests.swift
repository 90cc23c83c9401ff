import Testing

@testable import RedriveCore

@Suite struct GuardsJudgingTests {
    private func counts(ended: Int = 0, failed: Int = 0, answered: Int = 0, refused: Int = 0) -> GuardCounts {
        var counts = GuardCounts()
        counts.ended = ended
        counts.failedAgain = failed
        counts.answered = answered
        counts.refused = refused
        return counts
    }

    private func name(_ guards: Guards, _ counts: GuardCounts, since baseline: GuardCounts = GuardCounts()) -> String? {
        guards.tripped(by: counts, since: baseline)?.name
    }

    @Test func `a percentage is not judged before the sample is large enough`() {
        #expect(name(.default, counts(ended: 24, failed: 24)) == nil)
        #expect(name(.default, counts(ended: 25, failed: 13)) == "failed_again")
        #expect(name(.default, counts(ended: 25, failed: 12)) == nil)
        #expect(name(.default, counts(answered: 26, refused: 13)) == "refused")
    }

    @Test func `a number stops when the Nth is seen`() {
        let guards = Guards(refused: .jobs(10))
        #expect(name(guards, counts(answered: 9, refused: 9)) == nil)
        #expect(name(guards, counts(answered: 10, refused: 10)) == "refused")
    }

    @Test func `after a person let it go on, only what came since is judged`() {
        let before = counts(ended: 40, failed: 40)
        #expect(name(.default, before, since: before) == nil)
        #expect(name(.default, counts(ended: 65, failed: 65), since: before) == "failed_again")
    }

    @Test func `the same error is counted for each signature by itself`() {
        let guards = Guards(sameError: 5)
        var seen = GuardCounts()
        seen.bySignature = ["a": 4, "b": 4]
        #expect(name(guards, seen) == nil)
        seen.bySignature["b"] = 5
        #expect(name(guards, seen) == "same_error")
    }

    /// A guard with its bound, and what is seen with so many cases of twenty.
    private static let bounds: [(guards: Guards, name: String, seen: @Sendable (Int) -> GuardCounts)] = [
        (
            Guards(failedAgain: .jobs(5)), "failed_again",
            { seen in counted { ($0.ended, $0.failedAgain) = (20, seen) } }
        ),
        (Guards(refused: .jobs(5)), "refused", { seen in counted { ($0.answered, $0.refused) = (20, seen) } }),
        (Guards(unknown: .jobs(5)), "unknown", { seen in counted { ($0.answered, $0.unknown) = (20, seen) } }),
        (Guards(sameError: 5), "same_error", { seen in counted { $0.bySignature = ["a": seen, "b": 4] } }),
        // A quarter of twenty, from a sample of twenty on.
        (
            Guards(failedAgain: .percent(25), minSample: 20), "failed_again",
            { seen in counted { ($0.ended, $0.failedAgain) = (20, seen) } }
        ),
        (
            Guards(refused: .percent(25), minSample: 20), "refused",
            { seen in counted { ($0.answered, $0.refused) = (20, seen) } }
        ),
        (
            Guards(unknown: .percent(25), minSample: 20), "unknown",
            { seen in counted { ($0.answered, $0.unknown) = (20, seen) } }
        ),
    ]

    private static func counted(_ change: (inout GuardCounts) -> Void) -> GuardCounts {
        var counts = GuardCounts()
        change(&counts)
        return counts
    }

    @Test(arguments: bounds.indices)
    func `a guard stops at its bound, not one before it, and one behind it`(_ index: Int) {
        let bound = Self.bounds[index]
        #expect(name(bound.guards, bound.seen(4)) == nil)
        #expect(name(bound.guards, bound.seen(5)) == bound.name)
        #expect(name(bound.guards, bound.seen(6)) == bound.name)
        // The same counts are not judged again once a person has let the step go on.
        #expect(name(bound.guards, bound.seen(6), since: bound.seen(6)) == nil)
    }

    @Test func `a sample of one less than asked for is not judged`() {
        let guards = Guards(failedAgain: .percent(25), minSample: 20)
        #expect(name(guards, counts(ended: 19, failed: 19)) == nil)
        #expect(name(guards, counts(ended: 20, failed: 5)) == "failed_again")
        #expect(name(guards, counts(ended: 21, failed: 5)) == nil)
    }

    @Test func `a guard that is off never stops`() {
        #expect(name(.off, counts(ended: 100, failed: 100, answered: 100, refused: 100)) == nil)
    }
}
