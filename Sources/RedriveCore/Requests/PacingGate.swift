/// The two limits of a workspace: repeats are spaced, everything else has a sliding window.
///
/// A pure function of its few numbers. Whoever wants to send asks `take`; the answer is either the permission, which is
/// used at once, or the time to ask again. Nothing is reserved ahead, so a slow disk, a late timer or a second process
/// cannot bring two requests closer together than they were granted.
///
/// All processes of one machine share the numbers through a locked file, which is why they are plain and why instants are
/// on the clock of the machine.
package struct PacingGate: Sendable, Hashable {
    /// The two lanes.
    package enum Lane: Sendable, Hashable, CaseIterable {
        /// `repeat_jobs`.
        case repeats
        /// List, get and resume.
        case reads
    }

    /// The answer to `take`.
    package enum Turn: Sendable, Hashable {
        /// Send now.
        case granted
        /// Ask again at this time, not earlier.
        case wait(until: Instant)
    }

    /// Added to the spacing of repeats, since requests that leave a second apart may arrive a little closer: 5 ms, and
    /// 10 ms more for each 429, to a tenth of the spacing.
    package private(set) var margin: Duration

    /// When repeats were granted, ascending; only the last is needed.
    package private(set) var lastRepeat: Instant?

    /// When reads were granted within the last window, ascending; at most `limits.other.count`.
    package private(set) var reads: [Instant]

    /// Nothing is granted on a lane before this, since the server said so.
    package private(set) var repeatsHeldUntil: Instant?
    /// The same for reads.
    package private(set) var readsHeldUntil: Instant?

    private let limits: Limits

    /// The first margin; the least that a margin can be.
    ///
    /// Requests that leave exactly a second apart may arrive a little closer, by what the machine and the network add to the
    /// first one; half a percent of the gap covers what a loopback connection shows.
    package static let firstMargin: Duration = .milliseconds(5)

    /// A window of reads is taken this much longer than the limit's, for the same reason.
    package static let windowMargin: Duration = .milliseconds(250)

    /// A gate that remembers nothing, or what an earlier process has left.
    package init(
        limits: Limits,
        lastRepeat: Instant? = nil,
        reads: [Instant] = [],
        margin: Duration = PacingGate.firstMargin,
        repeatsHeldUntil: Instant? = nil,
        readsHeldUntil: Instant? = nil
    ) {
        self.limits = limits
        self.lastRepeat = lastRepeat
        self.reads = reads.sorted()
        self.margin = max(margin, PacingGate.firstMargin)
        self.repeatsHeldUntil = repeatsHeldUntil
        self.readsHeldUntil = readsHeldUntil
    }

    /// The least time between two repeats at this moment.
    package var gap: Duration { limits.repeatJobs.spacing + margin }

    /// Asks for a turn now, and counts it where it is granted.
    ///
    /// - Parameter keepingFree: so many turns of the window are left to more urgent reads; 0 to one less than the limit.
    ///   Means nothing for repeats.
    package mutating func take(_ lane: Lane, at now: Instant, keepingFree: Int = 0) -> Turn {
        let earliest = earliest(lane, at: now, keepingFree: keepingFree)
        guard earliest <= now else { return .wait(until: earliest) }
        switch lane {
        case .repeats: lastRepeat = now
        case .reads:
            forgetReads(at: now)
            reads.append(now)
        }
        return .granted
    }

    /// Turns of the window that reads for outcomes leave to looks before sending: a quarter of the limit.
    package var keptForUrgentReads: Int { limits.other.count / 4 }

    /// When the next turn could be granted if nobody else takes it; `now` or earlier for at once.
    package func earliest(_ lane: Lane, at now: Instant, keepingFree: Int = 0) -> Instant {
        switch lane {
        case .repeats:
            let spaced = lastRepeat.map { $0 + gap } ?? now
            return max(spaced, repeatsHeldUntil ?? now)
        case .reads:
            let held = readsHeldUntil ?? now
            let inWindow = reads.filter { $0 + window > now }
            let most = max(limits.other.count - keepingFree, 1)
            guard inWindow.count >= most else { return held }
            return max(inWindow[inWindow.count - most] + window, held)
        }
    }

    /// The server said 429: nothing more before `delay` is over, and repeats are spaced a little wider from here on.
    package mutating func throttled(_ lane: Lane, retryAfter delay: Duration, at now: Instant) {
        let until = now + max(delay, .zero)
        switch lane {
        case .repeats:
            repeatsHeldUntil = max(repeatsHeldUntil ?? until, until)
            margin = min(margin + .milliseconds(10), max(limits.repeatJobs.spacing / 10, PacingGate.firstMargin))
        case .reads:
            readsHeldUntil = max(readsHeldUntil ?? until, until)
        }
    }

    private var window: Duration { limits.other.per + Self.windowMargin }

    private mutating func forgetReads(at now: Instant) {
        let window = window
        reads.removeAll { $0 + window <= now }
    }
}
