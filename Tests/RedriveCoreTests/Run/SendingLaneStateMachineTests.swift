import Testing
import WorkatoJobs

@testable import RedriveCore

@Suite struct SendingLaneStateMachineTests {
    private func at(_ seconds: Int) -> Instant { Instant(sinceZero: .seconds(seconds)) }

    @Test func `one request waits for its turn at a time`() {
        var lane = SendingLaneStateMachine()
        #expect(lane.permission(at: at(0), pace: { _ in nil }) == .prepare)
        lane.queued(1, chunk: 1)
        #expect(lane.permission(at: at(0), pace: { _ in nil }) == .busy)
        lane.sent(1, step: 0, jobs: 1, at: at(0))
        #expect(lane.permission(at: at(0), pace: { _ in nil }) == .prepare)
    }

    @Test func `at most four requests are outstanding`() {
        var lane = SendingLaneStateMachine()
        for request in 1...4 {
            #expect(lane.permission(at: at(0), pace: { _ in nil }) == .prepare)
            lane.queued(request, chunk: request)
            lane.sent(request, step: 0, jobs: 1, at: at(request))
        }
        #expect(lane.permission(at: at(9), pace: { _ in nil }) == .busy)
        lane.answered(2)
        #expect(lane.permission(at: at(9), pace: { _ in nil }) == .prepare)
    }

    @Test func `after three unknown answers in a row only a witness goes, until something is settled`() {
        var lane = SendingLaneStateMachine()
        for request in 1...3 {
            lane.queued(request, chunk: request)
            lane.sent(request, step: 0, jobs: 1, at: at(request))
            lane.lost(request)
        }
        #expect(lane.permission(at: at(9), pace: { _ in nil }) == .onlyWitness)
        lane.settled()
        #expect(lane.permission(at: at(9), pace: { _ in nil }) == .prepare)
    }

    @Test func `a useful answer ends the row of unknown ones`() {
        var lane = SendingLaneStateMachine()
        for request in 1...5 {
            lane.queued(request, chunk: request)
            lane.sent(request, step: 0, jobs: 1, at: at(request))
            if request == 3 { lane.answered(request) } else { lane.lost(request) }
        }
        #expect(lane.permission(at: at(9), pace: { _ in nil }) == .prepare)
    }

    private func moment(_ seconds: Int) -> Moment {
        Moment(instant: at(seconds), wall: Timestamp(milliseconds: Int64(seconds) * 1000))
    }

    @Test func `a 429 holds the lane for the time that it says, and ten in a row over 30 seconds are too many`() {
        var lane = SendingLaneStateMachine()
        for count in 1...10 {
            lane.queued(count, chunk: count)
            lane.sent(count, step: 0, jobs: 1, at: at(count * 10))
            let verdict = lane.throttled(count, .seconds(5), jitter: 0, at: moment(count * 10))
            #expect(verdict == (count == 10 ? .tooMany(pause: .seconds(5)) : .pause(.seconds(5))))
            #expect(lane.permission(at: at(count * 10 + 4), pace: { _ in nil }) == .wait(until: at(count * 10 + 5)))
            #expect(lane.permission(at: at(count * 10 + 5), pace: { _ in nil }) == .prepare)
        }
    }

    @Test func `ten quick 429 are not too many`() {
        var lane = SendingLaneStateMachine()
        for count in 1...28 {
            lane.queued(count, chunk: count)
            #expect(lane.throttled(count, .seconds(1), jitter: 0, at: moment(count)) == .pause(.seconds(1)))
        }
    }

    @Test func `ten minutes of 429 are too many, however few they are`() {
        var lane = SendingLaneStateMachine()
        lane.queued(1, chunk: 1)
        #expect(lane.throttled(1, .seconds(1), jitter: 0, at: moment(0)) == .pause(.seconds(1)))
        lane.queued(2, chunk: 2)
        #expect(lane.throttled(2, .seconds(1), jitter: 0, at: moment(600)) == .tooMany(pause: .seconds(1)))
    }

    @Test(arguments: [nil, RetryAfter.date(Timestamp(milliseconds: -1000))])
    func `a 429 without a time to come backs off`(again: RetryAfter?) {
        var lane = SendingLaneStateMachine()
        var now = 0
        for count in 1...6 {
            lane.queued(count, chunk: count)
            guard case .pause(let pause) = lane.throttled(count, again, jitter: 1, at: moment(now)) else {
                Issue.record("given up after \(count)")
                return
            }
            #expect(pause == .seconds(min(1 << (count - 1), 30)))
            now += 60
        }
    }

    @Test func `requests that never leave are tried again later and later, with chance in it`() {
        #expect(Backoff.delay(afterTry: 1, jitter: 1) == .milliseconds(500))
        #expect(Backoff.delay(afterTry: 1, jitter: 0) == .milliseconds(250))
        #expect(Backoff.delay(afterTry: 4, jitter: 1) == .seconds(4))
        #expect(Backoff.delay(afterTry: 60, jitter: 1) == .seconds(30))
    }

    @Test func `a step's pace holds the next request back from the actual sending`() {
        var lane = SendingLaneStateMachine()
        lane.queued(1, chunk: 1)
        lane.sent(1, step: 3, jobs: 10, at: at(3))
        let pace = Rate(count: 2, per: .seconds(1))
        #expect(lane.permission(at: at(4), pace: { $0 == 3 ? pace : nil }) == .wait(until: at(8)))
        #expect(lane.permission(at: at(8), pace: { $0 == 3 ? pace : nil }) == .prepare)
        #expect(
            lane.permission(at: at(4), pace: { _ in Rate(count: 10, per: .seconds(1)) }) == .prepare,
            "a new pace holds at once"
        )
        #expect(lane.permission(at: at(4), pace: { _ in nil }) == .prepare)
    }
}
