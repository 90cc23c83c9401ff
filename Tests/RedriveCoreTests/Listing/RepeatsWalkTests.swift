import RedriveCore
import Testing
import WorkatoJobs

struct RepeatsWalkTests {
    /// 300 masters, and repeats of every third, later than all of them and in another order than their masters.
    static let history: [WorldAttempt] = {
        let masters = WalkSamples.failures(300)
        var repeats: [WorldAttempt] = []
        for number in stride(from: 0, to: 300, by: 3) {
            let place = Int64(number * 7 % 300)
            let start = 1_000_000_000 + place * WalkSamples.minute
            let runs: Int64 = number % 2 == 0 ? 30_000 : 400_000
            repeats.append(WalkSamples.repeating(masters[number], "\(1000 + number)", start: start, runs: runs))
        }
        return masters + repeats
    }()
    static let repeats = Set(history.filter(\.isRepeat).map(\.id))

    @Test(arguments: ListHabits.RerunOnly.allCases) func `all repeats are found, whatever 'rerun_only' returns`(
        meaning: ListHabits.RerunOnly
    ) throws {
        for place in ListHabits.RepeatsPlace.allCases {
            for order in ListHabits.Order.allCases {
                let server = WalkSamples.server(Self.history) {
                    $0.rerunOnly = meaning
                    $0.repeats = place
                    $0.order = order
                }
                let walked = try #require(WalkSamples.repeats(server, bound: .none))
                #expect(Self.repeats.isSubset(of: walked.rows), "\(place) \(order)")
                #expect(walked.summary.completeness == .endOfList)
            }
        }
    }

    @Test func `masters without a repeat send the walk to the whole list`() throws {
        let server = WalkSamples.server(Self.history) { $0.rerunOnly = .masters }
        let walked = try #require(WalkSamples.repeats(server, bound: .none))
        #expect(walked.summary.requests == 4 + 1 + 16 + 1)
    }

    @Test func `repeats that are proven to stand by their own start need not be read to the end`() throws {
        let server = WalkSamples.server(Self.history) { $0.rerunOnly = .masters }
        let late = WalkBound(
            since: Timestamp(milliseconds: 1_000_000_000 + 250 * WalkSamples.minute),
            clock: .startedAt,
            lookback: .zero
        )
        let walked = try #require(WalkSamples.repeats(server, bound: late))
        #expect(walked.summary.completeness == .order)
        #expect(walked.summary.requests <= 6)
    }

    @Test(arguments: [ListHabits.RepeatsPlace.besideMaster, .onTop])
    func `repeats that stand elsewhere are read to the end`(place: ListHabits.RepeatsPlace) throws {
        let server = WalkSamples.server(Self.history) {
            $0.rerunOnly = .ignored
            $0.repeats = place
        }
        let late = WalkBound(
            since: Timestamp(milliseconds: 1_000_000_000 + 250 * WalkSamples.minute),
            clock: .startedAt,
            lookback: .zero
        )
        let walked = try #require(WalkSamples.repeats(server, bound: late))
        let wanted = Self.history.filter { $0.isRepeat && $0.start >= 1_000_000_000 + 250 * WalkSamples.minute }.map(
            \.id
        )
        #expect(Set(wanted).isSubset(of: walked.rows))
        #expect(place == .onTop || walked.summary.completeness == .endOfList)
    }

    @Test func `a recipe without repeats takes one request`() throws {
        let walked = try #require(WalkSamples.repeats(WalkSamples.server(WalkSamples.failures(30)), bound: .none))
        #expect(walked.summary == WalkSummary(requests: 1, rows: 0, completeness: .endOfList))
    }
}

struct ContradictedRepeatsTests {
    private static let counted = JobPage(items: [], jobScopeCount: 5, jobCount: 12)

    /// A walk whose filtered list counts five repeats and shows none, twice, and then shows the whole list.
    private func walk(filtered: JobPage = counted, whole: JobPage) throws -> WalkSummary {
        var walk = RepeatsWalkStateMachine(recipe: WalkSamples.recipe, bound: .none)
        guard case .list(let first) = walk.begin(), case .list(let again) = walk.received(filtered),
            case .list(let second) = walk.received(filtered)
        else { throw WalkSamples.Unexpected() }
        #expect(first == again && first.rerunOnly)
        #expect(second == ListQuery(recipe: WalkSamples.recipe))
        guard case .finished(let summary) = walk.received(whole) else { throw WalkSamples.Unexpected() }
        #expect(summary.isContradicted)
        return summary
    }

    private func whole(masters: Int, repeats: Int) -> JobPage {
        let rows =
            (0..<masters).map { JobRow(id: JobID(text: "j-\($0)"), status: .failed) }
            + (0..<repeats).map {
                JobRow(id: JobID(text: "j-\($0)-r"), masterJobID: JobID(text: "j-\($0)"), status: .succeeded)
            }
        let all = rows.count
        return JobPage(items: rows, jobScopeCount: all, jobCount: all, jobSucceededCount: 0, jobFailedCount: all)
    }

    @Test func `repeats that are counted and shown nowhere are not proven, with both numbers`() throws {
        let summary = try walk(whole: whole(masters: 12, repeats: 0))
        #expect(summary.completeness == .unproven)
        #expect(summary.warning == "the list of repeated jobs counts 5 and shows 0; the whole list shows 0")
    }

    @Test func `repeats that the whole list shows are found, and it is not proven that they are all`() throws {
        let summary = try walk(whole: whole(masters: 7, repeats: 5))
        #expect(summary.completeness == .unproven)
        #expect(summary.warning == "the list of repeated jobs counts 5 and shows 0; the whole list shows 5")
    }

    @Test func `a count of all jobs is no count of repeats`() throws {
        let counted = JobPage(items: [], jobScopeCount: 12, jobCount: 12)
        #expect(try walk(filtered: counted, whole: whole(masters: 12, repeats: 0)).completeness == .endOfList)
        #expect(try walk(filtered: counted, whole: whole(masters: 11, repeats: 0)).completeness == .unproven)
    }
}
