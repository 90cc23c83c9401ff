import Testing

@testable import RedriveCore

@Suite struct FollowedRepeatsTests {
    private var followed = FollowedRepeats()

    private func at(_ seconds: Int) -> Instant { RunParts.at(seconds) }

    private mutating func follow(_ positions: [Int], ordinal: Int, at second: Int = 0, dueAt due: Int) {
        for position in positions { followed.follow(position, ordinal: ordinal, at: at(second), dueAt: at(due)) }
    }

    private func due(at second: Int, marksBetween: Int = 0) -> [Int] {
        followed.due(at: at(second)) { _, _ in marksBetween }
    }

    @Test mutating func `nothing is due while nothing is followed`() {
        #expect(followed.isEmpty)
        #expect(followed.nextLook(patience: .seconds(5)) == nil)
        #expect(due(at: 1_000).isEmpty)
        #expect(followed.haveAllBeenTried(since: at(5)))
    }

    @Test mutating func `a look waits for the last group, but not longer than the first one has patience`() {
        follow([1], ordinal: 1, dueAt: 4)
        follow([2], ordinal: 2, dueAt: 9)
        #expect(followed.nextLook(patience: .seconds(10)) == at(9))
        #expect(followed.nextLook(patience: .seconds(2)) == at(6))
        followed.unfollow(1)
        #expect(followed.nextLook(patience: .seconds(2)) == at(9))
    }

    @Test mutating func `a stretch goes from the oldest group that is due to the first one that is not`() {
        follow([1], ordinal: 1, dueAt: 50)
        follow([2], ordinal: 2, dueAt: 3)
        follow([3], ordinal: 3, dueAt: 4)
        follow([4], ordinal: 4, dueAt: 50)
        follow([5], ordinal: 5, dueAt: 4)
        #expect(due(at: 2).isEmpty)
        #expect(due(at: 3) == [2])
        #expect(due(at: 4) == [2, 3])
        #expect(due(at: 50) == [1, 2, 3, 4, 5])
        #expect(due(at: 50, marksBetween: 1).count == 5)
        #expect(due(at: 50, marksBetween: 2) == [1], "what lies between is read for nothing")
    }

    @Test mutating func `a stretch has at most 25 groups`() {
        for ordinal in 1...40 { follow([ordinal], ordinal: ordinal, dueAt: 1) }
        #expect(due(at: 1) == Array(1...25))
    }

    @Test mutating func `a job that joins its group late makes it due with it`() {
        follow([1], ordinal: 1, dueAt: 30)
        follow([2], ordinal: 1, dueAt: 4)
        #expect(followed.nextLook(patience: .zero) == at(4))
        #expect(due(at: 4) == [1])
    }

    @Test mutating func `what was shown pending is read again once it is half as old again`() {
        follow([1], ordinal: 1, dueAt: 4)
        followed.showPending(1, at: at(20))
        followed.tried([1], at: at(22))
        #expect(followed.nextLook(patience: .zero) == at(30))
        followed.showPending(1, at: at(400))
        followed.tried([1], at: at(401))
        #expect(followed.nextLook(patience: .zero) == at(430), "30 seconds at most")
    }

    @Test mutating func `what a look did not show waits from the end of the look, and at least two seconds`() {
        follow([1], ordinal: 1, dueAt: 1)
        followed.tried([1], at: at(2))
        #expect(followed.nextLook(patience: .zero) == at(4))
        followed.tried([1], at: at(40))
        #expect(followed.nextLook(patience: .zero) == at(60))
        followed.showPending(1, at: at(41))
        followed.tried([1], at: at(42))
        followed.tried([1], at: at(100))
        #expect(followed.nextLook(patience: .zero) == at(130), "an earlier look showed it, this one did not")
    }

    @Test mutating func `the last reading brings forward what no look has tried since`() {
        follow([1], ordinal: 1, dueAt: 500)
        follow([2], ordinal: 2, dueAt: 500)
        followed.tried([2], at: at(95))
        followed.bringForward(notTriedSince: at(90), to: at(100))
        #expect(due(at: 100) == [1])
        #expect(!followed.haveAllBeenTried(since: at(90)))
        followed.tried([1], at: at(101))
        #expect(followed.haveAllBeenTried(since: at(90)))
        #expect(!followed.haveAllBeenTried(since: at(96)))
    }

    @Test mutating func `a job is known to be pending while it is followed`() {
        follow([1, 2], ordinal: 1, at: 5, dueAt: 9)
        followed.showPending(1, at: at(10))
        #expect(followed.wasShownPending(1))
        #expect(!followed.wasShownPending(2))
        #expect(followed.age(of: 1, at: at(10)) == .seconds(5))
        followed.unfollow(1)
        #expect(!followed.wasShownPending(1))
        #expect(followed.age(of: 1, at: at(10)) == nil)
        #expect(Set(followed.positions) == [2])
        followed.unfollow(2)
        #expect(followed.isEmpty)
    }
}
