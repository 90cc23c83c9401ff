import RedriveCore
import WorkatoJobs

/// The changes between two plans, by kind of change.
struct DiffView: ResultView {
    /// The text lists at most 20 jobs of each kind; the events list all of them.
    static let mostJobs = 20

    private let comparison: PlanComparison

    /// A view of a comparison.
    init(_ comparison: PlanComparison) { self.comparison = comparison }

    /// The kinds of changes, in the order in which they are shown.
    private enum Kind: String, CaseIterable {
        case added, removed, changed, reattempted

        var sign: Line {
            switch self {
            case .added: Line("+", .good)
            case .removed: Line("-", .bad)
            case .changed: Line("~", .caution)
            case .reattempted: Line("!", .caution)
            }
        }

        /// What it means, after `3 jobs added: `.
        var explanation: String {
            switch self {
            case .added: "only the second plan would repeat them"
            case .removed: "only the first plan would repeat them"
            case .changed: "in another step or for another reason"
            case .reattempted: "repeated in between, and would be repeated again"
            }
        }

        /// What it means of suspended jobs; nil for a kind that they cannot have.
        var explanationOfTokens: String? {
            switch self {
            case .added: "only the second plan would resume them"
            case .removed: "only the first plan would resume them"
            case .changed: "in another step or with other data"
            case .reattempted: nil
            }
        }

        func tokens(_ diff: PlanDiff) -> [PlanDiff.TokenChange] {
            switch self {
            case .added: diff.tokens.added
            case .removed: diff.tokens.removed
            case .changed: diff.tokens.changed
            case .reattempted: []
            }
        }

        func changes(_ diff: PlanDiff) -> [PlanDiff.Change] {
            switch self {
            case .added: diff.added
            case .removed: diff.removed
            case .changed: diff.changed
            case .reattempted: diff.reattempted
            }
        }
    }

    var warnings: [String] {
        let names = [comparison.old, comparison.new].map(\.plan.header.name)
        let haveTokens = !comparison.old.plan.tokens.isEmpty && !comparison.new.plan.tokens.isEmpty
        return (comparison.isOfOneWorkspace ? [] : ["the plans are of two workspaces"])
            + (names[0] == names[1] || !haveTokens
                ? []
                : [
                    "the plans are of two runbooks, '\(names[0])' and '\(names[1])': their tokens cannot be compared, since fingerprints depend on the name"
                ])
    }

    var completion: Completion {
        let diff = comparison.diff
        let counts = Kind.allCases.map {
            JSONMember(name: $0.rawValue, .int($0.changes(diff).count + $0.tokens(diff).count))
        }
        return Completion(
            planID: comparison.new.planID,
            totals: counts + [JSONMember(.unchanged, .int(diff.unchanged))]
        )
    }

    // MARK: text

    func lines(on canvas: Canvas) -> [Line] {
        let diff = comparison.diff
        let both = "\(Wording.count(diff.unchanged, "job")) \(diff.unchanged == 1 ? "is" : "are") in both"
        return ["from \(title(comparison.old))", "  to \(title(comparison.new))"]
            + Kind.allCases.flatMap { lines($0, width: canvas.columns) }
            + Kind.allCases.flatMap { tokenLines($0, width: canvas.columns) }
            + [diff.isEmpty ? "nothing changed, \(both)" : "\(both)"]
    }

    private func title(_ planned: IdentifiedPlan) -> String {
        let time = planned.plan.header.createdAt.formatted(.seconds)
        return "plan \(planned.planID) of \(time), \(Wording.count(planned.plan.items, "job"))"
    }

    private func lines(_ kind: Kind, width: Int) -> [Line] {
        let changes = kind.changes(comparison.diff)
        guard !changes.isEmpty else { return [] }
        var lines: [Line] = [
            "\(kind.sign) \(Wording.count(changes.count, "job")) \(kind.rawValue): \(kind.explanation)"
        ]
        for change in changes.prefix(Self.mostJobs) {
            lines.append("    \(change.recipe)  \(change.master)  \(words(change.before)) -> \(words(change.after))")
        }
        if changes.count > Self.mostJobs {
            lines.append("    and \(Wording.count(changes.count - Self.mostJobs)) more; '--json' lists all")
        }
        return lines.map { $0.cut(to: width) }
    }

    private func tokenLines(_ kind: Kind, width: Int) -> [Line] {
        let changes = kind.tokens(comparison.diff)
        guard !changes.isEmpty, let explanation = kind.explanationOfTokens else { return [] }
        var lines: [Line] = [
            "\(kind.sign) \(Wording.count(changes.count, "suspended job")) \(kind.rawValue): \(explanation)"
        ]
        for change in changes.prefix(Self.mostJobs) {
            guard let row = (change.after ?? change.before)?.row else { continue }
            lines.append(
                "    token \(row.fingerprint) (line \(row.line))  \(words(change.before)) -> \(words(change.after))"
            )
        }
        if changes.count > Self.mostJobs {
            lines.append("    and \(Wording.count(changes.count - Self.mostJobs)) more; '--json' lists all")
        }
        return lines.map { $0.cut(to: width) }
    }

    private func words(_ place: PlanDiff.PlacedToken?) -> String {
        guard let place else { return "not there" }
        let data = place.row.data.map { "with \(Wording.count($0.bytes, "byte")) of data" } ?? "without data"
        return "resumed in '\(place.step)' \(data)"
    }

    private func words(_ place: PlanDiff.Place?) -> String {
        switch place {
        case .included(let step): "included in '\(step)'"
        case .leftOut(_, let reason): reason.rawValue
        case nil: "not seen"
        }
    }

    // MARK: events

    var events: some Sequence<Event> {
        Kind.allCases.lazy.flatMap { kind in
            kind.changes(comparison.diff).map { Self.event($0, kind) }
                + kind.tokens(comparison.diff).map { Self.event($0, kind) }
        }
    }

    private static func event(_ change: PlanDiff.TokenChange, _ kind: Kind) -> Event {
        let row = (change.after ?? change.before)?.row
        return Event(
            .job,
            [
                JSONMember(.recipeID, .optional(row?.recipe?.value)),
                JSONMember(.masterJobID, .optional(row?.fingerprint)),
                JSONMember(.change, .string(kind.rawValue)),
                JSONMember(.before, value(change.before)), JSONMember(.after, value(change.after)),
            ]
        )
    }

    private static func value(_ place: PlanDiff.PlacedToken?) -> JSONValue {
        guard let place else { return .null }
        return .object([
            JSONMember(.included, true), JSONMember(.reason, .null), JSONMember(.step, .string(place.step)),
            JSONMember(.line, .int(place.row.line)), JSONMember(.dataBytes, .int(place.row.data?.bytes ?? 0)),
        ])
    }

    private static func event(_ change: PlanDiff.Change, _ kind: Kind) -> Event {
        Event(
            .job,
            [
                JSONMember(.recipeID, .int(change.recipe.value)),
                JSONMember(.masterJobID, .string(change.master.text)),
                JSONMember(.change, .string(kind.rawValue)),
                JSONMember(.before, value(change.before)),
                JSONMember(.after, value(change.after)),
            ]
        )
    }

    private static func value(_ place: PlanDiff.Place?) -> JSONValue {
        switch place {
        case .included(let step):
            .object([JSONMember(.included, true), JSONMember(.reason, .null), JSONMember(.step, .string(step))])
        case .leftOut(let step, let reason):
            .object([
                JSONMember(.included, false), JSONMember(.reason, .string(reason.rawValue)),
                JSONMember(.step, .string(step)),
            ])
        case nil: .null
        }
    }
}
