import Testing

/// Something between the tool and the workspace that breaks the second of three requests to repeat jobs.
@Suite(.serialized) struct ProxyTests {
    @Test func `a connection that is cut before the answer leaves one repeat for each job`() async throws {
        try await run(through: .cut)
    }

    @Test func `an answer that ends within its body leaves one repeat for each job`() async throws {
        try await run(through: .truncate)
    }

    @Test func `a page of the proxy's own in place of an answer leaves one repeat for each job`() async throws {
        try await run(through: .badGateway)
    }

    /// An answer is waited for 45 s.
    @Test func `an answer that never comes leaves one repeat for each job`() async throws {
        try await run(through: .stall)
    }

    @Test func `a lost answer to the only request is settled by asking, and nothing is sent again`() async throws {
        let world = try await ServedWorld(jobs: 20)
        let proxy = try ProxyInBetween(to: world.port, nth: 1, .cut)
        try world.writeRunbook(url: proxy.url)
        let run = try world.start("run", "runbook.yaml", "--yes")
        #expect(try await run.wait() == 0, "\(run.errors)")
        #expect(proxy.seen == 1)
        try world.expectOneRepeat(ofEach: 20)
    }

    @Test func `an only request that nothing vouches for is held until a person says so`() async throws {
        let world = try await ServedWorld(jobs: 20)
        let proxy = try ProxyInBetween(to: world.port, nth: 1, .badGateway)
        try world.writeRunbook(url: proxy.url)
        let run = try world.start("run", "runbook.yaml", "--yes")
        #expect(try await run.wait() == 5, "\(run.errors)")
        #expect(run.output.contains("--on-unknown resend"), "\(run.output)")
        #expect(try world.enqueued().isEmpty)
        #expect(try await world.resumeToTheEnd() == [5, 0])
        try world.expectOneRepeat(ofEach: 20)
    }

    private func run(through interference: ProxyInBetween.Interference) async throws {
        let world = try await ServedWorld(jobs: 60)
        let proxy = try ProxyInBetween(to: world.port, nth: 2, interference)
        try world.writeRunbook(url: proxy.url)
        let run = try world.start("run", "runbook.yaml", "--yes")
        let status = try await run.wait()
        #expect(status == 0 || status == 5, "\(run.output)\n\(run.errors)")
        #expect(proxy.seen >= 2)
        if status == 5 { _ = try await world.resumeToTheEnd() }
        try world.expectOneRepeat(ofEach: 60)
    }
}
