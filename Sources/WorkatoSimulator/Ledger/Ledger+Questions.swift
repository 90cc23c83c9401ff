extension Ledger {
    /// The requests, in the order of their arrival.
    package var requests: [Request] {
        entries.compactMap { if case .request(let request) = $0 { request } else { nil } }
    }

    /// The requests of one kind.
    package func requests(_ kind: Scenario.RequestKind) -> [Request] {
        requests.filter { $0.kind == kind }
    }

    /// The repeats that were made, by anyone.
    package var enqueued: [Enqueued] {
        entries.compactMap { if case .enqueued(let enqueued) = $0 { enqueued } else { nil } }
    }

    /// The repeats that were refused.
    package var refusals: [Refused] {
        entries.compactMap { if case .refused(let refused) = $0 { refused } else { nil } }
    }

    /// The resumes that took effect.
    package var resumed: [Resumed] {
        entries.compactMap { if case .resumed(let resumed) = $0 { resumed } else { nil } }
    }

    /// How often a token took effect, by its place in the scenario.
    package var timesResumed: [Int: Int] { Dictionary(resumed.map { ($0.token, 1) }, uniquingKeysWith: +) }

    /// The requests that arrived earlier than the limits allow.
    package var violations: [Violation] {
        entries.compactMap { if case .violation(let violation) = $0 { violation } else { nil } }
    }

    /// The requests that were answered 429.
    package var throttled: [Request] {
        requests.filter { $0.outcome == .answered(429) }
    }

    /// How often the client has repeated a master.
    package func repeatsByClient(of master: String, recipe: Int) -> Int {
        clientRepeats[JobKey(recipe: recipe, job: master)]?.count ?? 0
    }

    /// The masters that the client has repeated more than once.
    package var repeatedTwice: [JobKey] {
        clientRepeats.filter { $0.value.count > 1 }.keys.sorted { ($0.recipe, $0.job) < ($1.recipe, $1.job) }
    }

    /// How a pending job ended; nil while it is pending, and for jobs that had ended before the world started.
    package func end(of job: String, recipe: Int) -> Scenario.Status? {
        ends[JobKey(recipe: recipe, job: job)]
    }
}
