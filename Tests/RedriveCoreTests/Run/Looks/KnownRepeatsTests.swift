import Testing
import WorkatoJobs

@testable import RedriveCore

@Suite struct KnownRepeatsTests {
    private var known = KnownRepeats()
    private static let noon = Timestamp(milliseconds: 1_800_000_000_000)

    private func repeated(_ id: String, _ status: JobStatus = .failed, startedAt start: Timestamp?) -> SeenRepeat {
        SeenRepeat(
            row: JobRow(id: JobID(text: id), masterJobID: JobID(text: "m"), status: status, startedAt: start),
            recipe: 7
        )
    }

    private func ids(_ texts: String...) -> Set<JobID> { Set(texts.map { JobID(text: $0) }) }

    @Test mutating func `what was seen once stays known, as it was seen last`() {
        known.remember(repeated("a", .pending, startedAt: nil), of: 3)
        known.remember(repeated("b", .failed, startedAt: nil), of: 3)
        known.remember(repeated("a", .succeeded, startedAt: nil), of: 3)
        #expect(known.repeats(of: 3).map(\.id.text) == ["a", "b"])
        #expect(known.repeats(of: 3).map(\.status) == [.succeeded, .failed])
        #expect(known.repeats(of: 4).isEmpty)
    }

    @Test mutating func `a look down to a time has to show what started after its second, and what has no start`() {
        known.remember(repeated("before", startedAt: Self.noon - .milliseconds(1)), of: 0)
        known.remember(repeated("within", startedAt: Self.noon + .milliseconds(999)), of: 1)
        known.remember(repeated("after", startedAt: Self.noon + .seconds(1)), of: 2)
        known.remember(repeated("late", startedAt: Self.noon + .seconds(86_400)), of: 3)
        known.remember(repeated("none", startedAt: nil), of: 4)
        #expect(known.ids(since: Self.noon) == ids("after", "late", "none"))
        #expect(known.ids(since: Self.noon + .seconds(86_400)) == ids("none"))
        #expect(known.ids(since: nil) == ids("before", "within", "after", "late", "none"))
    }

    @Test mutating func `a repeat counts by the start that was shown last`() {
        known.remember(repeated("a", startedAt: nil), of: 0)
        known.remember(repeated("a", startedAt: Self.noon - .seconds(10)), of: 0)
        #expect(known.ids(since: Self.noon).isEmpty)
        known.remember(repeated("a", startedAt: Self.noon + .seconds(10)), of: 0)
        #expect(known.ids(since: Self.noon) == ids("a"))
        known.remember(repeated("a", startedAt: nil), of: 0)
        #expect(known.ids(since: Self.noon + .seconds(60)) == ids("a"))
    }
}
