import Testing

@testable import RedriveCore

@Suite struct SendingLaneStateMachineTests {
    private func at(_ seconds: Int) -> Instant { Instant(sinceZero: .seconds(seconds)) }

    @Test func `one request waits for its slot at a time`() {
        var lane = SendingLaneStateMachine()
        #expect(lane.permission(at: at(0)) == .prepare)
        lane.queued(1)
        #expect(lane.permission(at: at(0)) == .busy)
        lane.sent(1, pace: .zero, at: at(0))
        #expect(lane.permission(at: at(0)) == .prepare)
    }

    @Test func `at most four requests are outstanding`() {
        var lane = SendingLaneStateMachine()
        for request in 1...4 {
            #expect(lane.permission(at: at(0)) == .prepare)
            lane.queued(request)
            lane.sent(request, pace: .zero, at: at(request))
        }
        #expect(lane.permission(at: at(9)) == .busy)
        lane.answered(2)
        #expect(lane.permission(at: at(9)) == .prepare)
    }

    @Test func `after three unknown answers in a row only a witness goes, until something is settled`() {
        var lane = SendingLaneStateMachine()
        for request in 1...3 {
            lane.queued(request)
            lane.sent(request, pace: .zero, at: at(request))
            lane.lost(request)
        }
        #expect(lane.permission(at: at(9)) == .onlyWitness)
        lane.settled()
        #expect(lane.permission(at: at(9)) == .prepare)
    }

    @Test func `a useful answer ends the row of unknown ones`() {
        var lane = SendingLaneStateMachine()
        for request in 1...5 {
            lane.queued(request)
            lane.sent(request, pace: .zero, at: at(request))
            if request == 3 { lane.answered(request) } else { lane.lost(request) }
        }
        #expect(lane.permission(at: at(9)) == .prepare)
    }

    @Test func `a 429 holds the lane for as long as it says, and the tenth in a row is one too many`() {
        var lane = SendingLaneStateMachine()
        for count in 1...10 {
            lane.queued(count)
            lane.sent(count, pace: .zero, at: at(count * 10))
            let over = lane.throttled(count, holdFor: .seconds(5), at: at(count * 10))
            #expect(over == (count == 10))
            #expect(lane.permission(at: at(count * 10 + 4)) == .wait(until: at(count * 10 + 5)))
            #expect(lane.permission(at: at(count * 10 + 5)) == .prepare)
        }
    }

    @Test func `ten minutes of 429 are too many, however few they are`() {
        var lane = SendingLaneStateMachine()
        lane.queued(1)
        let first = lane.throttled(1, holdFor: .seconds(1), at: at(0))
        lane.queued(2)
        let second = lane.throttled(2, holdFor: .seconds(1), at: at(600))
        #expect(!first && second)
    }

    @Test func `requests that never leave are tried again later and later, with chance in it`() {
        #expect(Backoff.delay(afterTry: 1, jitter: 1) == .milliseconds(500))
        #expect(Backoff.delay(afterTry: 1, jitter: 0) == .milliseconds(250))
        #expect(Backoff.delay(afterTry: 4, jitter: 1) == .seconds(4))
        #expect(Backoff.delay(afterTry: 60, jitter: 1) == .seconds(30))
    }

    @Test func `a step's pace holds the next request back from the actual sending`() {
        var lane = SendingLaneStateMachine()
        lane.queued(1)
        lane.sent(1, pace: .seconds(5), at: at(3))
        #expect(lane.permission(at: at(4)) == .wait(until: at(8)))
        #expect(lane.permission(at: at(8)) == .prepare)
    }
}
