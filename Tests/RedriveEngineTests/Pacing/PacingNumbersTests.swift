import RedriveCore
import RedriveTestSupport
import Testing

@testable import RedriveEngine

@Suite struct `the numbers of the pacing in their file` {
    private let now = Instant(sinceZero: .seconds(100_000))
    private let large = Limits(other: Rate(count: 100_000, per: .seconds(3_600)))

    @Test(arguments: [60, 120, 121, 650, 100_000])
    func `a full window fits in a page of memory, whatever the limit`(count: Int) {
        let limits = Limits(other: Rate(count: count, per: .seconds(3_600)))
        var gate = PacingGate(limits: limits)
        for index in 0..<count {
            _ = gate.take(.reads, at: now + .microseconds(1 + 3_600_000_000 / count * index))
        }
        #expect(gate.lanes[.reads]?.turns.count == count)
        learn(&gate)
        #expect(PacingNumbers(gate, bootID: "0a6c8a36-3d3f-4a52-8a2c-5d9e6f0f8f0e").line.count <= 4096)
    }

    @Test(arguments: [60, 100, 2_000, 100_000])
    func `the full windows of all lanes fit in a page of memory, whatever the limits`(count: Int) {
        let rate = Rate(count: count, per: .seconds(3_600))
        for other in [120, 240, count] {
            let limits = Limits(other: Rate(count: other, per: .seconds(3_600)), recipes: rate, resume: rate)
            var gate = PacingGate(limits: limits)
            for (lane, count) in [(PacingGate.Lane.reads, other), (.recipes, count), (.resume, count)] {
                for index in 0..<count {
                    _ = gate.take(lane, at: now + .microseconds(1 + 3_600_000_000 / count * index))
                }
            }
            learn(&gate)
            let line = PacingNumbers(gate, bootID: "0a6c8a36-3d3f-4a52-8a2c-5d9e6f0f8f0e").line
            #expect(line.count <= 4096, "\(other) reads")
            let later = now + .seconds(3_600)
            let read = PacingNumbers.read(line, bootID: "0a6c8a36-3d3f-4a52-8a2c-5d9e6f0f8f0e", now: later)
            #expect(read.gate(limits: limits, now: later).lanes[.resume]?.turns.count == count)
        }
    }

    @Test(arguments: [60, 100_000])
    func `what is written is read again, and written the same`(count: Int) {
        let limits = Limits(other: Rate(count: count, per: .seconds(3_600)))
        var gate = PacingGate(limits: limits)
        learn(&gate)
        for index in 0..<50 { _ = gate.take(.reads, at: now + .microseconds(index * 1_234_567)) }
        let later = now + .seconds(100)
        let line = PacingNumbers(gate, bootID: "boot").line
        let read = PacingNumbers.read(line, bootID: "boot", now: later).gate(limits: limits, now: later)
        #expect(read.lanes[.repeats] == gate.lanes[.repeats])
        #expect(read.lanes[.reads]?.turns.count == 50)
        #expect(PacingNumbers(read, bootID: "boot").line == line)
    }

    @Test func `no turn of a large window is read as earlier than it was`() throws {
        var gate = PacingGate(limits: large)
        var blocks: [Instant] = []
        for index in 0..<2_000 {
            let time = now + .nanoseconds(index * 35_999_999)
            _ = gate.take(.reads, at: time)
            blocks.append(time)
        }
        let later = now + .seconds(100)
        let line = PacingNumbers(gate, bootID: "boot").line
        #expect(String(decoding: line, as: UTF8.self).contains(#""format":3"#))
        let read = PacingNumbers.read(line, bootID: "boot", now: later).gate(limits: large, now: later)
        let kept = try #require(read.lanes[.reads]?.turns.blocks)
        let written = try #require(gate.lanes[.reads]?.turns.blocks)
        #expect(kept.count == written.count && kept.count > 1)
        for (kept, written) in zip(kept, written) {
            #expect(kept.count == written.count)
            #expect(kept.latest >= written.latest && kept.latest - written.latest < .milliseconds(1))
        }
    }

    @Test func `the many reads of an older version's file are counted, in few blocks`() {
        let times = (0..<4_000).map { "\(97_000_000_000_000 + $0 * 1_000_000)" }.joined(separator: ",")
        let lane = #"{"granted_ns":[\#(times)],"margin_ns":5000000}"#
        let text = #"{"boot":"boot","format":2,"lanes":{"reads":\#(lane)}}"# + "\n"
        let gate = PacingNumbers.read(Array(text.utf8), bootID: "boot", now: now).gate(limits: large, now: now)
        #expect(gate.lanes[.reads]?.turns.count == 4_000)
        #expect((gate.lanes[.reads]?.turns.blocks.count ?? .max) < 20)
    }

    struct OldMargin: Sendable {
        var milliseconds: Int
        var gap: Duration
    }

    @Test(arguments: [
        OldMargin(milliseconds: 5, gap: .milliseconds(1_005)), OldMargin(milliseconds: 15, gap: .milliseconds(1_015)),
        OldMargin(milliseconds: 25, gap: .milliseconds(1_025)), OldMargin(milliseconds: 100, gap: .milliseconds(1_105)),
        OldMargin(milliseconds: 5_000, gap: .milliseconds(1_105)),
    ])
    func `a margin that an older version has widened is kept to`(old: OldMargin) {
        let lane = #"{"granted_ns":[100000000000000],"margin_ns":\#(old.milliseconds)000000}"#
        let text = #"{"boot":"boot","format":2,"lanes":{"repeats":\#(lane)}}"# + "\n"
        let gate = PacingNumbers.read(Array(text.utf8), bootID: "boot", now: now).gate(limits: Limits(), now: now)
        #expect(gate.earliest(.repeats, at: now) == now + old.gap)
    }

    @Test(arguments: [
        #"{"boot":"boot","format":4,"lanes":{}}"#,
        #"{"boot":"boot","format":2,"lanes":{"reads":{"granted_ns":[1],"margin_ns":5000000},"repeats":{"margin_ns":5}}}"#,
        #"{"boot":"boot","format":3,"lanes":{"reads":{"after_ms":[0,1],"counts":[2],"first_ns":1}}}"#,
        #"{"boot":"boot","format":3,"lanes":{"reads":{"after_ms":[0],"counts":[0],"first_ns":1}}}"#,
        #"{"boot":"boot","format":2,"lanes":{"repeats":{"granted_ns":[1],"spread":{"level":1}}}}"#,
        #"{"boot":"boot","format":2,"lanes":{"repeats":{"granted_ns":[1],"held_until_ns":"x"}}}"#,
        #"{"boot":"boot","format":3,"lanes":{"reads":{"after_ms":[0],"counts":[9223372036854775807],"first_ns":1}}}"#,
    ])
    func `a file that holds something else is read as if a write had been sent just now`(text: String) {
        let gate = PacingNumbers.read(Array((text + "\n").utf8), bootID: "boot", now: now)
            .gate(limits: Limits(), now: now)
        for lane in PacingGate.Lane.allCases { #expect(gate.lanes[lane]?.turns.newest == now) }
        #expect(gate.earliest(.repeats, at: now) == now + .milliseconds(1_005))
    }

    @Test func `no number in the file brings two writes closer than the limit, or holds them for long`() {
        let most = Int64.max
        for number in [-most, -1, 0, most] {
            let spread =
                #"{"late_ns":\#(number),"level":\#(number),"quiet_ns":\#(number),"raised_ns":\#(number),"trips_ns":[]}"#
            let lane = #"{"granted_ns":[\#(number)],"held_until_ns":\#(number),"spread":\#(spread)}"#
            let text = #"{"boot":"boot","format":2,"lanes":{"repeats":\#(lane)}}"# + "\n"
            var gate = PacingNumbers.read(Array(text.utf8), bootID: "boot", now: now).gate(limits: Limits(), now: now)
            var time = now
            var grants: [Instant] = []
            while grants.count < 3 {
                switch gate.take(.repeats, at: time) {
                case .granted: grants.append(time)
                case .wait(let until): time = until
                }
                gate.answered(.repeats, sentAt: time, isRefused: false, at: time)
                gate = PacingNumbers.read(PacingNumbers(gate, bootID: "boot").line, bootID: "boot", now: time)
                    .gate(limits: Limits(), now: time)
            }
            #expect(grants[0] <= now + .seconds(3_600), "\(number)")
            for (earlier, later) in zip(grants, grants.dropFirst()) {
                #expect(later - earlier >= .milliseconds(1_005) && later - earlier <= .milliseconds(1_505), "\(number)")
            }
        }
    }

    @Test func `a margin of an older version is narrowed in time like one that was learned`() {
        let lane = #"{"granted_ns":[1],"margin_ns":15000000}"#
        let text = #"{"boot":"boot","format":2,"lanes":{"repeats":\#(lane)}}"# + "\n"
        var gate = PacingNumbers.read(Array(text.utf8), bootID: "boot", now: now).gate(limits: Limits(), now: now)
        gate.answered(.repeats, sentAt: now, isRefused: false, at: now + .seconds(1_799))
        #expect(gate.lanes[.repeats]?.margin.level == 1)
        gate.answered(.repeats, sentAt: now, isRefused: false, at: now + .seconds(1_800))
        #expect(gate.lanes[.repeats]?.margin.level == 0)
    }

    @Test func `whatever part of a line a killed process has written, no turn of it is forgotten`() {
        var gate = PacingGate(limits: large)
        learn(&gate)
        for index in 0..<3_000 { _ = gate.take(.reads, at: now + .milliseconds(index)) }
        let later = now + .seconds(10)
        let old = PacingNumbers(gate, bootID: "boot").line
        _ = gate.take(.repeats, at: later)
        let new = PacingNumbers(gate, bootID: "boot").line
        for written in 0...new.count {
            let torn = Array(new.prefix(written)) + old.dropFirst(written)
            let read = PacingNumbers.read(torn, bootID: "boot", now: later).gate(limits: large, now: later)
            let isWhole = written == 0 || torn.starts(with: new)
            if isWhole {
                #expect(read.lanes[.reads]?.turns.count == 3_000)
            } else {
                #expect(read.lanes[.repeats]?.turns.newest != nil, "\(written) bytes")
            }
        }
    }

    /// A few answers, one of them a refusal.
    private func learn(_ gate: inout PacingGate) {
        _ = gate.take(.repeats, at: now - .seconds(10))
        gate.answered(.repeats, sentAt: now - .seconds(10), isRefused: true, at: now - .milliseconds(9_850))
        for index in 0..<300 {
            gate.answered(.repeats, sentAt: now - .seconds(9), isRefused: false, at: now - .milliseconds(8_500 + index))
        }
        _ = gate.take(.repeats, at: now - .seconds(2))
        gate.answered(.repeats, sentAt: now - .seconds(2), isRefused: true, at: now - .milliseconds(1_700))
        gate.throttled(.repeats, retryAfter: .seconds(1), at: now - .milliseconds(1_700))
    }
}
