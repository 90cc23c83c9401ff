import RedriveCore
import WorkatoJobs

/// The text of a plan's preview, for a person under stress: one screen of 24 lines and 80 columns for up to five
/// recipes.
struct PlanPreview {
    /// The lines of a screen.
    static let screen = 24
    /// The most recipes that are listed; the others are added up in one line.
    static let mostRecipes = 5
    /// The rows of signatures that are shown even if there is no room for them.
    static let fewestSignatures = 3
    /// The columns that a terminal needs for the histogram.
    static let histogramWidth = 120

    /// The columns that a terminal needs for an example of each error.
    static let exampleWidth = 120

    /// What to do next.
    enum Next: Sendable, Hashable {
        /// Run the plan of this file.
        case run(String)
        /// Something else, with a command if there is one.
        case note(String, [String]?)
    }

    private let plan: Plan
    private let planID: String
    private let summary: PlanSummary
    private let width: Int

    /// A preview for a width in columns.
    init(_ planned: IdentifiedPlan, _ summary: PlanSummary, width: Int) {
        plan = planned.plan
        planID = planned.planID
        self.summary = summary
        self.width = width
    }

    /// The whole preview.
    ///
    /// - Parameter next: how it ends; nil if a question or something else follows.
    func lines(next: Next?) -> [Line] {
        let above = heading + steps
        let below = leftOut + times + completeness + warnings + sentence + ending(next)
        let room = Self.screen - above.count - below.count
        return above + signatures(room: max(room, Self.fewestSignatures + 1)) + below
    }

    // MARK: what and where

    private var heading: [Line] {
        let header = plan.header
        let simulated = header.simulated.map { "  (simulated by \($0))" } ?? ""
        var second = header.workspace.name.map { "\($0), " } ?? ""
        second += "\(header.workspace.url), \(header.createdAt.formatted(.seconds))"
        if let reason = header.reason { second += ", \(reason)" }
        let jobs = Line("\(Wording.count(plan.jobs.count, "job")) to repeat", .bold)
        return [
            "\(header.name, .bold)  plan \(planID, .accent)  \(jobs)\(simulated)" as Line,
            Line(second, .dim),
        ].map { $0.cut(to: width) }
    }

    /// What a step repeats, as `failed, completed_at from … to …`.
    private static func text(of repeats: PlannedRepeats) -> String {
        let since = repeats.window.since?.formatted(.seconds) ?? "the beginning"
        let until = repeats.window.until.formatted(.seconds)
        return "\(repeats.status.rawValue), \(repeats.window.clock.rawValue) from \(since) to \(until)"
    }

    private var steps: [Line] {
        var rows = Self.mostRecipes
        return zip(plan.header.steps, summary.steps).enumerated().flatMap { index, pair -> [Line] in
            let (step, counts) = pair
            let size = "\(Wording.count(counts.jobs, "job")) in \(Wording.count(counts.requests, "request"))"
            let kind =
                switch step.kind {
                case .repeatJobs(let repeats): Self.text(of: repeats)
                }
            var lines: [Line] = [
                "\(step.name, .bold)  \(size), \(Wording.count(counts.recipes, "recipe"))",
                "  \(kind)",
            ]
            let recipes = RecipeCount.all(of: plan, step: index)
            let shown = recipes.count <= rows ? recipes.count : max(rows - 1, 0)
            lines += Self.rows(of: recipes.prefix(shown))
            if shown < recipes.count {
                let rest = recipes.dropFirst(shown)
                let jobs = rest.reduce(0) { $0 + $1.jobs }
                lines.append("    \(Wording.count(rest.count, "more recipe")) with \(Wording.count(jobs, "job"))")
            }
            rows -= min(recipes.count, rows)
            return lines.map { $0.cut(to: width) }
        }
    }

    private static func rows(of recipes: ArraySlice<RecipeCount>) -> [Line] {
        let idWidth = recipes.map { $0.recipe.description.count }.max() ?? 0
        return recipes.map { recipe in
            let id = Line(recipe.recipe.description).padded(to: idWidth)
            let jobs = Wording.count(recipe.jobs, "job")
            return "    recipe \(id)  \(jobs) in \(Wording.count(recipe.requests, "request"))"
        }
    }

    // MARK: errors

    private func signatures(room: Int) -> [Line] {
        let all = summary.allSignatures
        guard !all.isEmpty else { return [] }
        let rows = room - 1
        let shown = all.count <= rows ? all.count : rows - 1
        let countWidth = all.prefix(shown).map { Wording.count($0.jobs).count }.max() ?? 0
        var lines: [Line] = [Line("errors", .bold)]
        for signature in all.prefix(shown) {
            let words = signature.signature.words.isEmpty ? "(no message)" : signature.signature.words
            let count =
                String(repeating: " ", count: countWidth - Wording.count(signature.jobs).count)
                + Wording.count(signature.jobs)
            let example = width >= Self.exampleWidth ? "  (for example \(signature.example))" : ""
            lines.append("  \(count, .bad)  \(signature.signature.recipe)  \(words)\(example)")
        }
        if shown < all.count {
            let rest = all.dropFirst(shown)
            let jobs = rest.reduce(0) { $0 + $1.jobs }
            lines.append("  \(Wording.count(jobs, "more job")) with \(Wording.count(rest.count, "other error"))")
        }
        return lines.map { $0.cut(to: width) }
    }

    // MARK: what else to know

    private var leftOut: [Line] {
        let parts = summary.leftOut.map { "\(Wording.count($0.jobs)) \($0.reason.rawValue)" }
        let what = parts.isEmpty ? "nothing" : parts.joined(separator: ", ")
        return ("\("left out", .bold)  \(what)" as Line).wrapped(to: width, indent: 10)
    }

    private var times: [Line] {
        var lines: [Line] = []
        if let first = summary.firstFailure, let last = summary.lastFailure {
            lines.append("\("failures", .bold)  \(first.formatted(.seconds)) to \(last.formatted(.seconds))")
        }
        if let expiry = summary.firstExpiry {
            lines.append("\("expiry", .bold)    the first job's data expires at \(expiry.formatted(.seconds))")
            if let lateJobs { lines.append("          \(lateJobs)") }
        }
        if width >= Self.histogramWidth, let histogram { lines.append(histogram) }
        if !plan.jobs.isEmpty {
            let estimate = summary.estimate
            var parts = ["listing \(Wording.time(estimate.listing))", "sending \(Wording.time(estimate.sending))"]
            if let within = plan.header.steps.compactMap(\.conduct.verifyWithin).max() {
                let rest =
                    estimate.verifying > within
                    ? "longer than \(Wording.time(within))" : "or up to \(Wording.time(within))"
                parts.append("verifying \(Wording.time(estimate.verifying)) (\(rest))")
            }
            lines.append(
                "\("time", .bold)      about \(Wording.time(estimate.total)): \(parts.joined(separator: ", "))"
            )
        }
        return lines.map { $0.cut(to: width) }
    }

    /// How many jobs expire before they are sent, and what can be done about it; nil if none does.
    private var lateJobs: String? {
        let late = summary.expiringBeforeTurn
        guard late > 0 else { return nil }
        let oldestFirst = plan.header.steps.allSatisfy { step in
            switch step.kind {
            case .repeatJobs(let repeats): repeats.order == .oldestFirst
            }
        }
        let advice = oldestFirst ? "the oldest go first" : "with order: oldest_first they go first"
        return "\(Wording.count(late, "job")) \(late == 1 ? "expires" : "expire") before the request's turn; \(advice)"
    }

    private var completeness: [Line] {
        let how = summary.completeBecause.rawValue
        let line: Line =
            summary.isComplete
            ? "\("complete", .bold)  \("yes", .good): \(how)"
            : "\("complete", .bold)  \("not proven", .caution); see the warnings"
        return [line.cut(to: width)]
    }

    private var warnings: [Line] {
        plan.warnings.flatMap { warning in
            ("\("warning:", .caution) \(warning)" as Line).wrapped(to: width, indent: 2)
        }
    }

    /// Source: product.md, "one line that always stands there".
    private var sentence: [Line] {
        Line(
            "each job runs again from its trigger with the recipe's latest version; steps that had succeeded run again "
                + "and are billed"
        ).wrapped(to: width)
    }

    private func ending(_ next: Next?) -> [Line] {
        switch next {
        case .run(let path):
            let command = Shell.command(["redrive", "run", Shell.file(path)])
            return ["\("plan_id", .bold)   \(planID)", "\("next", .bold)      \(command, .accent)"]
        case .note(let text, let command):
            let line: Line = "\("plan_id", .bold)   \(planID); \(text)"
            return line.wrapped(to: width, indent: 10)
                + (command.map { ["          \(Shell.command($0), .accent)"] } ?? [])
        case nil: return []
        }
    }

    // MARK: over time

    private static let blocks: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

    /// When the planned jobs failed, as a line of blocks; nil if there is nothing to compare.
    private var histogram: Line? {
        guard let histogram = summary.histogram, histogram.counts.count > 1 else { return nil }
        let most = max(histogram.counts.max() ?? 0, 1)
        let bars = histogram.counts.map { count -> Character in
            count == 0 ? " " : Self.blocks[(count * Self.blocks.count - 1) / most]
        }
        let each = "each \(Wording.time(histogram.width)) from \(histogram.start.formatted(.seconds))"
        return "\("over time", .bold) \(String(bars), .accent)  \(each), at most \(Wording.count(most, "job"))"
    }
}
