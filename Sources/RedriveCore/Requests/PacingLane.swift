/// How turns of one lane are given.
package enum LaneRule: Sendable, Hashable {
    /// One turn after another, at least this far apart.
    case spaced(Duration)
    /// At most this many turns within any span of this length; they may be used as a burst.
    case window(count: Int, per: Duration)
}

/// What a lane remembers: plain numbers, so that all processes of a machine can share them through a file.
package struct PacingLane: Sendable, Hashable {
    /// When turns were granted, ascending: the last one of a spaced lane, those of the last window of the others.
    package private(set) var granted: [Instant]
    /// Nothing is granted before this, since the server said so; nil if it did not.
    package private(set) var heldUntil: Instant?
    /// Added to the spacing of a spaced lane.
    package private(set) var margin: Duration

    /// The first margin; the least that a margin can be.
    ///
    /// Requests that leave exactly a second apart may arrive a little closer, by what the machine and the network add to the first
    /// one; half a percent of the gap covers what a loopback connection shows.
    package static let firstMargin: Duration = .milliseconds(5)
    /// What each 429 adds to the margin of a spaced lane, up to a tenth of the spacing.
    package static let marginStep: Duration = .milliseconds(10)
    /// A window is taken this much longer than the limit's, since requests may arrive closer than they left.
    package static let windowMargin: Duration = .milliseconds(250)

    /// A lane that remembers nothing, or what an earlier process has left.
    package init(granted: [Instant] = [], heldUntil: Instant? = nil, margin: Duration = PacingLane.firstMargin) {
        self.granted = granted.sorted()
        self.heldUntil = heldUntil
        self.margin = max(margin, Self.firstMargin)
    }

    /// When the next turn could be granted if nobody else takes it; `now` or earlier for at once.
    ///
    /// - Parameter share: which turns of a window it may have; means nothing for a spaced lane.
    package func earliest(_ rule: LaneRule, at now: Instant, _ share: ReadShare = .all) -> Instant {
        let held = heldUntil ?? now
        switch rule {
        case .spaced(let spacing): return max(granted.last.map { $0 + spacing + margin } ?? now, held)
        case .window(let count, let per):
            let window = per + Self.windowMargin
            let inWindow = granted.drop { $0 + window <= now }
            let isHalfUsed = inWindow.count * 2 >= count
            let spread = share.isSpread && isHalfUsed ? inWindow.last.map { $0 + per / count } : nil
            let most = max(count - share.keptFree, 1)
            let free = inWindow.count >= most ? inWindow[inWindow.endIndex - most] + window : nil
            return max(spread ?? held, free ?? held, held)
        }
    }

    /// Counts a turn that is granted now.
    package mutating func grant(_ rule: LaneRule, at now: Instant) {
        switch rule {
        case .spaced: granted = [now]
        case .window(_, let per):
            granted.removeAll { $0 + per + Self.windowMargin <= now }
            granted.append(now)
        }
    }

    /// A request may have gone out at this time without a turn of this gate.
    package mutating func note(_ rule: LaneRule, at time: Instant) {
        switch rule {
        case .spaced: granted = [max(granted.last ?? time, time)]
        case .window: granted = (granted + [time]).sorted()
        }
    }

    /// The server said 429: nothing more before `delay` is over, and a spaced lane is spaced a little wider from here on.
    package mutating func throttled(_ rule: LaneRule, retryAfter delay: Duration, at now: Instant) {
        let until = now + max(delay, .zero)
        heldUntil = max(heldUntil ?? until, until)
        switch rule {
        case .spaced(let spacing): margin = min(margin + Self.marginStep, Self.widestMargin(of: spacing))
        case .window: break
        }
    }

    /// A tenth of the spacing, and at least the first margin.
    package static func widestMargin(of spacing: Duration) -> Duration { max(spacing / 10, firstMargin) }
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
