package import WorkatoJobs

/// What the shell tells a run.
package enum RunEvent: Sendable {
    /// The first event, once.
    case begin
    /// A write request got its turn and is going out now.
    case sent(request: Int)
    /// A write request ended.
    case replied(request: Int, WriteReply)
    /// A read ended, tries and waits included.
    case read(request: Int, ReadReply)
    /// List requests were answered with 429 this many times; the shell tries them again.
    case readsThrottled(Int)
    /// The time of the last `wake` has come.
    case woke
    /// A person or a signal has given a command; never `leave`, which the shell carries out.
    ///
    /// `answering` is a number of the shell's for who waits for an answer; nil if nobody does.
    case command(GivenCommand, answering: Int? = nil)
    /// The shell cannot go on: the run is to stop once nothing is in flight.
    case fail
}

/// What a run wants done, in this order; a record is durable before any later effect happens.
package enum RunEffect: Sendable, Hashable {
    /// Append to the state file and sync it.
    case append(Record)
    /// Send a write request as soon as the pacing gate lets it.
    case send(request: Int, Write)
    /// Read one page. The lowest `priority` goes first among those that wait.
    case list(request: Int, ListQuery, priority: ReadPriority)
    /// Read one job; answered as a page is.
    case job(request: Int, RecipeID, JobID, priority: ReadPriority)
    /// Do something with the file of a list.
    case listFile(ListFileEffect)
    /// Give up reading a page: its answer is not wanted any more, whether it was asked for or not.
    case giveUpReading(request: Int)
    /// Tell the run at this time, unless another `wake` comes first; replaces the one before.
    case wake(at: Instant)
    /// The server answered a write with 429: the gate widens the gap of its lane, and holds the lane for this long.
    case throttled(PacingGate.Lane, holdFor: Duration)
    /// Take back write requests that have not got their turn yet.
    case cancelUnsent
    /// Answer a command.
    case answer(Int, ControlAnswer)
    /// The run is over for this process; nothing is in flight.
    case finish(RunEnding)
}

/// What a step wants done with the file of its list; there is one at a time.
package enum ListFileEffect: Sendable, Hashable {
    /// Which file may be replaced.
    package enum Replacement: Sendable, Hashable {
        /// None.
        case none
        /// One with this SHA-256, as 64 hex digits: this run has written it.
        case own(String)
        /// Any.
        case any
    }

    /// Begin a file, which has its name only once it is complete.
    case open(path: String, replacing: Replacement)
    /// Append to it.
    case append([UInt8])
    /// Sync it and give it its name.
    case close
    /// Remove it; nothing has its name.
    case abandon
}

/// What a process was asked for, beyond the plan.
package struct RunOptions: Sendable, Hashable {
    /// Stop after this long, as if interrupted; nil for never.
    package var maxDuration: Duration?
    /// The session record that is written first.
    package var session: Record.Session
    /// The held jobs that are sent after all: a person's word, given with `resume`.
    package var releases: HeldRelease
    /// Where chance begins; it only spreads waiting times after failures.
    package var seed: UInt64

    /// Options from their parts.
    package init(
        session: Record.Session,
        maxDuration: Duration? = nil,
        releases: HeldRelease = [],
        seed: UInt64 = 0
    ) {
        self.session = session
        self.maxDuration = maxDuration
        self.releases = releases
        self.seed = seed
    }
}
