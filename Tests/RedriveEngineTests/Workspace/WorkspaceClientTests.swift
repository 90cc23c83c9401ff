import RedriveCore
import RedriveTestSupport
import Testing
import Transport
import WorkatoJobs

@testable import RedriveEngine

@Suite struct `the workspace's client` {
    private typealias Script = ScriptedTransport

    struct Final: Sendable, CustomTestStringConvertible {
        var status: Int
        var testDescription: String { "\(status)" }
    }

    struct Read {
        var reply: ReadReply
        var requests: Int
        var throttles: Int
        var took: Duration
    }

    @Test func `a read is tried five times, and the pauses grow`() throws {
        let read = try read([Script.lost])
        #expect(read.requests == 5)
        #expect(failure(read)?.contains("5 tries") == true)
        // Half of 0.5, 1, 2 and 4 s, and half of that by chance (0.5).
        #expect(read.took == .milliseconds(7500) * 0.75)
    }

    @Test func `a read that works at the fifth try has worked`() throws {
        let bad = Script.answer(503, "")
        let read = try read([Script.lost, bad, Script.answer(200, "<html>"), bad, Script.page])
        #expect(read.requests == 5)
        #expect(failure(read) == nil)
    }

    @Test(arguments: [Final(status: 400), Final(status: 401), Final(status: 403), Final(status: 404)])
    func `what asking again cannot change is asked once`(final: Final) throws {
        let read = try read([Script.answer(final.status, #"{"message":"no"}"#)])
        #expect(read.requests == 1)
        #expect(failure(read)?.contains("no") == true)
    }

    @Test func `429 is waited out as the server says, is counted, and is no try`() throws {
        let wait = Script.throttled([.init(name: "Retry-After", value: "7")])
        let read = try read([wait, wait, Script.lost, Script.lost, Script.lost, Script.lost, Script.page])
        #expect(read.requests == 7)
        #expect(read.throttles == 2)
        #expect(failure(read) == nil)
        #expect(read.took == .seconds(14) + .milliseconds(7500) * 0.75)
    }

    @Test func `a date to wait for is compared with the date of the same answer`() throws {
        let wait = Script.throttled([
            .init(name: "Date", value: "Fri, 20 Nov 2026 08:00:00 GMT"),
            .init(name: "Retry-After", value: "Fri, 20 Nov 2026 08:00:09 GMT"),
        ])
        #expect(try read([wait, Script.page]).took == .seconds(9))
    }

    @Test func `ten answers with 429 in a row are given up once they have taken 30 seconds`() throws {
        let read = try read([Script.throttled([.init(name: "Retry-After", value: "1")])])
        #expect(read.requests == 31)
        #expect(read.throttles == 31)
        #expect(read.took == .seconds(30))
        #expect(failure(read)?.contains("429") == true)
    }

    @Test(arguments: ["0", "Fri, 20 Nov 2026 07:59:00 GMT", "soon"])
    func `a Retry-After that names no time to come backs off`(_ value: String) throws {
        let throttled = Script.throttled([
            .init(name: "Date", value: "Fri, 20 Nov 2026 08:00:00 GMT"), .init(name: "Retry-After", value: value),
        ])
        let read = try read([throttled, throttled, throttled, Script.page])
        #expect(failure(read) == nil)
        #expect(read.took >= .seconds(3))
    }

    @Test func `a 503 that names a pause is waited for`() throws {
        let busy = Script.answer(503, "", [.init(name: "Retry-After", value: "90")])
        let read = try read([busy, Script.page])
        #expect(failure(read) == nil)
        #expect(read.took == .seconds(90))
        #expect(read.throttles == 0)
    }

    @Test func `a pause of more than ten minutes is not waited for`() throws {
        let read = try read([Script.throttled([.init(name: "Retry-After", value: "601")])])
        #expect(read.requests == 1)
        #expect(read.took == .zero)
        #expect(failure(read)?.contains("429") == true)
    }

    @Test(arguments: [
        Script.lost, .failure(.notSent(.connect, detail: "refused")), Script.answer(500, ""), Script.throttled(),
        Script.answer(200, "<html>"), Script.answer(302, ""),
    ])
    func `a write is sent once, whatever comes back`(answer: Result<HTTPResponse, TransportError>) throws {
        let transport = Script([answer])
        _ = try write(transport)
        #expect(transport.requests == 1)
    }

    @Test func `a write that never left is told from one whose answer was lost`() throws {
        guard case .notSent = try write(Script([.failure(.notSent(.connect, detail: "refused"))])) else {
            Issue.record("not told as never sent")
            return
        }
        guard case .lost = try write(Script([Script.lost])) else {
            Issue.record("not told as lost")
            return
        }
    }

    @Test func `a date that holds back a write is turned into seconds of the server's own clock`() throws {
        let wait = Script.throttled([
            .init(name: "Date", value: "Fri, 20 Nov 2026 08:00:00 GMT"),
            .init(name: "Retry-After", value: "Fri, 20 Nov 2026 08:00:09 GMT"),
        ])
        #expect(try write(Script([wait])) == .answer(.throttled(.seconds(9))))
    }

    @Test func `a write that waits for its turn can be taken back, and is not sent`() throws {
        let time = VirtualTime(wall: RunSetting.wall)
        let transport = Script([Script.page])
        let client = client(transport, time)
        let reply = try time.run {
            try await client.pacing.take(.repeats)
            let cancellation = CancellationToken()
            return try await withThrowingTaskGroup(of: WriteReply.self) { group in
                group.addTask {
                    try await client.send(.repeatJobs(1, [JobID(text: "j-1")]), cancellation: cancellation, onTurn: {})
                }
                try await time.sleep(for: .milliseconds(300))
                cancellation.cancel()
                return try await group.next()
            }
        }
        #expect(reply == .cancelled)
        #expect(transport.requests == 0)
    }

    @Test func `a refused write widens the gap behind requests whose answers are not in`() throws {
        for (answer, gap) in [(Script.throttled(), 1_015), (Script.answer(400, "{}"), 1_005)] {
            let time = VirtualTime(wall: RunSetting.wall)
            let client = client(Script([answer]), time)
            let waited = try time.run {
                let write = Write.repeatJobs(1, [JobID(text: "j-1")])
                _ = try await client.send(write, cancellation: CancellationToken(), onTurn: {})
                try await client.pacing.take(.repeats)
                let begun = time.now().instant
                try await client.pacing.take(.repeats)
                return time.now().instant - begun
            }
            #expect(waited == .milliseconds(gap))
        }
    }

    private func client(_ transport: any HTTPTransport, _ time: VirtualTime) -> WorkspaceClient {
        let workspace = Workspace(url: "https://example.test")
        return WorkspaceClient(
            transport: transport,
            token: Secret("secret-token"),
            workspace: workspace,
            pacing: .inProcess(limits: workspace.limits, clock: time),
            clock: time,
            jitter: { 0.5 }
        )
    }

    private func read(_ answers: [Result<HTTPResponse, TransportError>]) throws -> Read {
        let time = VirtualTime(wall: RunSetting.wall)
        let transport = Script(answers)
        let client = client(transport, time)
        let throttles = Log<Int>()
        let begun = time.now().instant
        let reply = try time.run {
            try await client.list(ListQuery(recipe: 1), priority: .drift) { throttles.add(1) }
        }
        return Read(
            reply: reply,
            requests: transport.requests,
            throttles: throttles.all.count,
            took: time.now().instant - begun
        )
    }

    private func write(_ transport: ScriptedTransport) throws -> WriteReply {
        let time = VirtualTime(wall: RunSetting.wall)
        let client = client(transport, time)
        return try time.run {
            try await client.send(.repeatJobs(1, [JobID(text: "j-1")]), cancellation: CancellationToken(), onTurn: {})
        }
    }

    private func failure(_ read: Read) -> String? {
        switch read.reply {
        case .page, .job, .recipes, .recipe, .folders, .workspace: nil
        case .failed(.unauthorized(let text)), .failed(.notFound(let text)), .failed(.throttled(let text)),
            .failed(.unreachable(let text)):
            text
        }
    }
}
