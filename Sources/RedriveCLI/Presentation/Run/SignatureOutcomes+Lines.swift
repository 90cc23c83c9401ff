import RedriveCore
import WorkatoJobs

extension SignatureOutcomes {
    /// Where the jobs are: the recipe, or how many there are.
    var place: String {
        recipes.count == 1 ? "in \(recipes.first?.description ?? "")" : "in \(Wording.count(recipes.count, "recipe"))"
    }

    /// A line for each outcome; for other errors, a line for each of the three most frequent signatures.
    var lines: [Line] {
        Outcome.summaryOrder.flatMap { outcome -> [Line] in
            guard let count = outcomes[outcome] else { return [] }
            guard outcome == .failedOther else { return ["\(Wording.count(count)) \(outcome.words, outcome.style)"] }
            let largest = others.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            let named = largest.prefix(3).map { after, count -> Line in
                "\(Wording.count(count)) \(outcome.words, outcome.style): \(after)"
            }
            let rest = largest.dropFirst(3).reduce(0) { $0 + $1.value }
            return named + (rest > 0 ? ["\(Wording.count(rest)) \(outcome.words, outcome.style): other errors"] : [])
        }
    }
}
