package import WorkatoJobs

/// Now, on both clocks: the monotonic one decides, the wall clock stamps.
package struct Moment: Sendable, Hashable {
    /// The monotonic clock.
    package var instant: Instant
    /// The wall clock; for stamps, and never compared with the server's.
    package var wall: Timestamp

    /// A moment from its parts.
    package init(instant: Instant, wall: Timestamp) {
        self.instant = instant
        self.wall = wall
    }
}

/// What the shell tells a run.
package enum RunEvent: Sendable {
    /// The first event, once.
    case begin
    /// A repeat request got its turn and is going out now.
    case sent(request: Int)
    /// A repeat request came to its end.
    case replied(request: Int, RepeatReply)
    /// A list request came to its end, tries and waits included.
    case read(request: Int, ReadReply)
    /// List requests were answered with 429 so many times; they are tried again by the shell.
    case readsThrottled(Int)
    /// The time of the last `wake` has come.
    case woke
    /// A person or a signal wants the run to stop once nothing is in flight.
    case interrupt
}

/// How a repeat request came to its end.
package enum RepeatReply: Sendable, Hashable {
    /// The server said something; the answer may still be of no use.
    case answer(RepeatAnswer)
    /// It never left this machine.
    case notSent(String)
    /// It was taken back before its turn, as the run asked.
    case cancelled
    /// It may have arrived, and no whole answer came.
    case lost(String)
}

/// How a list request came to its end.
package enum ReadReply: Sendable {
    /// One page.
    case page(JobPage)
    /// No page after all tries.
    case failed(ReadError)
}

/// Why a list could not be read.
package enum ReadError: Sendable, Hashable {
    /// 401 or 403.
    case unauthorized(String)
    /// 404.
    case notFound(String)
    /// 429 for so often or so long that reading was given up; asking again at once would only add to it.
    case throttled(String)
    /// Anything else, after all tries.
    case unreachable(String)
}

/// What a run wants done, in this order; a record is durable before any later effect happens.
package enum RunEffect: Sendable {
    /// Append to the state file and sync it.
    case append(Record)
    /// Send a repeat request as soon as the pacing gate lets it.
    case sendRepeat(request: Int, recipe: RecipeID, masters: [JobID])
    /// Read one page. Lower `priority` goes first among those that wait.
    case list(request: Int, ListQuery, priority: ReadPriority)
    /// Tell the run at this time, unless another `wake` comes first; replaces the one before.
    case wake(at: Instant)
    /// The server answered a repeat with 429: the gate widens its gap and holds the lane for so long.
    case widenGap(holdFor: Duration)
    /// Take back a repeat request that has not got its turn yet.
    case cancelUnsent
    /// The run is over for this process; nothing is in flight.
    case finish(RunEnding)
}

/// Which reads go first.
///
/// Source: product.md, "Reads go in the order drift, settling, verifying".
package enum ReadPriority: Int, Sendable, Hashable, Comparable, CaseIterable {
    /// Before a recipe's first request.
    case drift
    /// After a lost answer.
    case settling
    /// After an enqueue.
    case verifying

    /// Goes before.
    package static func < (left: ReadPriority, right: ReadPriority) -> Bool { left.rawValue < right.rawValue }
}

/// What a process was asked for, beyond the plan.
package struct RunOptions: Sendable, Hashable {
    /// Stop after so long, as if interrupted; nil for never.
    package var maxDuration: Duration?
    /// The session record that is written first.
    package var session: Record.Session
    /// Send held jobs again: a person's word, given with `resume --on-unknown resend`.
    package var releaseHeld: Bool
    /// Where chance begins; it only spreads waiting times after trouble.
    package var seed: UInt64

    /// Options from their parts.
    package init(
        session: Record.Session,
        maxDuration: Duration? = nil,
        releaseHeld: Bool = false,
        seed: UInt64 = 0
    ) {
        self.session = session
        self.maxDuration = maxDuration
        self.releaseHeld = releaseHeld
        self.seed = seed
    }
}
