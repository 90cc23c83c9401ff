/// The limits of a workspace: which requests pass, and which arrived too early.
struct Limiter {
    private let limits: Scenario.Limits
    private var repeats: [Int: RateGate] = [:]
    private var other: RateGate?
    private var resume: RateGate?
    private var recipes: RateGate?
    private var seenRepeats: [Int: Arrivals] = [:]
    private var seenOther: Arrivals?
    private var seenResume: Arrivals?
    private var seenRecipes: Arrivals?

    init(_ limits: Scenario.Limits) {
        self.limits = limits
        other = limits.other.map(RateGate.init)
        resume = limits.resume.map(RateGate.init)
        recipes = limits.recipes.map(RateGate.init)
        seenOther = limits.other.map(Arrivals.init)
        seenResume = limits.resume.map(Arrivals.init)
        seenRecipes = limits.recipes.map(Arrivals.init)
    }

    /// Nil if a request may pass; otherwise the number of milliseconds after which it could.
    mutating func wait(for kind: Scenario.RequestKind, recipe: Int?, at now: Int64) -> Int64? {
        let counts = limits.countsRefused
        switch kind {
        case .repeat:
            guard let limit = limits.repeats else { return nil }
            return repeats[bucket(recipe), default: RateGate(limit)].wait(at: now, countsRefused: counts)
        case .resume where limits.resume != nil: return resume?.wait(at: now, countsRefused: counts)
        case .list, .get, .resume: return other?.wait(at: now, countsRefused: counts)
        case .recipes, .recipe, .folders: return recipes?.wait(at: now, countsRefused: counts)
        case .me, .other: return nil
        }
    }

    /// How many milliseconds too early a request arrived, whether it passes or not; nil if it is in time.
    mutating func earliness(of kind: Scenario.RequestKind, recipe: Int?, at now: Int64) -> Int64? {
        switch kind {
        case .repeat:
            guard let limit = limits.repeats else { return nil }
            return seenRepeats[bucket(recipe), default: Arrivals(limit)].add(now)
        case .resume where limits.resume != nil: return seenResume?.add(now)
        case .list, .get, .resume: return seenOther?.add(now)
        case .recipes, .recipe, .folders: return seenRecipes?.add(now)
        case .me, .other: return nil
        }
    }

    private func bucket(_ recipe: Int?) -> Int { limits.repeatsPerRecipe ? recipe ?? 0 : 0 }
}

/// The latest arrivals, judged by the strictest reading of a limit: a spaced window as it is, any other window as a
/// sliding one.
private struct Arrivals {
    private let count: Int
    private let period: Int64
    private var times: [Int64] = []

    init(_ limit: Scenario.RateLimit) {
        let period = max(1, limit.period.wholeMilliseconds)
        switch limit.window {
        case .spaced:
            count = 1
            self.period = period / Int64(max(1, limit.count))
        case .sliding, .fixed, .tokenBucket:
            count = max(1, limit.count)
            self.period = period
        }
    }

    mutating func add(_ now: Int64) -> Int64? {
        defer {
            times.append(now)
            if times.count > 2 * count + 16 { times.removeFirst(times.count - count) }
        }
        guard times.count >= count, case let free = times[times.count - count] + period, now < free else { return nil }
        return free - now
    }
}
