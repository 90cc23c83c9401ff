import Testing
import WorkatoJobs

@testable import RedriveCore

/// Stretches of the list of recipe 7, read for groups 3 and 4 behind the repeat `n-7-50` of request 5.
@Suite struct StretchReadingTests {
    private static let cursor = ListCoverage.Mark(ordinal: 5, new: RunParts.repeated(7, 50))
    private var stretch = StretchReading(7, from: Self.cursor, groups: [3, 4], seeking: [30, 31, 40])

    private func query(_ offset: JobID?) -> ListQuery { ListQuery(recipe: 7, rerunOnly: true, offset: offset) }

    /// A page with the repeats of these jobs, which the request of their tens digit has made; each started a second before the one
    /// above it.
    private mutating func page(_ jobs: [Int], from start: Int = 1_000, covered: Int? = nil) -> StretchReading.Step {
        let rows = jobs.enumerated()
            .map { place, job in
                RunParts.row(RunParts.repeated(7, job), of: master(7, job), startedAt: start - place)
            }
        let own = zip(rows, jobs).map { StretchReading.Own(row: $0, position: $1, ordinal: $1 / 10) }
        return stretch.received(JobPage(items: rows), own: own) { $0.id == covered.map { RunParts.repeated(7, $0) } }
    }

    @Test mutating func `it begins behind the cursor and goes on behind the last row`() {
        #expect(stretch.first == query(RunParts.repeated(7, 50)))
        #expect(!stretch.isAtTop)
        #expect(page([40]) == .next(query(RunParts.repeated(7, 40))))
        #expect(stretch.missing == [30, 31])
        #expect(page([31, 30], from: 900) == .end)
        #expect(stretch.missing.isEmpty)
        #expect(stretch.isInOrder)
        #expect(stretch.newest?.id == RunParts.repeated(7, 40))
        #expect(stretch.newest?.ordinal == 4)
    }

    @Test mutating func `it begins at the top without a cursor`() {
        stretch = StretchReading(7, from: nil, groups: [3], seeking: [30])
        #expect(stretch.first == query(nil))
        #expect(stretch.isAtTop)
        #expect(page([51, 50]) == .next(query(RunParts.repeated(7, 50))), "newer repeats stand above what is sought")
        #expect(!stretch.isAtTop)
        #expect(page([30], from: 900) == .end)
    }

    @Test mutating func `a first page that shows nothing of what is sought has lost the cursor`() {
        #expect(page([20, 21]) == .cursorFailed)
        stretch = Self().stretch
        #expect(page([]) == .cursorFailed)
    }

    @Test mutating func `a later page that shows nothing of it ends the stretch`() {
        #expect(page([40]) == .next(query(RunParts.repeated(7, 40))))
        #expect(page([20], from: 900) == .end)
        #expect(stretch.missing == [30, 31])
    }

    @Test mutating func `the cursor's own row, a row that was shown, and another recipe's have lost it too`() {
        #expect(page([50, 40]) == .cursorFailed)
        stretch = Self().stretch
        #expect(page([40]) == .next(query(RunParts.repeated(7, 40))))
        #expect(page([40, 31]) == .cursorFailed)
        stretch = Self().stretch
        var row = RunParts.row(RunParts.repeated(7, 40), of: master(7, 40))
        row.recipeID = 8
        #expect(stretch.received(JobPage(items: [row]), own: []) { _ in false } == .cursorFailed)
    }

    @Test mutating func `rows that are not in the order of their starts, or newer than the cursor, prove nothing`() {
        _ = page([31, 30])
        _ = page([40], from: 2_000)
        #expect(!stretch.isInOrder)
        stretch = Self().stretch
        #expect(page([60, 40, 31, 30]) == .end, "what is shown counts")
        #expect(!stretch.isInOrder)
    }

    @Test mutating func `it tells whether it has come to what is known`() {
        _ = page([40, 31], covered: 29)
        #expect(!stretch.reachesKnownRows)
        _ = page([30, 29], from: 900, covered: 29)
        #expect(stretch.reachesKnownRows)
    }

    @Test mutating func `it has an end, whatever the list shows`() {
        var number = 1_000_000
        var steps = 0
        while steps < 1_000 {
            steps += 1
            number += 10
            guard case .next = page([number], from: 2_000_000 - number) else { break }
        }
        #expect(steps == StretchReading.mostPages)
    }
}
