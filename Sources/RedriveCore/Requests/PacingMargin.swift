/// What is added to the spacing of a lane, so that requests that leave apart also arrive apart.
///
/// Only a refusal shows that requests arrive closer than they left. Until then the margin is the first one, whatever round trips take.
/// From then on, each request is given the time that it may have arrived late: as much as its round trip took longer than the shortest
/// one, up to the part of the spread that belongs to the way there. See docs/decisions/0023-margin-from-measured-spread.md.
package struct PacingMargin: Sendable, Hashable {
    /// The shortest and the longest of some round trips.
    package struct RoundTrips: Sendable, Hashable {
        /// The shortest.
        package var shortest: Duration
        /// The longest; not less than the shortest.
        package var longest: Duration
        /// How many they are; at least 1.
        package var count: Int

        /// Round trips from their parts.
        package init(shortest: Duration, longest: Duration, count: Int) {
            self.shortest = shortest
            self.longest = longest
            self.count = count
        }
    }

    /// The most that the first margin is.
    ///
    /// Requests that leave exactly a second apart may arrive a little closer, by what the machine and the network add to the first
    /// one; half a percent of the gap covers what a loopback connection shows.
    package static let longestFirst: Duration = .milliseconds(5)
    /// The most that one step adds.
    package static let longestStep: Duration = .milliseconds(10)
    /// The level at which half of the measured spread belongs to the way there.
    package static let halfLevel = 1
    /// The level at which all of it does.
    package static let wholeLevel = 2
    /// The highest level: if round trips show no spread, the steps alone come to a tenth of the spacing.
    package static let highestLevel = 11
    /// After so many round trips the older ones begin to be forgotten: the spread is that of the last 256 to 512.
    package static let tripsKept = 256
    /// The first time without a refusal after which the level is lowered by one.
    package static let shortestQuiet: Duration = .seconds(1800)
    /// The longest such time.
    package static let longestQuiet: Duration = .seconds(86_400)

    /// How much of the spread belongs to the way there, as refusals have shown: 0 for none, to `highestLevel`.
    package private(set) var level: Int
    /// When a refusal raised the level last; nil if none did.
    package private(set) var raisedAt: Instant?
    /// When the level was lowered last, unless it was raised since.
    package private(set) var loweredAt: Instant?
    /// How long there must be no refusal before the level is lowered; doubled if a refusal follows.
    package private(set) var quiet: Duration
    /// The newest round trips; nil if none is known.
    package private(set) var recent: RoundTrips?
    /// Those before them.
    package private(set) var before: RoundTrips?
    /// How much longer the newest request's round trip took than the shortest one; nil while its answer is not in.
    package private(set) var lateness: Duration?

    /// A margin that has seen nothing, or what an earlier process has left.
    package init(
        level: Int = 0,
        raisedAt: Instant? = nil,
        loweredAt: Instant? = nil,
        quiet: Duration = PacingMargin.shortestQuiet,
        recent: RoundTrips? = nil,
        before: RoundTrips? = nil,
        lateness: Duration? = nil
    ) {
        self.level = min(max(level, 0), Self.highestLevel)
        self.raisedAt = raisedAt
        self.loweredAt = loweredAt
        self.quiet = min(max(quiet, Self.shortestQuiet), Self.longestQuiet)
        self.recent = recent
        self.before = before
        self.lateness = lateness.map { max($0, .zero) }
    }

    /// What is added to the spacing before the next request.
    package func added(to spacing: Duration) -> Duration {
        let first = Self.first(of: spacing)
        guard level > 0 else { return first }
        let step = Self.step(of: spacing)
        let steps = step * max(level - Self.wholeLevel, 0)
        let (range, whole) = spread
        let wayThere = level >= Self.wholeLevel ? whole : whole / 2
        let most = min(max(wayThere, step) + steps, spacing / 2)
        // The shortest round trip so far is not the shortest possible one; the spread lacks as much at either end.
        let late = lateness.map { $0 + (whole - range) / 2 + steps }
        return first + min(late ?? most, most)
    }

    /// Whether the margin depends on an answer that is not in.
    package var awaitsAnswer: Bool { level > 0 && lateness == nil }

    /// A request was given its turn; how late it arrives is not known yet.
    package mutating func granted() { lateness = nil }

    /// A request was answered.
    ///
    /// - Parameters:
    ///   - sentAt: when it left.
    ///   - isRefused: whether the answer was 429.
    ///   - isNewest: whether no other request has left since.
    package mutating func answered(sentAt: Instant, isRefused: Bool, isNewest: Bool, at now: Instant) {
        let roundTrip = max(now - sentAt, .zero)
        add(roundTrip)
        if isNewest { lateness = roundTrip - shortest }
        if isRefused {
            // What left before the level was raised last is no evidence against the margin as it is now.
            if let raisedAt, sentAt < raisedAt { return }
            level = min(level + 1, Self.highestLevel)
            raisedAt = now
            if loweredAt != nil { quiet = min(quiet * 2, Self.longestQuiet) }
            loweredAt = nil
        } else if level > 0, let changed = loweredAt ?? raisedAt, now - changed >= quiet {
            level -= 1
            loweredAt = now
        }
    }

    /// The first margin of a lane: half a percent of the spacing, and at most `longestFirst`.
    package static func first(of spacing: Duration) -> Duration { min(spacing / 200, longestFirst) }

    /// What each refusal adds that the spread of round trips does not explain: a hundredth of the spacing, and at most `longestStep`.
    package static func step(of spacing: Duration) -> Duration { min(spacing / 100, longestStep) }

    private var shortest: Duration { [recent, before].compactMap { $0?.shortest }.min() ?? .zero }

    /// The difference of the longest and the shortest round trip, as measured, and as it would be if more were known.
    private var spread: (measured: Duration, whole: Duration) {
        let trips = [recent, before].compactMap { $0 }
        guard let longest = trips.map(\.longest).max() else { return (.zero, .zero) }
        let measured = longest - shortest
        // The shortest of n sums of two uniform delays of up to S each is 1.25 S / √n long on average, and the longest lacks as much.
        let root = Double(max(trips.reduce(0) { $0 + $1.count }, 4)).squareRoot()
        return (measured, measured * (root / (root - 1.25)))
    }

    private mutating func add(_ roundTrip: Duration) {
        guard var trips = recent, trips.count < Self.tripsKept else {
            before = recent
            recent = RoundTrips(shortest: roundTrip, longest: roundTrip, count: 1)
            return
        }
        trips.shortest = min(trips.shortest, roundTrip)
        trips.longest = max(trips.longest, roundTrip)
        trips.count += 1
        recent = trips
    }
}
