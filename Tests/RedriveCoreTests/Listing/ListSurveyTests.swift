import RedriveCore
import Testing
import WorkatoJobs

@Suite struct ListSurveyTests {
    private func row(
        _ number: Int,
        start: Int64,
        end: Int64? = nil,
        master: Int? = nil,
        status: JobStatus = .failed
    ) -> JobRow {
        JobRow(
            id: JobID(text: "j-\(number)"),
            masterJobID: JobID(text: "j-\(master ?? number)"),
            status: status,
            startedAt: Timestamp(milliseconds: start),
            completedAt: end.map(Timestamp.init(milliseconds:))
        )
    }

    private func page(_ rows: [JobRow], scope: Int? = nil, all: Int? = nil) -> JobPage {
        JobPage(items: rows, jobScopeCount: scope, jobCount: all)
    }

    @Test func `the order is read from the rows, and told only if there are enough`() {
        let down = (0..<10).map { row($0, start: Int64(100 - $0), end: Int64(200 - $0)) }
        #expect(ListSurvey.order(of: [page(down)]) == .newestFirst)
        #expect(ListSurvey.order(of: [page(Array(down.reversed()))]) == .oldestFirst)
        #expect(ListSurvey.order(of: [page(Array(down.prefix(5)))]) == .tooFewRows)
        #expect(ListSurvey.order(of: [page(Array(down.prefix(5))), page(Array(down.dropFirst(5)))]) == .newestFirst)
        let ends = (0..<10).map { row($0, start: Int64($0 % 3), end: Int64(200 - $0)) }
        #expect(ListSurvey.order(of: [page(ends)]) == .endDescending)
        let starts = (0..<10).map { row($0, start: Int64(100 - $0), end: Int64($0 % 3)) }
        #expect(ListSurvey.order(of: [page(starts)]) == .startDescending)
        let mixed = (0..<10).map { row($0, start: Int64($0 % 3), end: Int64($0 % 4)) }
        #expect(ListSurvey.order(of: [page(mixed)]) == .unsorted)
    }

    @Test func `repeats do not disturb the order of masters`() {
        let rows = (0..<10).flatMap { number in
            [row(100 + number, start: 500, end: 600, master: number), row(number, start: Int64(100 - number))]
        }
        #expect(ListSurvey.order(of: [page(rows)]) == .startDescending)
    }

    @Test func `a filter is honored only if every row fits`() {
        let failed = row(1, start: 1)
        #expect(ListSurvey.filter(page([failed]), by: .failed) == .honored)
        #expect(
            ListSurvey.filter(page([failed, row(2, start: 1, status: .pending)]), by: .failed) == .ignored(rows: 1)
        )
        #expect(ListSurvey.filter(page([]), by: .failed) == .noRows)
    }

    @Test func `rows are repeats, masters or both`() {
        let (master, again) = (row(1, start: 1), row(2, start: 1, master: 1))
        #expect(ListSurvey.kinds(of: page([master])) == .masters)
        #expect(ListSurvey.kinds(of: page([again])) == .repeats)
        #expect(ListSurvey.kinds(of: page([again, master])) == .both)
        #expect(ListSurvey.kinds(of: page([])) == .none)
    }

    @Test func `a cursor advances, overlaps, stands still or is at the end`() {
        let rows = (0..<4).map { row($0, start: Int64($0)) }
        let first = page(Array(rows.prefix(2)))
        #expect(ListSurvey.cursor(from: first, to: page(Array(rows.dropFirst(2)))) == .advances(overlap: 0))
        #expect(ListSurvey.cursor(from: first, to: page(Array(rows.dropFirst()))) == .advances(overlap: 1))
        #expect(ListSurvey.cursor(from: first, to: first) == .standsStill)
        #expect(ListSurvey.cursor(from: first, to: page([])) == .atEnd)
    }

    @Test func `a page backwards is in the order of the list, or the nearest first`() {
        let rows = (0..<5).map { row($0, start: Int64($0)) }
        let first = page(rows)
        #expect(ListSurvey.previousPage(page(Array(rows.prefix(4))), of: first) == .listOrder)
        #expect(ListSurvey.previousPage(page(rows.prefix(4).reversed()), of: first) == .nearestFirst)
        #expect(ListSurvey.previousPage(page([]), of: first) == .notHonored)
        #expect(ListSurvey.previousPage(page([rows[2], rows[0], rows[3]]), of: first) == .notHonored)
        #expect(ListSurvey.previousPage(first, of: page([rows[0]])) == .tooFewRows)
    }

    @Test func `counts that contradict rows or each other are named with both numbers`() {
        let rows = (0..<3).map { row($0, start: Int64($0)) }
        #expect(ListSurvey.contradiction(in: page(rows, scope: 3, all: 9), isFiltered: true) == nil)
        #expect(ListSurvey.contradiction(in: page(rows, scope: 2), isFiltered: true)?.contains("2") ?? false)
        #expect(ListSurvey.contradiction(in: page([], scope: 4), isFiltered: true)?.contains("empty") ?? false)
        #expect(ListSurvey.contradiction(in: page(rows, scope: 9, all: 3), isFiltered: false)?.contains("9") ?? false)
        #expect(ListSurvey.contradiction(in: page([], scope: nil), isFiltered: false) == nil)
    }

    @Test func `statuses that are not documented are named once`() {
        let rows = ["canceled", "aborted", "canceled"].enumerated().map {
            row($0.offset, start: 1, status: .other($0.element))
        }
        #expect(
            ListSurvey.undocumentedStatuses(in: [page(rows), page([row(9, start: 1)])]) == ["aborted", "canceled"]
        )
    }
}
