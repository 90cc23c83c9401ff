/// How turns of one lane are given.
package enum LaneRule: Sendable, Hashable {
    /// One turn after another, at least this far apart.
    case spaced(Duration)
    /// At most this many turns within any span of this length; they may be used as a burst. `blockSize` of them are
    /// counted together.
    case window(count: Int, per: Duration, blockSize: Int)

    /// How many turns are counted together, from 1.
    var blockSize: Int {
        switch self {
        case .spaced: 1
        case .window(_, _, let blockSize): blockSize
        }
    }
}

/// What a lane remembers: plain numbers, so that all processes of a machine can share them through a file.
package struct PacingLane: Sendable, Hashable {
    /// The turns that were granted: the last one of a spaced lane, those of the last window of the others.
    package private(set) var turns: PacingTurns
    /// Nothing is granted before this, since the server said so; nil if it did not.
    package private(set) var heldUntil: Instant?
    /// Added to the spacing of a spaced lane.
    package private(set) var margin: PacingMargin

    /// A window is taken this much longer than the limit's, since requests may arrive closer than they left.
    package static let windowMargin: Duration = .milliseconds(250)

    /// A lane that remembers nothing, or what an earlier process has left.
    package init(
        turns: PacingTurns = PacingTurns(),
        heldUntil: Instant? = nil,
        margin: PacingMargin = PacingMargin()
    ) {
        self.turns = turns
        self.heldUntil = heldUntil
        self.margin = margin
    }

    /// When the next turn could be granted if nobody else takes it; `now` or earlier for at once.
    ///
    /// - Parameter share: which turns of a window it may have; means nothing for a spaced lane.
    package func earliest(_ rule: LaneRule, at now: Instant, _ share: ReadShare = .all) -> Instant {
        let held = heldUntil ?? now
        switch rule {
        case .spaced(let spacing):
            return max(turns.newest.map { $0 + spacing + margin.added(to: spacing) } ?? now, held)
        case .window(let count, let per, _):
            let window = per + Self.windowMargin
            var inWindow = turns
            inWindow.forget(upTo: now - window)
            let isHalfUsed = inWindow.count * 2 >= count
            let spread = share.isSpread && isHalfUsed ? inWindow.newest.map { $0 + per / count } : nil
            let free = inWindow.freeAgain(below: max(count - share.keptFree, 1), window: window)
            return max(spread ?? held, free ?? held, held)
        }
    }

    /// When to ask again for a turn that could be granted at `earliest` as far as is known now.
    ///
    /// That is sooner if the newest request's answer may come in before and show that the request was not as late as it could have been.
    func nextQuestion(_ rule: LaneRule, before earliest: Instant, at now: Instant) -> Instant {
        switch rule {
        case .spaced(let spacing):
            guard margin.awaitsAnswer, let newest = turns.newest else { return earliest }
            let least = newest + spacing + PacingMargin.first(of: spacing)
            return least > now ? min(least, earliest) : earliest
        case .window: return earliest
        }
    }

    /// Counts a turn that is granted now.
    package mutating func grant(_ rule: LaneRule, at now: Instant) {
        margin.granted()
        switch rule {
        case .spaced: turns.keepOnly(now)
        case .window(_, let per, let blockSize):
            turns.forget(upTo: now - (per + Self.windowMargin))
            turns.add(at: now, blockSize: blockSize)
        }
    }

    /// A request may have gone out at this time without a turn of this gate.
    package mutating func note(_ rule: LaneRule, at time: Instant) {
        margin.granted()
        switch rule {
        case .spaced: turns.keepOnly(max(turns.newest ?? time, time))
        case .window: turns.add(at: time, blockSize: rule.blockSize)
        }
    }

    /// The server said 429: nothing more before `delay` is over.
    package mutating func throttled(retryAfter delay: Duration, at now: Instant) {
        let until = now + max(delay, .zero)
        heldUntil = max(heldUntil ?? until, until)
    }

    /// A request that left at `sentAt` was answered now, by 429 if it was refused: a spaced lane learns how far apart requests have to
    /// leave.
    package mutating func answered(_ rule: LaneRule, sentAt: Instant, isRefused: Bool, at now: Instant) {
        switch rule {
        case .spaced:
            // Times in the shared file are whole nanoseconds.
            let isNewest = turns.newest.map { max($0 - sentAt, sentAt - $0) < .microseconds(1) } ?? false
            margin.answered(sentAt: sentAt, isRefused: isRefused, isNewest: isNewest, at: now)
        case .window: break
        }
    }
}

/// Which turns of a window reads of one kind may have.
package struct ReadShare: Sendable, Hashable {
    /// Turns that are left to more urgent reads; at least one turn is not.
    package var keptFree: Int
    /// Whether turns are spread over the window once half of it is used, so that more urgent reads never find it used up for long.
    package var isSpread: Bool

    /// A share from its parts.
    package init(keptFree: Int, isSpread: Bool) {
        self.keptFree = keptFree
        self.isSpread = isSpread
    }

    /// Any turn that is free.
    package static let all = ReadShare(keptFree: 0, isSpread: false)
}
