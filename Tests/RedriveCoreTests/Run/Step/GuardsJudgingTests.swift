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

    @Test func `a guard that is off never stops`() {
        #expect(name(.off, counts(ended: 100, failed: 100, answered: 100, refused: 100)) == nil)
    }
}
