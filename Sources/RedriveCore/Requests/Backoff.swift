/// How long to wait before something is tried again: half a second, doubled each time, at most 30 s, half of it by chance.
package enum Backoff {
    /// The longest wait.
    package static let longest: Duration = .seconds(30)

    /// The wait after the given try.
    ///
    /// - Parameters:
    ///   - count: the try that failed, counted from 1.
    ///   - jitter: 0 to 1, by chance.
    package static func delay(afterTry count: Int, jitter: Double) -> Duration {
        let steps = min(max(count - 1, 0), 10)
        let full = min(Duration.milliseconds(500) * (1 << steps), longest)
        return full / 2 + (full / 2) * min(max(jitter, 0), 1)
    }
}
