import RedriveCore
import Testing
import WorkatoJobs

@Suite struct `reading again` {
    private let zero = Timestamp(milliseconds: 1_795_000_000_000)

    private func now(_ seconds: Double) -> Moment {
        Moment(instant: Instant(sinceZero: .seconds(seconds)), wall: zero + .seconds(seconds))
    }

    /// The times, in seconds, at which a read is sent that is always answered with `answer`, and how it ends.
    private func times(_ answer: ReadStateMachine.Answer) -> (sent: [Double], failure: ReadError?) {
        var machine = ReadStateMachine()
        var time = 0.0
        var sent: [Double] = []
        for _ in 0..<2000 {
            sent.append(time)
            switch machine.answered(answer, jitter: 0.5, at: now(time)) {
            case .done(.failed(let failure)): return (sent, failure)
            case .done: return (sent, nil)
            case .holdLane(let wait), .pause(let wait): time += wait / .seconds(1)
            }
        }
        return (sent, nil)
    }

    private let page = ReadReply.page(JobPage(items: []))

    @Test func `a useful answer ends a read, and so does one that asking again would not change`() {
        var machine = ReadStateMachine()
        #expect(machine.answered(.useful(page), jitter: 0, at: now(0)) == .done(page))
        machine = ReadStateMachine()
        let failure = ReadError.notFound("gone")
        #expect(machine.answered(.final(failure), jitter: 0, at: now(0)) == .done(.failed(failure)))
    }

    @Test func `a read that fails is tried five times`() {
        let (sent, failure) = times(.failed("closed"))
        #expect(sent.count == 5)
        #expect(failure == .unreachable("no useful answer after 5 tries; the last: closed"))
    }

    @Test func `a pause that is named is kept to the second`() {
        var machine = ReadStateMachine()
        #expect(machine.answered(.throttled(.seconds(7)), jitter: 1, at: now(0)) == .holdLane(.seconds(7)))
        #expect(
            machine.answered(.throttled(.date(zero + .seconds(30))), jitter: 1, at: now(7)) == .holdLane(.seconds(23))
        )
    }

    @Test func `a 503 that names a pause is waited for, and one that does not is a try`() {
        var machine = ReadStateMachine()
        #expect(machine.answered(.unavailable(.seconds(90), "503"), jitter: 1, at: now(0)) == .holdLane(.seconds(90)))
        #expect(machine.answered(.failed("503"), jitter: 1, at: now(90)) == .pause(.milliseconds(500)))
    }

    @Test(arguments: [nil, RetryAfter.seconds(0), .date(Timestamp(milliseconds: 0))])
    func `a 429 without a time to come backs off, and ends the read after ten and 30 seconds`(again: RetryAfter?) {
        let (sent, failure) = times(.throttled(again))
        #expect(zip(sent, sent.dropFirst()).allSatisfy { $1 - $0 >= 0.5 }, "\(sent)")
        #expect(sent.count >= 10)
        #expect((30...120).contains(sent.last ?? 0), "\(sent)")
        guard case .throttled = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
    }

    @Test func `ten 429 within 30 seconds do not end a read`() {
        var machine = ReadStateMachine()
        for second in 0..<29 {
            #expect(
                machine.answered(.throttled(.seconds(1)), jitter: 0, at: now(Double(second))) == .holdLane(.seconds(1))
            )
        }
        #expect(machine.answered(.useful(page), jitter: 0, at: now(29)) == .done(page))
    }

    @Test func `a pause that would last beyond ten minutes ends a read at once`() {
        let (sent, failure) = times(.throttled(.seconds(601)))
        #expect(sent.count == 1)
        #expect(
            failure == .throttled("the server answered 429 (too many requests) and asks for a pause of 601 s")
        )
        #expect(times(.throttled(.seconds(300))).sent == [0, 300, 600])
    }

    @Test func `a failure between ends the streak of 429`() {
        var machine = ReadStateMachine()
        _ = machine.answered(.throttled(.seconds(599)), jitter: 0, at: now(0))
        _ = machine.answered(.failed("closed"), jitter: 0, at: now(599))
        #expect(machine.answered(.throttled(.seconds(599)), jitter: 0, at: now(600)) == .holdLane(.seconds(599)))
    }
}
