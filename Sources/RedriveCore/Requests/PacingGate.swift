/// The limits of a workspace: each lane has its rule and remembers what it has granted.
///
/// A pure function of a few numbers. Whoever wants to send asks `take`; the answer is either the permission, which is used at
/// once, or the time to ask again. Nothing is reserved ahead, so a slow disk, a late timer or a second process cannot bring two
/// requests closer together than they were granted.
///
/// All processes of one machine share the numbers through a locked file, which is why they are plain and why instants are on the
/// clock of the machine.
package struct PacingGate: Sendable, Hashable {
    /// The lanes; the raw values are their names in the shared file.
    package enum Lane: String, Sendable, Hashable, CaseIterable {
        /// `repeat_jobs`.
        case repeats
        /// Everything that has no lane of its own: lists of jobs, and single jobs.
        case reads
        /// Recipes and folders, which have a limit of their own.
        ///
        /// Source: https://docs.workato.com/en/workato-api/recipes.md, "Rate limits".
        case recipes
        /// Resuming jobs, if the account has a limit of its own for that; otherwise such requests take turns of `reads`.
        case resume

        /// In how many blocks the turns of a window are kept at most.
        ///
        /// The lanes share a file that fits in a page of memory; the lane that most requests take has most of it.
        var blocksInWindow: Int {
            switch self {
            case .repeats, .reads: PacingTurns.blocksInWindow
            case .recipes, .resume: 24
            }
        }
    }

    /// The answer to `take`.
    package enum Turn: Sendable, Hashable {
        /// Send now.
        case granted
        /// Ask again at this time, not earlier.
        case wait(until: Instant)
    }

    /// What each lane remembers; a lane that is missing remembers nothing.
    package private(set) var lanes: [Lane: PacingLane]

    private let limits: Limits

    /// A gate that remembers nothing, or what an earlier process has left.
    package init(limits: Limits, lanes: [Lane: PacingLane] = [:]) {
        self.limits = limits
        self.lanes = lanes
    }

    /// Asks for a turn now, and counts it if it is granted.
    ///
    /// - Parameter share: which turns of a window it may have; means nothing for a spaced lane.
    package mutating func take(_ lane: Lane, at now: Instant, _ share: ReadShare = .all) -> Turn {
        let lane = limits.lane(of: lane)
        let earliest = earliest(lane, at: now, share)
        let rule = limits.rule(of: lane)
        guard earliest <= now else {
            return .wait(until: (lanes[lane] ?? PacingLane()).nextQuestion(rule, before: earliest, at: now))
        }
        lanes[lane, default: PacingLane()].grant(rule, at: now)
        return .granted
    }

    /// When the next turn could be granted if nobody else takes it; `now` or earlier for at once.
    package func earliest(_ lane: Lane, at now: Instant, _ share: ReadShare = .all) -> Instant {
        let lane = limits.lane(of: lane)
        return (lanes[lane] ?? PacingLane()).earliest(limits.rule(of: lane), at: now, share)
    }

    /// A request may have gone out on the lane at this time without a turn of this gate: on another machine, or before the process
    /// was started anew.
    package mutating func note(_ lane: Lane, at time: Instant) {
        let lane = limits.lane(of: lane)
        lanes[lane, default: PacingLane()].note(limits.rule(of: lane), at: time)
    }

    /// The server said 429: nothing more on the lane before `delay` is over.
    package mutating func throttled(_ lane: Lane, retryAfter delay: Duration, at now: Instant) {
        lanes[limits.lane(of: lane), default: PacingLane()].throttled(retryAfter: delay, at: now)
    }

    /// A request of the lane that left at `sentAt` was answered now, by 429 if it was refused: what that says about the way there is
    /// learned.
    package mutating func answered(_ lane: Lane, sentAt: Instant, isRefused: Bool, at now: Instant) {
        let lane = limits.lane(of: lane)
        lanes[lane, default: PacingLane()].answered(
            limits.rule(of: lane),
            sentAt: sentAt,
            isRefused: isRefused,
            at: now
        )
    }
}

extension Limits {
    /// The lane whose turns a request takes: its own, or the one that it shares.
    ///
    /// Source: docs/runbook.md, "limits".
    package func lane(of lane: PacingGate.Lane) -> PacingGate.Lane {
        switch lane {
        case .repeats, .reads, .recipes: lane
        case .resume: resume == nil ? .reads : .resume
        }
    }

    /// The rule of a lane.
    ///
    /// Source: docs/decisions/0008-pacing-by-turns.md: repeats are spaced, everything else has a sliding window.
    package func rule(of lane: PacingGate.Lane) -> LaneRule {
        switch lane {
        case .repeats: .spaced(repeatJobs.spacing)
        case .reads: window(other, lane)
        case .recipes: window(recipes, lane)
        case .resume: window(resume ?? other, lane)
        }
    }

    private func window(_ rate: Rate, _ lane: PacingGate.Lane) -> LaneRule {
        let blockSize = PacingTurns.blockSize(of: rate.count, blocks: lane.blocksInWindow)
        return .window(count: rate.count, per: rate.per, blockSize: blockSize)
    }
}
