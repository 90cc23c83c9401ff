import RedriveCore
import WorkatoJobs

/// The text of a plan's preview, for a person under stress: it fits a screen of 24 lines and 80 columns whatever is
/// planned, and uses a larger one for more errors and recipes.
struct PlanPreview {
    /// The rows of errors that are shown even if there is no room for them.
    static let fewestErrors = 3
    /// The most rows of errors, and of recipes, in a text that is as long as it needs to be.
    static let mostRows = 40
    /// The columns that a terminal needs for the histogram.
    static let histogramColumns = 120
    /// The lines that are on the screen as well: the command line, and the prompt of the shell below.
    private static let linesOfShell = 2

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
    private let canvas: Canvas
    private var width: Int { canvas.columns }
    private var header: PlanHeader { plan.header }

    /// A preview for a screen or a file.
    init(_ planned: IdentifiedPlan, _ summary: PlanSummary, on canvas: Canvas) {
        plan = planned.plan
        planID = planned.planID
        self.summary = summary
        self.canvas = canvas
    }

    /// The whole preview.
    ///
    /// - Parameters:
    ///   - next: how it ends; nil if a question or something else follows.
    ///   - reserving: how many lines follow on the same screen.
    func lines(next: Next?, reserving following: Int = 0) -> [Line] {
        let heading = heading
        let below = repeatedBefore + times + completeness + warnings + sentence + ending(next)
        guard let rows = canvas.rows else {
            return heading + steps(recipes: Self.mostRows) + errors(rows: Self.mostRows) + below
        }
        let room = rows - Self.linesOfShell - following
        let all = ErrorGroup.all(of: summary).count
        let fewest = min(all, Self.fewestErrors)
        // Recipes have the room that errors leave, or half of it; errors never have less than a few rows.
        let spare = max(room - heading.count - below.count - fewest - 1 - steps(recipes: 0).count, 0)
        let steps = steps(recipes: max(spare - (all - fewest), spare / 2))
        let left = room - heading.count - below.count - steps.count - 1
        return heading + steps + errors(rows: max(left, Self.fewestErrors)) + below
    }

    /// Whether any step may send something.
    private var sends: Bool { header.steps.contains { $0.listing == nil } }

    /// Whether any step repeats jobs, so that lists were read for it.
    private var repeats: Bool {
        header.steps.contains { if case .repeatJobs = $0.kind { true } else { false } }
    }

    // MARK: what and where

    private var heading: [Line] {
        [WorkspaceWords(header).line(columns: width), title, about].map { $0.cut(to: width) }
    }

    /// The name gives way, so that the id and the number of jobs are always there.
    private var title: Line {
        let jobs = Line(whatIsPlanned, .bold)
        let tail: Line = "  plan \(planID, .accent)  \(jobs)"
        return Line(header.name, .bold).cut(to: max(width - tail.width, 8)) + tail
    }

    private var whatIsPlanned: String {
        guard sends else { return "lists only, sends nothing" }
        let resumed = plan.tokens.isEmpty ? nil : "\(Wording.count(plan.tokens.count, "suspended job")) to resume"
        guard !plan.jobs.isEmpty || resumed == nil else { return resumed ?? "" }
        return (["\(Wording.count(plan.jobs.count, "job")) to repeat"] + [resumed].compactMap { $0 }).joined(
            separator: ", "
        )
    }

    private var about: Line {
        let read = "\(repeats ? "lists read" : "made") at \(header.createdAt.formatted(at: header.timeZone))"
        return Line([header.reason, read].compactMap { $0 }.joined(separator: "; "), .dim)
    }

    /// What is left out stands with the only step, or with each of several.
    private func steps(recipes most: Int) -> [Line] {
        var rows = most
        return zip(header.steps, summary.steps).enumerated().flatMap { index, pair -> [Line] in
            let (step, counts) = pair
            let words: StepWords
            switch step.kind {
            case .repeatJobs(let repeats): words = StepWords(step, repeats, of: header)
            case .resumeJobs: words = StepWords(step, nil, of: header)
            case .listJobs(let listing): return ListingWords(step, listing, of: header).lines(width: width)
            }
            let size = "\(Wording.count(counts.jobs, "job")) in \(Wording.count(counts.requests, "request"))"
            if case .resumeJobs = step.kind {
                let data = counts.dataBytes > 0 ? ", \(Wording.count(counts.dataBytes, "byte")) of data" : ""
                return ["\(step.name, .bold)  \(size)\(data)", "  \(words.window)"].map { ($0 as Line).cut(to: width) }
                    + ("  \(words.conduct)" as Line).wrapped(to: width, indent: 4)
            }
            var lines: [Line] = ["\(step.name, .bold)  \(size), \(Wording.count(counts.recipes, "recipe"))"]
            lines.append("  \(words.window)")
            if let recipes = words.recipes { lines += ("  \(recipes)" as Line).wrapped(to: width, indent: 4) }
            if let conditions = words.conditions { lines += ("  \(conditions)" as Line).wrapped(to: width, indent: 4) }
            lines += ("  \(words.conduct)" as Line).wrapped(to: width, indent: 4)
            if let rollout = StepWords.rollout(ofStep: index, in: plan) {
                lines += ("  \(rollout)" as Line).wrapped(to: width, indent: 4)
            }
            let recipes = RecipeCount.all(of: plan, step: index)
            let shown = recipes.count <= rows ? recipes.count : max(rows - 1, 0)
            lines += recipeRows(recipes.prefix(shown))
            // Without any recipe above it, this would only say what the first line of the step says.
            if shown < recipes.count, shown > 0 {
                let rest = recipes.dropFirst(shown)
                let jobs = rest.reduce(0) { $0 + $1.jobs }
                lines.append("    \(Wording.count(rest.count, "more recipe")) with \(Wording.count(jobs, "job"))")
            }
            rows -= min(recipes.count, rows)
            lines += leftOut(counts.leftOut).wrapped(to: width, indent: 4)
            return lines.map { $0.cut(to: width) }
        }
    }

    private func recipeRows(_ recipes: ArraySlice<RecipeCount>) -> [Line] {
        let idWidth = recipes.map { $0.recipe.description.count }.max() ?? 0
        return recipes.map { recipe in
            let id = Line(recipe.recipe.description).padded(to: idWidth)
            let jobs = Wording.count(recipe.jobs, "job")
            let name = header.recipeNames[recipe.recipe].map { "  \($0)" } ?? ""
            return "    recipe \(id)  \(jobs) in \(Wording.count(recipe.requests, "request"))\(name)"
        }
    }

    private func leftOut(_ counts: [PlanSummary.LeftOutCount]) -> Line {
        guard !counts.isEmpty else { return "  left out: nothing" }
        let all = counts.reduce(0) { $0 + $1.jobs }
        let parts = counts.map { "\(Wording.count($0.jobs)) \($0.reason.words)" }
        return "  left out \(Wording.count(all)): \(parts.joined(separator: ", "))"
    }

    // MARK: errors

    private func errors(rows: Int) -> [Line] {
        let all = ErrorGroup.all(of: summary)
        guard !all.isEmpty else { return [] }
        let shown = all.count <= rows ? all.count : rows - 1
        var lines: [Line] = [Line("errors", .bold)]
        lines += ErrorLines(Array(all.prefix(shown)), columns: width).cut
        if shown < all.count {
            let rest = all.dropFirst(shown)
            let jobs = rest.reduce(0) { $0 + $1.jobs }
            lines.append(
                "  \(Wording.count(jobs, "more job")) with \(Wording.count(rest.count, "other error")); 'redrive show --errors' lists all"
            )
        }
        return lines.map { $0.cut(to: width) }
    }

    /// What a second plan of an incident has to say first: these jobs were repeated, and failed again.
    private var repeatedBefore: [Line] {
        let groups = ErrorGroup.all(of: summary).filter { $0.repeatedBefore > 0 }
        let again = plan.jobs.count { $0.earlierRepeats > 0 }
        guard again > 0 else { return [] }
        var text = "\(Wording.count(again)) of \(Wording.count(plan.jobs.count, "job")) were repeated before"
        if let worst = groups.max(by: { ($0.repeatedBefore, $1.jobs) < ($1.repeatedBefore, $0.jobs) }) {
            text += " and failed again"
            if worst.repeatedBefore > 1, worst.repeatedBefore * 2 >= worst.jobs {
                let count = "\(Wording.count(worst.repeatedBefore)) of \(Wording.count(worst.jobs))"
                text += "; \(count) with \(worst.text)"
            }
        }
        return ("\("repeated", .caution)  \(text)" as Line).wrapped(to: width, indent: 10)
    }

    // MARK: what else to know

    private var times: [Line] {
        var lines: [Line] = []
        if let first = summary.firstFailure, let last = summary.lastFailure {
            let span = "\(first.formatted(at: header.timeZone)) to \(last.formatted(at: header.timeZone))"
            lines.append("\("failures", .bold)  \(span)")
        }
        if let expiry = summary.firstExpiry {
            lines.append(
                "\("expiry", .bold)    the first job's data expires at \(expiry.formatted(at: header.timeZone))"
            )
            if let lateJobs { lines.append("          \(lateJobs)") }
        }
        if width >= Self.histogramColumns, let histogram { lines.append(histogram) }
        if plan.items > 0 { lines += ("\("time", .bold)      \(duration)" as Line).wrapped(to: width, indent: 10) }
        return lines.map { $0.cut(to: width) }
    }

    /// How long the run takes, in words.
    private var duration: String {
        let estimate = summary.estimate
        let sending = "about \(Wording.time(estimate.sending)) to send"
        guard let within = header.steps.compactMap(\.conduct.verifyWithin).max() else { return sending }
        let following =
            estimate.verifying > within
            ? "at least \(Wording.time(estimate.verifying))"
            : "\(Wording.time(estimate.verifying)) to \(Wording.time(within))"
        let waits = header.steps.indices.reduce(0) { $0 + max(plan.stages(ofStep: $1).count - 1, 0) }
        let between = waits == 0 ? "" : " and \(waits == 1 ? "a wait" : "\(waits) waits") for outcomes in between"
        return "\(sending)\(between), then \(following) to see how the repeats end"
    }

    /// How many jobs expire before they are sent, and what can be done about it; nil if none does.
    private var lateJobs: String? {
        let late = summary.expiringBeforeTurn
        guard late > 0 else { return nil }
        let oldestFirst = header.steps.allSatisfy { step in
            switch step.kind {
            case .repeatJobs(let repeats): repeats.order == .oldestFirst
            case .listJobs, .resumeJobs: true
            }
        }
        let advice = oldestFirst ? "the oldest go first" : "with order: oldest_first they go first"
        return "\(Wording.count(late, "job")) \(late == 1 ? "expires" : "expire") before the request's turn; \(advice)"
    }

    private var completeness: [Line] {
        // Nothing was read for a plan that repeats no jobs.
        guard repeats else { return [] }
        let how =
            switch summary.completeBecause {
            case .endOfList: "every list was read to its end"
            case .order: "the order of the rows shows that nothing is missing"
            case .lookback: "unless a job ran for very long; see the warnings"
            case .unproven: ""
            }
        let line: Line =
            summary.isComplete
            ? "\("complete", .bold)  \("yes", .good), \(how)"
            : "\("complete", .bold)  \("not proven", .caution): there may be more jobs; see the warnings"
        return [line.cut(to: width)]
    }

    private var warnings: [Line] {
        plan.warnings.flatMap { warning in
            ("\("warning:", .caution) \(warning)" as Line).wrapped(to: width, indent: 2)
        }
    }

    /// Source: docs/commands.md.
    private var sentence: [Line] {
        guard repeats else { return [] }
        return Line(
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
        let each = "each \(Wording.time(histogram.width)) from \(histogram.start.formatted(at: header.timeZone))"
        return "\("over time", .bold) \(String(bars), .accent)  \(each), at most \(Wording.count(most, "job"))"
    }
}
