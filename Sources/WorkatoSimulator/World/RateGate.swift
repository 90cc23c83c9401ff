/// One limit over time: decides which requests pass.
struct RateGate {
    private let limit: Scenario.RateLimit
    /// The period in microseconds, like all times here.
    private let period: Int64
    private let interval: Int64
    /// Sliding: the times of the counted requests within the last period.
    private var recent: [Int64] = []
    /// Spaced: the time of the last request; fixed: the start of the current period.
    private var mark: Int64?
    /// Fixed: the number of requests in the current period.
    private var count = 0
    /// Token bucket: the time at which it would be full again.
    private var fullAt: Int64 = .min

    init(_ limit: Scenario.RateLimit) {
        self.limit = limit
        period = max(1, limit.period.wholeMilliseconds) * 1000
        interval = period / Int64(max(1, limit.count))
    }

    /// Whether a request passes at a time in milliseconds; otherwise the number of milliseconds to wait.
    mutating func wait(at milliseconds: Int64, countsRefused: Bool) -> Int64? {
        let now = milliseconds * 1000
        let wait = rest(at: now)
        if wait == nil || countsRefused { record(now) }
        return wait.map { ($0 + 999) / 1000 }
    }

    private mutating func rest(at now: Int64) -> Int64? {
        switch limit.window {
        case .spaced:
            guard let mark, now - mark < interval else { return nil }
            return interval - (now - mark)
        case .sliding:
            recent.removeAll { $0 <= now - period }
            guard recent.count >= limit.count else { return nil }
            return recent[recent.count - limit.count] + period - now
        case .fixed:
            let begin = now - now % period
            if mark != begin {
                mark = begin
                count = 0
            }
            return count < limit.count ? nil : begin + period - now
        case .tokenBucket:
            let ahead = max(fullAt, now) - now
            return ahead <= period - interval ? nil : ahead - (period - interval)
        }
    }

    private mutating func record(_ now: Int64) {
        switch limit.window {
        case .spaced: mark = now
        case .sliding: recent.append(now)
        case .fixed: count += 1
        case .tokenBucket: fullAt = min(max(fullAt, now), now + period) + interval
        }
    }
}
