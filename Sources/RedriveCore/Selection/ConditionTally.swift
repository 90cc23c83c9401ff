import OrderedCollections
import WorkatoJobs

/// Which conditions of a step's `where` have fitted no job so far, and which values the jobs have instead.
///
/// A condition that fits nothing is mostly a slip of the pen: `timeout` for `Timeout`. A condition is forgotten as soon as it
/// fits once, so that the tally of a `where` that works costs nothing after the first rows.
struct ConditionTally: Sendable {
    /// A condition on one field that has fitted nothing, with the values that were seen there.
    struct Unfitting: Sendable, Hashable {
        let field: Predicate.Field
        let matcher: Predicate.Matcher
        /// How often each value was seen; at most `mostValues` distinct ones.
        var values: OrderedDictionary<String, Int> = [:]
        /// How many rows had a value that is not among `values`.
        var otherRows = 0
    }

    /// The most distinct values that are counted.
    static let mostValues = 50
    /// The most values of a list that are watched one by one.
    private static let mostWatched = 20
    /// The longest value that is kept, in Unicode scalars.
    private static let longestValue = 80

    /// The conditions that have fitted nothing.
    private(set) var unfitting: [Unfitting]
    /// How many rows were looked at.
    private(set) var rows = 0

    /// A tally of the conditions of a predicate; what is under `not` is not watched, since it may well fit nothing.
    init(_ predicate: Predicate?) {
        unfitting = predicate.map(Self.leaves) ?? []
    }

    private static func leaves(_ predicate: Predicate) -> [Unfitting] {
        switch predicate {
        case .all(let parts), .any(let parts): parts.flatMap(leaves)
        case .not: []
        case .field(let field, .anyOf(let values)) where values.count <= mostWatched:
            values.map { Unfitting(field: field, matcher: .anyOf([$0])) }
        case .field(.reruns, _): []
        case .field(let field, let matcher): [Unfitting(field: field, matcher: matcher)]
        }
    }

    /// The conditions that still have to be judged, prepared for many rows.
    func compiled() throws(POSIXPattern.PatternError) -> [CompiledPredicate] {
        var compiled: [CompiledPredicate] = []
        for leaf in unfitting { compiled.append(try CompiledPredicate(.field(leaf.field, leaf.matcher))) }
        return compiled
    }

    /// Looks at a job.
    ///
    /// - Parameter compiled: what `compiled` returned; it loses the conditions that fit.
    mutating func look(at subject: PredicateSubject, _ compiled: inout [CompiledPredicate]) {
        rows += 1
        for index in compiled.indices.reversed() {
            if compiled[index].holds(for: subject) {
                compiled.remove(at: index)
                unfitting.remove(at: index)
            } else {
                count(subject.value(of: unfitting[index].field), at: index)
            }
        }
    }

    private mutating func count(_ value: Predicate.Value?, at index: Int) {
        let text =
            switch value {
            case .text(let text): String(String.UnicodeScalarView(text.unicodeScalars.prefix(Self.longestValue)))
            case .integer(let number): "\(number)"
            case .time, .duration, nil: ""
            }
        guard !text.isEmpty else { return }
        if unfitting[index].values[text] != nil || unfitting[index].values.count < Self.mostValues {
            unfitting[index].values[text, default: 0] += 1
        } else {
            unfitting[index].otherRows += 1
        }
    }

    /// Adds what was seen in another recipe: a condition that fitted there fits.
    mutating func add(_ other: ConditionTally) {
        rows += other.rows
        guard other.rows > 0 else { return }
        unfitting = unfitting.compactMap { leaf in
            guard let same = other.unfitting.first(where: { $0.field == leaf.field && $0.matcher == leaf.matcher })
            else { return nil }
            var sum = leaf
            sum.values.merge(same.values) { $0 + $1 }
            sum.otherRows += same.otherRows
            return sum
        }
    }

    /// A warning for each condition that fitted none of the jobs.
    ///
    /// - Parameter step: the step's name.
    func warnings(step: String) -> [String] {
        guard rows > 0 else { return [] }
        return unfitting.map { leaf in
            let condition = Predicate.field(leaf.field, leaf.matcher).words
            let jobs = rows == 1 ? "the job that was read" : "any of the \(rows) jobs that were read"
            return "step '\(step)': \(condition) does not fit \(jobs)\(leaf.valuesInWords)"
        }
    }
}

extension ConditionTally.Unfitting {
    /// The values that are named in a warning.
    private static let namedValues = 5

    fileprivate var valuesInWords: String {
        guard !values.isEmpty else { return "" }
        let sorted = values.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        let named = sorted.prefix(Self.namedValues).map { "'\($0.key)' (\($0.value))" }.joined(separator: ", ")
        let rest = values.count - min(values.count, Self.namedValues)
        let more = rest > 0 ? otherRows > 0 ? " and more" : " and \(rest) more" : ""
        return "; the values there are \(named)\(more); letter case counts"
    }
}
