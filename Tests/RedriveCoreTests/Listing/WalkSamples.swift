import RedriveTestSupport
import RedriveCore
import WorkatoJobs

/// Histories and servers for tests of walks.
enum WalkSamples {
    static let recipe: RecipeID = 11

    /// A walk did something else than the test is about.
    struct Unexpected: Error {}
    static let minute: Int64 = 60_000

    /// Failed masters, one a minute and the first the newest; each ran for 10 s, or as told.
    static func failures(_ count: Int, runs: (Int) -> Int64 = { _ in 10_000 }) -> [WorldAttempt] {
        (0..<count).map { number in
            let start = 1_000_000_000 - Int64(number) * minute
            return WorldAttempt(
                id: "j-m\(1000 + number)",
                master: "j-m\(1000 + number)",
                status: "failed",
                start: start,
                end: start + runs(number),
                error: "no",
                title: "t"
            )
        }
    }

    /// A repeat of a master.
    static func repeating(_ master: WorldAttempt, _ name: String, start: Int64, runs: Int64) -> WorldAttempt {
        WorldAttempt(
            id: "j-r\(name)",
            master: master.id,
            status: "failed",
            start: start,
            end: start + runs,
            error: "no",
            title: "t"
        )
    }

    static func server(_ attempts: [WorldAttempt], _ change: (inout ListHabits) -> Void = { _ in }) -> ListServer {
        var habits = ListHabits()
        change(&habits)
        var chance = Chance(seed: 1)
        return ListServer(attempts: attempts, habits: habits, chance: &chance)
    }

    static func bound(minutesAgo: Int64, clock: TimeWindow.Clock = .completedAt) -> WalkBound {
        let since = Timestamp(milliseconds: 1_000_000_000 - minutesAgo * minute)
        return WalkBound(since: since, clock: clock, lookback: .seconds(1800))
    }

    /// Walks to the end; nil where that takes more than 500 pages.
    static func walk(
        _ server: ListServer,
        bound: WalkBound,
        status: StatusFilter? = .failed
    )
        -> (rows: [String], summary: WalkSummary)?
    {
        var server = server
        var walk = JobWalkStateMachine(query: ListQuery(recipe: recipe, status: status), bound: bound)
        var action = walk.begin()
        var rows: [String] = []
        for _ in 0..<500 {
            switch action {
            case .finished(let summary): return (rows, summary)
            case .list(let query):
                if server.refuses(query), let next = walk.cursorNotFound() {
                    action = next
                } else {
                    action = walk.received(server.answer(query))
                }
                rows += walk.newRows.map(\.id.text)
            }
        }
        return nil
    }

    /// Walks the repeats to the end; nil where that takes more than 500 pages.
    static func repeats(_ server: ListServer, bound: WalkBound) -> (rows: [String], summary: WalkSummary)? {
        var server = server
        var walk = RepeatsWalkStateMachine(recipe: recipe, bound: bound)
        var action = walk.begin()
        var rows: [String] = []
        for _ in 0..<500 {
            switch action {
            case .finished(let summary): return (rows, summary)
            case .list(let query):
                if server.refuses(query), let next = walk.cursorNotFound() {
                    action = next
                } else {
                    action = walk.received(server.answer(query))
                }
                rows += walk.newRows.map(\.id.text)
            }
        }
        return nil
    }
}

extension WalkBound {
    /// To the end of the list.
    static let none = WalkBound(since: nil, clock: .completedAt, lookback: .zero)
}
