package import WorkatoJobs

/// Decides after each answer to a read whether it is asked again, and when.
///
/// A read changes nothing, so it may be sent any number of times. The machine does nothing itself: the engine and the
/// rehearsals drive the same one.
package struct ReadStateMachine: Sendable {
    /// How often a read is tried before it is given up; answers that ask for a pause are not counted.
    ///
    /// Source: docs/failures.md, "The network".
    package static let mostTries = 5

    /// What came back.
    package enum Answer: Sendable, Hashable {
        /// What was asked for.
        case useful(ReadReply)
        /// Asking again would change nothing.
        case final(ReadError)
        /// 429.
        case throttled(RetryAfter?)
        /// 503 that names a time to come again; the reason in words.
        case unavailable(RetryAfter, String)
        /// It may work next time; why not this time, in words.
        case failed(String)
    }

    /// What follows.
    package enum Action: Sendable, Hashable {
        /// The read is over, or was given up.
        case done(ReadReply)
        /// Hold the lane for this long, then take a turn and send it again.
        case holdLane(Duration)
        /// Wait for this long, then take a turn and send it again.
        case pause(Duration)
    }

    private enum State: Sendable, Hashable {
        /// It is sent, or is about to be.
        /// Can transition to: ended.
        case asking
        /// It is over.
        /// Can transition to: nothing.
        case ended
    }

    private var state = State.asking
    /// How often it got an answer that was not useful.
    package private(set) var tries = 0
    private var streak = ThrottleStreak()
    /// How often it is tried before it is given up.
    package let mostTries: Int

    /// A read that was not sent yet.
    ///
    /// - Parameter mostTries: how often it is tried, from 1. A read that is tried once does not wait for a server that names
    ///   a time to come again, except after a 429, which all reads have to wait for.
    package init(mostTries: Int = ReadStateMachine.mostTries) { self.mostTries = mostTries }

    /// An answer came, or the reason why none did.
    ///
    /// - Parameter jitter: 0 to 1, by chance; spreads what is tried again.
    package mutating func answered(_ answer: Answer, jitter: Double, at now: Moment) -> Action {
        switch state {
        case .asking: break
        case .ended: preconditionFailure("a read that has ended was answered with \(answer)")
        }
        let action = action(after: answer, jitter: jitter, at: now)
        switch action {
        case .done: state = .ended
        case .holdLane, .pause: state = .asking
        }
        return action
    }

    private mutating func action(after answer: Answer, jitter: Double, at now: Moment) -> Action {
        switch answer {
        case .useful(let reply): return .done(reply)
        case .final(let error): return .done(.failed(error))
        case .throttled(let retryAfter):
            return pauseOrGiveUp(retryAfter, "429 (too many requests)", jitter: jitter, at: now)
        case .unavailable(_, let why) where mostTries == 1: return action(after: .failed(why), jitter: jitter, at: now)
        case .unavailable(let retryAfter, let why):
            return pauseOrGiveUp(retryAfter, why, jitter: jitter, at: now)
        case .failed(let why):
            streak = ThrottleStreak()
            tries += 1
            guard tries < mostTries else {
                let words = tries == 1 ? why : "no useful answer after \(tries) tries; the last: \(why)"
                return .done(.failed(.unreachable(words)))
            }
            return .pause(Backoff.delay(afterTry: tries, jitter: jitter))
        }
    }

    private mutating func pauseOrGiveUp(
        _ retryAfter: RetryAfter?,
        _ words: String,
        jitter: Double,
        at now: Moment
    ) -> Action {
        switch streak.asked(retryAfter, jitter: jitter, at: now) {
        case .pause(let pause): return .holdLane(pause)
        case .tooMany(let pause):
            let asks = retryAfter == nil ? "" : " and asks for a pause of \(pause.wholeSeconds) s"
            let times = streak.count == 1 ? "" : " \(streak.count) times in a row"
            return .done(.failed(.throttled("the server answered \(words)\(times)\(asks)")))
        }
    }
}

extension ReadStateMachine.Answer {
    /// What an answer to a list request means for the read.
    ///
    /// - Parameter describe: a status and the words that came with it, for people.
    package init(_ answer: ListAnswer, describe: (_ status: Int, _ words: String) -> String) {
        self.init(answer, ReadReply.page, describe)
    }

    /// What an answer to a request for one job means for the read.
    ///
    /// - Parameter describe: a status and the words that came with it, for people.
    package init(_ answer: JobAnswer, describe: (_ status: Int, _ words: String) -> String) {
        self.init(answer, ReadReply.job, describe)
    }

    /// What an answer to a request for recipes means for the read.
    ///
    /// - Parameter describe: a status and the words that came with it, for people.
    package init(_ answer: RecipesAnswer, describe: (_ status: Int, _ words: String) -> String) {
        self.init(answer, ReadReply.recipes, describe)
    }

    /// What an answer to a request for one recipe means for the read.
    ///
    /// - Parameter describe: a status and the words that came with it, for people.
    package init(_ answer: RecipeAnswer, describe: (_ status: Int, _ words: String) -> String) {
        self.init(answer, ReadReply.recipe, describe)
    }

    /// What an answer to a request for folders means for the read.
    ///
    /// - Parameter describe: a status and the words that came with it, for people.
    package init(_ answer: FoldersAnswer, describe: (_ status: Int, _ words: String) -> String) {
        self.init(answer, ReadReply.folders, describe)
    }

    /// What an answer to a request for the token's workspace means for the read.
    ///
    /// - Parameter describe: a status and the words that came with it, for people.
    package init(_ answer: IdentityAnswer, describe: (_ status: Int, _ words: String) -> String) {
        self.init(answer, ReadReply.workspace, describe)
    }

    private init<Value>(_ answer: ReadAnswer<Value>, _ reply: (Value) -> ReadReply, _ describe: (Int, String) -> String)
    {
        self =
            switch answer {
            case .value(let value): .useful(reply(value))
            case .unauthorized(let status, let message): .final(.unauthorized(describe(status, message.description)))
            case .notFound(let message): .final(.notFound(describe(404, message.description)))
            case .throttled(let retryAfter): .throttled(retryAfter)
            case .refused(let status, let message): .final(.unreachable(describe(status, message.description)))
            case .failed(let status, let later?, let message):
                .unavailable(later, describe(status, message.description))
            case .failed(let status, nil, let message): .failed(describe(status, message.description))
            case .unreadable(let status, let reason): .failed(describe(status, reason))
            }
    }
}

extension Duration {
    /// Whole seconds, rounded up.
    var wholeSeconds: Int64 { components.seconds + (components.attoseconds > 0 ? 1 : 0) }
}
