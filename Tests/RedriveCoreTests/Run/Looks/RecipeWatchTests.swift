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
}
