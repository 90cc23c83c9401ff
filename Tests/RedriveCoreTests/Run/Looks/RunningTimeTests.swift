import Testing

@testable import RedriveCore

@Suite struct RunningTimeTests {
    private var time = RunningTime()

    @Test mutating func `it is at first a second, which is also the least`() {
        #expect(time.most == .seconds(1))
        #expect(time.untilRead == .seconds(1))
        for _ in 0..<100 { time.ended(after: .zero) }
        #expect(time.most == .seconds(1))
    }

    @Test mutating func `it rises to what repeats take, and they are read half a second later`() {
        for _ in 0..<100 { time.ended(after: .seconds(4)) }
        #expect(time.most == .seconds(4))
        #expect(time.untilRead == .milliseconds(4_500))
    }

    @Test mutating func `it is the time within which about nine of ten have ended`() {
        for _ in 0..<500 {
            for seconds in 1...10 { time.ended(after: .seconds(seconds)) }
        }
        #expect(time.most > .seconds(7) && time.most < .seconds(10), "\(time.most)")
    }

    @Test mutating func `a few long ones do not hold up the others, and none for more than a minute`() {
        for number in 0..<1_000 { time.ended(after: number % 50 == 0 ? .seconds(3_600) : .seconds(4)) }
        #expect(time.most < .seconds(6), "\(time.most)")
        for _ in 0..<1_000 { time.ended(after: .seconds(3_600)) }
        #expect(time.most == .seconds(60))
    }

    @Test mutating func `what runs still after some time is expected to run half as long again`() {
        for _ in 0..<25 { time.stillRuns(after: .seconds(2)) }
        #expect(time.most == .seconds(3))
        time.stillRuns(after: .seconds(1))
        #expect(time.most == .seconds(3), "a repeat that has only begun says nothing")
        for _ in 0..<1_000 { time.stillRuns(after: .seconds(900)) }
        #expect(time.most == .seconds(60))
    }
}
