import Testing
import Transport

@testable import WorkatoSimulator

@Suite struct FaultTests {
    private func visitor(_ fault: Scenario.Fault, jobs: Int = 10) -> Visitor {
        Visitor(.failures(jobs) { $0.faults = [fault] })
    }

    private let four = ["j-1", "j-2", "j-3", "j-4"]

    struct AppliedCase: Sendable, CustomTestStringConvertible {
        var applied: Scenario.Fault.Applied
        var masters: [String]
        var testDescription: String { "\(applied)" }
    }

    static let appliedCases = [
        AppliedCase(applied: .none, masters: []),
        AppliedCase(applied: .first(2), masters: ["j-1", "j-2"]),
        AppliedCase(applied: .all, masters: ["j-1", "j-2", "j-3", "j-4"]),
    ]

    @Test(arguments: [500, 502, 503, 504], appliedCases)
    func `a server error hides what was applied`(status: Int, applied: AppliedCase) {
        var visitor = visitor(.init(.status(status, applied: applied.applied)))
        let answer = visitor.repeatJobs(four)
        #expect(answer.status == status)
        #expect(answer.json?["id"]?.string?.count == 36)
        #expect(visitor.world.ledger.enqueued.map(\.master) == applied.masters)
        #expect(visitor.world.ledger.requests.map(\.outcome) == [.answered(status)])
    }

    @Test func `500 has the documented words`() {
        var visitor = visitor(.init(.status(500)))
        #expect(visitor.list().message == "Server error")
        visitor = self.visitor(.init(.status(403, message: "no entry")))
        #expect(visitor.list().message == "no entry")
        #expect(visitor.list().json?["id"] == nil)
    }

    @Test(arguments: appliedCases)
    func `a connection can close before or after applying`(applied: AppliedCase) {
        var visitor = visitor(.init(.close(applied: applied.applied)))
        #expect(visitor.repeatFate(four) == .closed(after: .zero))
        #expect(visitor.world.ledger.enqueued.map(\.master) == applied.masters)
        #expect(visitor.world.ledger.requests.map(\.outcome) == [.closed])
    }

    @Test(arguments: appliedCases)
    func `a server can fall silent before or after applying`(applied: AppliedCase) {
        var visitor = visitor(.init(.silence(applied: applied.applied)))
        #expect(visitor.repeatFate(four) == .silence)
        #expect(visitor.world.ledger.enqueued.map(\.master) == applied.masters)
        #expect(visitor.world.ledger.requests.map(\.outcome) == [.silence])
    }

    @Test(arguments: [true, false])
    func `a request can be applied late, long after its connection was lost`(silent: Bool) {
        var visitor = visitor(.init(.late(by: .seconds(30), silent: silent)))
        #expect(visitor.repeatFate(four) == (silent ? .silence : .closed(after: .zero)))
        let arrival = visitor.time
        visitor.wait(.milliseconds(29_999))
        #expect(visitor.world.ledger.enqueued.isEmpty)
        visitor.wait(.milliseconds(1))
        #expect(visitor.world.ledger.enqueued.map(\.master) == four)
        #expect(
            visitor.world.ledger.enqueued.allSatisfy { $0.at == arrival + .seconds(30) && $0.by == .client(request: 1) }
        )
    }

    @Test func `a late request with nothing to apply leaves nothing`() {
        var visitor = visitor(.init(.late(by: .seconds(1), applied: .first(1))))
        _ = visitor.repeatFate(four)
        _ = visitor.repeatFate(["j-9", "j-9"])
        visitor.wait(.seconds(5))
        #expect(visitor.world.ledger.enqueued.map(\.master) == ["j-1"])
    }

    @Test func `an answer can be cut`() throws {
        var visitor = visitor(.init(.cut()))
        guard case .cutAnswer(let response, let bytes, _) = visitor.repeatFate(four) else {
            Issue.record("not cut")
            return
        }
        #expect(response.status == 200)
        #expect(bytes == response.body.count / 2)
        #expect(visitor.world.ledger.enqueued.count == 4)
        visitor = self.visitor(.init(.cut(bodyBytes: 3, applied: .none)))
        guard case .cutAnswer(_, 3, _) = visitor.repeatFate(four) else {
            Issue.record("not cut at 3")
            return
        }
        #expect(visitor.world.ledger.enqueued.isEmpty)
    }

    @Test func `an answer can be garbage, or HTML with any status`() {
        var visitor = visitor(.init(.garbage()))
        guard case .answer(let garbage, _) = visitor.repeatFate(four) else { return }
        #expect(garbage.status == 200)
        #expect(JSON(garbage.body) == nil)
        #expect(visitor.world.ledger.enqueued.count == 4)
        for status in [200, 400, 404, 502] {
            visitor = self.visitor(.init(.html(status)))
            guard case .answer(let html, _) = visitor.repeatFate(four) else { return }
            #expect(html.status == status)
            #expect(html.headers["Content-Type"] == "text/html")
            #expect(String(decoding: html.body, as: UTF8.self).hasPrefix("<html>"))
            #expect(visitor.world.ledger.enqueued.isEmpty)
        }
    }

    @Test func `results can be missing, whether their jobs were applied or not`() {
        var visitor = visitor(.init(.omit(1)))
        #expect(visitor.repeatJobs(four).newIDs.count == 3)
        #expect(visitor.world.ledger.enqueued.count == 4)
        visitor = self.visitor(.init(.omit(3, applied: .none)))
        #expect(visitor.repeatJobs(four).newIDs.count == 1)
        #expect(visitor.world.ledger.enqueued.count == 1)
        visitor = self.visitor(.init(.omit(9)))
        #expect(visitor.repeatJobs(four).results == [])
    }

    struct ThrottleCase: Sendable, CustomTestStringConvertible {
        var retryAfter: Scenario.Fault.RetryAfter
        var header: String?
        var testDescription: String { "\(retryAfter)" }
    }

    @Test(arguments: [
        ThrottleCase(retryAfter: .none, header: nil), ThrottleCase(retryAfter: .seconds(7), header: "7"),
        ThrottleCase(retryAfter: .date(59), header: "Mon, 23 Nov 2026 12:01:00 GMT"),
    ])
    func `429 can come without need, so many times`(testCase: ThrottleCase) {
        var visitor = visitor(.init(.throttle(testCase.retryAfter), on: .repeat, times: 2))
        let answer = visitor.repeatJobs(["j-1"])
        #expect(answer.headers["Retry-After"] == testCase.header)
        #expect(
            [answer.status, visitor.repeatJobs(["j-1"]).status, visitor.repeatJobs(["j-1"]).status] == [429, 429, 200]
        )
        #expect(visitor.world.ledger.enqueued.count == 1)
        #expect(visitor.world.ledger.violations.isEmpty)
    }

    @Test func `a refused connection never reached the server`() {
        var visitor = visitor(.init(.refuseConnection, when: .nth([1])))
        #expect(visitor.repeatFate(four) == .refusedConnection)
        #expect(visitor.world.ledger.entries.isEmpty)
        #expect(visitor.repeatJobs(four).status == 200)
        #expect(visitor.world.ledger.requestCount == 1)
    }

    @Test func `a token can be cancelled from the nth request on`() {
        var visitor = visitor(.init(.unauthorized, when: .from(3)))
        #expect((0..<4).map { _ in visitor.list().status } == [200, 200, 401, 401])
    }

    @Test func `an answer can take longer, and latency has a base and a jitter`() {
        var scenario = Scenario.failures(1) {
            $0.latency = .init(base: .milliseconds(100), jitter: .milliseconds(20))
            $0.latency.byKind[.get] = .init(base: .milliseconds(5))
            $0.faults = [
                .init(.slow(.seconds(3)), on: .get, when: .nth([2])),
                .init(.slow(.seconds(1)), on: .get, when: .nth([2])),
            ]
        }
        scenario.limits.other = nil
        var visitor = Visitor(scenario)
        var delays: Set<Duration> = []
        for _ in 0..<50 {
            guard case .answer(_, let after) = visitor.send(.get, "/api/recipes/1/jobs") else { return }
            #expect((.milliseconds(100) ... .milliseconds(120)).contains(after))
            delays.insert(after)
        }
        #expect(delays.count > 10)
        guard case .answer(_, let first) = visitor.send(.get, "/api/recipes/1/jobs/j-1"),
            case .answer(_, let second) = visitor.send(.get, "/api/recipes/1/jobs/j-1")
        else { return }
        #expect(first == .milliseconds(5))
        #expect(second == .milliseconds(4005))
    }

    @Test func `a fault strikes by kind, recipe and count`() {
        var scenario = Scenario.failures(9)
        scenario.recipes.append(.init(id: 2, jobs: [.init("j-x")]))
        scenario.faults = [
            .init(.status(500), on: .list, when: .nth([2, 3])),
            .init(.status(502), on: .repeat, recipe: 2),
            .init(.status(503), on: .get, when: .every(2), times: 1),
        ]
        var visitor = Visitor(scenario)
        #expect((0..<4).map { _ in visitor.list().status } == [200, 500, 500, 200])
        #expect(visitor.repeatJobs(["j-1"]).status == 200)
        #expect(visitor.repeatJobs(["j-x"], recipe: 2).status == 502)
        #expect((0..<4).map { _ in visitor.get("j-1").status } == [200, 503, 200, 200])
    }

    @Test func `of two faults that strike at once the first counts, and the other keeps its times`() {
        var visitor = Visitor(
            .failures(1) { $0.faults = [.init(.status(500), when: .nth([1])), .init(.status(502), times: 1)] }
        )
        #expect((0..<3).map { _ in visitor.list().status } == [500, 502, 200])
    }

    @Test func `a fault strikes with a probability by the seed`() {
        let scenario = Scenario.failures(1) {
            $0.faults = [.init(.status(500), when: .probability(0.3))]
            $0.limits.other = nil
        }
        func statuses(_ seed: UInt64) -> [Int?] {
            var visitor = Visitor(scenario, seed: seed)
            return (0..<200).map { _ in visitor.list().status }
        }
        #expect(statuses(1) == statuses(1))
        #expect(statuses(1) != statuses(2))
        #expect((30...90).contains(statuses(1).filter { $0 == 500 }.count))
    }

    @Test func `a resume is applied or not, as the fault says`() {
        for (applied, count) in [(Scenario.Fault.Applied.none, 0), (.all, 1)] {
            var visitor = Visitor(
                .failures(0) {
                    $0.resumeTokens = [.init("t")]
                    $0.faults = [.init(.close(applied: applied), on: .resume)]
                }
            )
            #expect(visitor.send(.post, "/api/job/resume", body: #"{"token":"t"}"#) == .closed(after: .zero))
            #expect(visitor.world.ledger.resumed.count == count)
        }
        var visitor = Visitor(
            .failures(0) {
                $0.resumeTokens = [.init("t")]
                $0.faults = [.init(.late(by: .seconds(9)))]
            }
        )
        _ = visitor.send(.post, "/api/job/resume", body: #"{"token":"t"}"#)
        #expect(visitor.world.ledger.resumed.isEmpty)
        visitor.wait(.seconds(9))
        #expect(visitor.world.ledger.resumed.map(\.request) == [1])
    }
}
