extension Guards {
    /// The first guard that these counts trip, with the numbers in words; nil for none.
    ///
    /// - Parameters:
    ///   - counts: all that was seen in the step.
    ///   - baseline: what had been seen when a person let the step go on after a guard; only what came since is judged.
    func tripped(by counts: GuardCounts, since baseline: GuardCounts) -> (name: String, message: String)? {
        let ended = counts.ended - baseline.ended
        let answered = counts.answered - baseline.answered
        let failed = counts.failedAgain - baseline.failedAgain
        if let message = judge(failedAgain, failed, of: ended, "repeats failed again") {
            return ("failed_again", message)
        }
        let refusals = counts.refused - baseline.refused
        if let message = judge(refused, refusals, of: answered, "jobs were refused") { return ("refused", message) }
        let unknowns = counts.unknown - baseline.unknown
        if let message = judge(unknown, unknowns, of: answered, "jobs became unknown") { return ("unknown", message) }
        guard let sameError else { return nil }
        for signature in counts.bySignature.keys.sorted() {
            let count = (counts.bySignature[signature] ?? 0) - (baseline.bySignature[signature] ?? 0)
            if count >= sameError { return ("same_error", "\(count) repeats failed again with: \(signature)") }
        }
        return nil
    }

    private func judge(_ threshold: Threshold?, _ count: Int, of seen: Int, _ what: String) -> String? {
        switch threshold {
        case .jobs(let bound) where count >= bound: "\(count) \(what); the bound is \(bound)"
        case .percent(let bound) where seen >= minSample && count > 0 && 100 * count >= bound * seen:
            "\(count) of \(seen) \(what); the bound is \(bound)%"
        case .jobs, .percent, nil: nil
        }
    }
}
