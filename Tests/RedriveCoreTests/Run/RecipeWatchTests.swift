import Testing
import WorkatoJobs

@testable import RedriveCore

@Suite struct RecipeWatchTests {
    private func isFresh(begun: Int, ended: Int, at now: Int) -> Bool {
        var watch = RecipeWatch()
        watch.complete(begun: Instant(sinceZero: .seconds(begun)), at: Instant(sinceZero: .seconds(ended)))
        return watch.isFresh(at: Instant(sinceZero: .seconds(now)))
    }

    @Test func `a look is valid for five minutes from its start`() {
        #expect(!RecipeWatch().isFresh(at: Instant(sinceZero: .zero)))
        #expect(isFresh(begun: 0, ended: 5, at: 299))
        #expect(!isFresh(begun: 0, ended: 5, at: 300))
    }

    @Test func `a look is not sent upon once a page of a later one has shown a change, whatever its age`() {
        var watch = RecipeWatch()
        watch.complete(begun: .zero, at: .zero)
        #expect(watch.isFresh(at: Instant(sinceZero: .seconds(1))))
        watch.isContradicted = true
        #expect(!watch.isFresh(at: Instant(sinceZero: .seconds(1))))
    }

    @Test func `a look that took longer than that is sent upon for a minute from its end`() {
        #expect(isFresh(begun: 0, ended: 900, at: 959))
        #expect(!isFresh(begun: 0, ended: 900, at: 960))
    }

    private func repeated(_ id: String, _ status: JobStatus, startedAt start: Timestamp?) -> SeenRepeat {
        SeenRepeat(
            row: JobRow(id: JobID(text: id), masterJobID: JobID(text: "m"), status: status, startedAt: start),
            recipe: 7
        )
    }

    @Test func `what was seen once stays known, as it was seen last`() {
        var watch = RecipeWatch()
        watch.remember(repeated("a", .pending, startedAt: nil), of: 3)
        watch.remember(repeated("b", .failed, startedAt: nil), of: 3)
        watch.remember(repeated("a", .succeeded, startedAt: nil), of: 3)
        #expect(watch.seen[3]?.map(\.id.text) == ["a", "b"])
        #expect(watch.seen[3]?.map(\.status) == [.succeeded, .failed])
    }

    @Test func `a look that misses a known repeat is not complete, unless it need not reach back to it`() {
        let bound = Timestamp(milliseconds: 1_800_000_000_000)
        var look = RecipeWatch.Look(
            walk: .init(recipe: 7, bound: .init(since: bound, clock: .startedAt, lookback: .zero)),
            begun: .zero,
            mayEndEarly: false,
            missing: []
        )
        for (start, isComplete) in [(bound, false), (bound - .seconds(1), true), (nil, false)] {
            var watch = RecipeWatch()
            watch.remember(repeated("a", .failed, startedAt: start), of: 0)
            #expect(watch.coversKnownRepeats(look, since: bound) == isComplete)
            #expect(!watch.coversKnownRepeats(look, since: nil))
        }
        var watch = RecipeWatch()
        watch.remember(repeated("a", .failed, startedAt: bound), of: 0)
        look.shown = [JobID(text: "a")]
        #expect(watch.coversKnownRepeats(look, since: bound))
    }
}
