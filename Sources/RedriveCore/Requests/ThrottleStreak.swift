package import WorkatoJobs

/// Answers in a row that ask for a pause: how long each pause is, and when there were too many.
///
/// Source: docs/decisions/0008-pacing-by-turns.md.
package struct ThrottleStreak: Sendable, Hashable {
    /// This many in a row are too many, if they also took at least `shortest`.
    package static let mostInARow = 10
    /// Ten answers within this time are not too many: a server that rounds the rest of a second down to 0 gives them quickly.
    package static let shortest: Duration = .seconds(30)
    /// Answers that go on for longer than this, or would with the pause that the last one asks for, are too many.
    package static let longest: Duration = .seconds(600)

    /// What follows an answer that asks for a pause.
    package enum Verdict: Sendable, Hashable {
        /// Send nothing on the lane for this long, then try again.
        case pause(Duration)
        /// Give up, after this pause if somebody else goes on.
        case tooMany(pause: Duration)
    }

    /// How many there were in a row.
    package private(set) var count = 0
    private var since: Instant?

    /// No such answer yet.
    package init() {}

    /// Another such answer.
    ///
    /// - Parameters:
    ///   - retryAfter: when the server wants to be asked again; nil, 0 and a past date back off instead.
    ///   - jitter: 0 to 1, by chance; spreads the backoff.
    package mutating func asked(_ retryAfter: RetryAfter?, jitter: Double, at now: Moment) -> Verdict {
        count += 1
        let first = since ?? now.instant
        since = first
        let told: Duration =
            switch retryAfter {
            case .seconds(let seconds): .seconds(seconds)
            case .date(let date): date.duration(since: now.wall)
            case nil: .zero
            }
        let pause = told > .zero ? told : Backoff.delay(afterTry: count + 1, jitter: jitter)
        let passed = now.instant - first
        let isOver = (count >= Self.mostInARow && passed >= Self.shortest) || passed + pause > Self.longest
        return isOver ? .tooMany(pause: pause) : .pause(pause)
    }
}
