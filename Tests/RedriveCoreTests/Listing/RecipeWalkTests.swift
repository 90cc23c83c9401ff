import RedriveCore
import RedriveTestSupport
import Testing
import WorkatoJobs

@Suite struct RecipeWalkTests {
    /// A list of recipes as a server may serve it.
    private struct Server {
        var ids: [Int]
        var pageSize = 100
        var overlap = 0
        var ignoresCursor = false
        var ignoresPage = false

        func page(_ start: RecipeListQuery.Start) -> RecipePage {
            var first = 0
            switch start {
            case .page(let number): first = ignoresPage ? 0 : (number - 1) * pageSize
            case .below(let id):
                if !ignoresCursor {
                    let below = ids.firstIndex { $0 < id.value } ?? ids.count
                    first = below == ids.count ? below : max(below - overlap, 0)
                }
            }
            guard first < ids.count else { return RecipePage(items: []) }
            let shown = ids[first..<min(first + pageSize, ids.count)].compactMap { RecipeID($0) }
            return RecipePage(items: shown.map { RecipeRow(id: $0) })
        }
    }

    private func read(_ server: Server) -> (walk: RecipeWalkStateMachine, end: RecipeWalkStateMachine.Action) {
        var walk = RecipeWalkStateMachine(RecipeListQuery())
        var action = walk.begin()
        for _ in 0..<10_000 {
            guard case .list(let query) = action else { return (walk, action) }
            action = walk.received(server.page(query.start))
        }
        Issue.record("the walk does not end")
        return (walk, action)
    }

    @Test func `5,000 recipes take 50 pages, and an empty one shows the end`() {
        let (walk, end) = read(Server(ids: (100_001...105_000).reversed()))
        #expect(end == .finished)
        #expect(walk.rows.count == 5_000)
        #expect(walk.requests == 51)
    }

    @Test func `below the lowest possible id there is nothing to ask for`() {
        let (walk, end) = read(Server(ids: (1...5_000).reversed()))
        #expect(end == .finished)
        #expect(walk.rows.count == 5_000)
        #expect(walk.requests == 50)
    }

    @Test(arguments: [0, 1, 99, 100, 101, 250])
    func `every recipe is read once, also where pages overlap`(count: Int) {
        for overlap in [0, 7] {
            let (walk, end) = read(Server(ids: (0..<count).map { 5_000 - $0 }, overlap: overlap))
            #expect(end == .finished)
            #expect(walk.rows.map(\.id.value) == (0..<count).map { 5_000 - $0 })
        }
    }

    @Test func `a short page is not the end`() {
        let (walk, _) = read(Server(ids: (0..<40).map { 5_000 - $0 }, pageSize: 10))
        #expect(walk.rows.count == 40)
    }

    @Test func `a server that ignores the cursor is read by page number`() {
        let (walk, end) = read(Server(ids: (0..<250).map { 5_000 - $0 }, ignoresCursor: true))
        #expect(end == .finished)
        #expect(walk.rows.count == 250)
    }

    @Test func `rows in another order are read by page number`() {
        let (walk, end) = read(Server(ids: (0..<250).map { 5_000 + $0 }))
        #expect(end == .finished)
        #expect(walk.rows.count == 250)
    }

    @Test func `a server that always sends the first page is never taken for a short list, and never asked for ever`() {
        let (walk, end) = read(Server(ids: (0..<250).map { 5_000 - $0 }, ignoresCursor: true, ignoresPage: true))
        guard case .unproven(let why) = end else {
            Issue.record("\(end)")
            return
        }
        #expect(why.contains("page 2 shows the same 100 recipes"))
        #expect(walk.requests == 3)
    }

    @Test func `a page with a row that cannot be read is asked for once more, and then proves nothing`() {
        var walk = RecipeWalkStateMachine(RecipeListQuery())
        let first = walk.begin()
        let odd = RecipePage(items: [RecipeRow(id: 9)], unreadableRows: 1)
        #expect(walk.received(odd) == first)
        guard case .unproven = walk.received(odd) else {
            Issue.record("the page was taken")
            return
        }
    }
}
