import Testing
import WorkatoJobs

@testable import RedriveCore

@Suite struct JobFollowTests {
    /// A list of one recipe that grows, sorted by start, newest first.
    private struct Server {
        enum Newer { case nearest, newest, ignored, unknown }
        var rows: [JobRow] = []
        var newer = Newer.nearest
        var pageSize = 5
        var isReversed = false
        var lists = 0

        mutating func add(_ number: Int, _ status: JobStatus) {
            let start = Timestamp(milliseconds: Int64(number) * 1000)
            let end = status == .pending ? nil : start + .milliseconds(500)
            let id = JobID(text: "j-\(number)")
            let row = JobRow(id: id, recipeID: 11, status: status, startedAt: start, completedAt: end)
            rows.removeAll { $0.id == row.id }
            rows.append(row)
            rows.sort { ($0.startedAt ?? start) > ($1.startedAt ?? start) }
        }

        mutating func end(_ number: Int, at second: Int) {
            guard let index = rows.firstIndex(where: { $0.id.text == "j-\(number)" }) else { return }
            rows[index].status = .failed
            rows[index].completedAt = Timestamp(milliseconds: Int64(second) * 1000)
        }

        func isRunning(_ number: Int) -> Bool {
            rows.contains { $0.id.text == "j-\(number)" && $0.completedAt == nil }
        }

        mutating func answer(_ query: ListQuery) -> ReadReply {
            lists += 1
            guard let offset = query.offset else { return page(rows.prefix(pageSize)) }
            guard let place = rows.firstIndex(where: { $0.id == offset }) else { return .failed(.notFound("?")) }
            guard query.prev else { return page(rows[(place + 1)...].prefix(pageSize)) }
            switch newer {
            case .nearest: return page(rows[..<place].suffix(pageSize))
            case .newest: return page(rows[..<place].prefix(pageSize))
            case .ignored: return page(rows[(place + 1)...].prefix(pageSize))
            case .unknown: return .failed(.notFound("?"))
            }
        }

        private func page(_ rows: ArraySlice<JobRow>) -> ReadReply {
            .page(JobPage(items: isReversed ? rows.reversed() : Array(rows)))
        }
    }

    private func look(_ watch: inout JobFollowStateMachine, _ server: inout Server) -> [String] {
        var action = watch.look()
        while true {
            let reply: ReadReply
            switch action {
            case .rest: return watch.takeEnded().map(\.id.text)
            case .list(let query): reply = server.answer(query)
            case .job(let id):
                reply = server.rows.first { $0.id == id }.map { .job(JobDetail(row: $0)) } ?? .failed(.notFound("?"))
            }
            switch reply {
            case .page(let page): action = watch.received(page)
            case .job(let detail): action = watch.received(detail)
            case .recipes, .recipe, .folders, .workspace: Issue.record("\(reply) was not asked for")
            case .failed:
                guard let next = watch.failed(isNotFound: true) else { return watch.takeEnded().map(\.id.text) }
                action = next
            }
        }
    }

    @Test(arguments: [Server.Newer.nearest, .newest, .ignored, .unknown], [false, true])
    private func `each job is told once, when it has ended, whatever a page of newer rows means`(
        newer: Server.Newer,
        isReversed: Bool
    ) {
        var server = Server(newer: newer, isReversed: isReversed)
        for number in 1...20 { server.add(number, .succeeded) }
        var watch = JobFollowStateMachine(recipe: 11)
        #expect(look(&watch, &server) == (16...20).map { "j-\($0)" })
        var told: [String] = []
        var next = 21
        for round in 1...30 {
            // Now and then more than a page, one of them still running.
            for _ in 0..<(round % 4 == 0 ? 12 : round % 3) {
                server.add(next, next % 5 == 0 ? .pending : .failed)
                next += 1
            }
            for number in stride(from: 25, to: next - 3, by: 5) where server.isRunning(number) {
                server.end(number, at: 1000 + number)
            }
            told += look(&watch, &server)
        }
        for number in stride(from: 25, to: next, by: 5) { server.end(number, at: 2000) }
        for _ in 0..<20 { told += look(&watch, &server) }
        #expect(told.count == Set(told).count)
        #expect(Set(told) == Set((21..<next).map { "j-\($0)" }))
    }

    @Test func `a look without news costs one request`() {
        var server = Server()
        for number in 1...20 { server.add(number, .succeeded) }
        var watch = JobFollowStateMachine(recipe: 11)
        _ = look(&watch, &server)
        server.lists = 0
        for _ in 0..<6 { #expect(look(&watch, &server) == []) }
        #expect(server.lists == 6)
    }

    @Test func `more new jobs than a look can read are said`() {
        var server = Server(pageSize: 2)
        server.add(1, .succeeded)
        var watch = JobFollowStateMachine(recipe: 11)
        _ = look(&watch, &server)
        for number in 2...300 { server.add(number, .succeeded) }
        _ = look(&watch, &server)
        #expect(watch.hasGap)
    }
}
