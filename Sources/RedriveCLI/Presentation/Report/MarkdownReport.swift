import RedriveCore
import WorkatoJobs
import TerminalText

/// A report as Markdown, for an incident channel: the outcome in the first line, short tables, no HTML.
struct MarkdownReport {
    /// At most this many rows in a table.
    static let mostRows = 50

    private let contents: ReportContents

    /// The report of a run.
    init(_ contents: ReportContents) { self.contents = contents }

    /// The sections.
    var parts: [String] {
        var parts = ["**\(Self.plain(contents.headline))**\n\n"]
        if contents.state.plan.header.simulated != nil {
            parts.append("This was a simulation; nothing real was touched.\n\n")
        }
        parts.append(contents.facts.map { "- \($0.name): \(Self.code($0.value, inTable: false))\n" }.joined() + "\n")
        parts += [outcomes, steps, recipes, signatures, jobs, timeline].compactMap { $0 }
        let commands = contents.commands
        if !commands.isEmpty {
            parts.append(
                section("Next") + commands.map { "- \($0.what): \(Self.code($0.command, inTable: false))\n" }.joined()
            )
        }
        return parts
    }

    private func section(_ title: String) -> String { "### \(title)\n\n" }

    private func table(
        _ title: String,
        _ head: [String],
        _ rows: [[String]],
        more: Int = 0,
        hint: String = ""
    ) -> String? {
        guard !rows.isEmpty else { return nil }
        var text = section(title)
        text += "| \(head.joined(separator: " | ")) |\n|\(head.map { _ in "---" }.joined(separator: "|"))|\n"
        for row in rows { text += "| \(row.joined(separator: " | ")) |\n" }
        if more > 0 { text += "\n\(Wording.count(more)) more\(hint)\n" }
        return text + "\n"
    }

    private var outcomes: String? {
        let totals = RunTotals(contents.state)
        let outcomes = Outcome.summaryOrder.filter { totals.count($0) > 0 }.map {
            [$0.rawValue.replacingUnderscores, Wording.count(totals.count($0))]
        }
        let classes = JobClass.summaryOrder.filter { $0 != .enqueued && totals.count($0) > 0 }.map {
            [$0.rawValue.replacingUnderscores, Wording.count(totals.count($0))]
        }
        return table("Jobs", ["outcome", "jobs"], outcomes + classes)
    }

    private var steps: String? {
        let steps = contents.state.plan.header.steps
        guard steps.count > 1 else { return nil }
        return table(
            "Steps",
            ["step", "jobs"],
            zip(steps, contents.state.stepTallies).prefix(Self.mostRows).map {
                [Self.code($0.name), TallyWords($1).text]
            },
            more: steps.count - Self.mostRows
        )
    }

    private var recipes: String? {
        let recipes = contents.report.recipes
        guard recipes.count > 1 else { return nil }
        return table(
            "Recipes",
            ["recipe", "jobs"],
            recipes.prefix(Self.mostRows).map { [contents.label(of: $0.recipe), TallyWords($0.tally).text] },
            more: recipes.count - Self.mostRows
        )
    }

    private var signatures: String? {
        let all = SignatureOutcomes.all(of: contents.state)
        return table(
            "Errors, before and after",
            ["before", "jobs", "after"],
            all.prefix(Self.mostRows).map { group in
                let after = Outcome.summaryOrder.filter { group.outcomes[$0] != nil }.map {
                    "\(Wording.count(group.outcomes[$0] ?? 0)) \($0.words)"
                }
                return [
                    Self.code(group.words.isEmpty ? "(no message)" : group.words), Wording.count(group.total),
                    after.joined(separator: ", "),
                ]
            },
            more: all.count - Self.mostRows
        )
    }

    private var jobs: String? {
        let open = contents.report.rows.filter { $0.needsAttention }
        let count = open.reduce(0) { count, _ in count + 1 }
        return table(
            "Jobs that did not recover",
            ["recipe", "job", "outcome", "new job", "why"],
            open.prefix(Self.mostRows).map { row in
                let why = row.reason?.words ?? row.signatureAfter ?? row.signatureBefore ?? ""
                return [
                    row.recipe?.description ?? "", Self.code(row.id), row.word.replacingUnderscores,
                    row.newJob.map { Self.code($0.text) } ?? "", why.isEmpty ? "" : Self.code(why),
                ]
            },
            more: count - Self.mostRows,
            hint: "; the CSV report lists every job"
        )
    }

    private var timeline: String? {
        let words = TimelineWords(steps: contents.state.plan.header.steps, tokens: contents.state.plan.tokens)
        let timeline = contents.report.timeline
        return table(
            "What happened",
            ["when", "what"],
            timeline.entries.prefix(Self.mostRows).map { [contents.time($0.at), Self.code(words.words($0.event))] },
            more: timeline.entries.count - Self.mostRows + timeline.leftOut
        )
    }

    /// A text from outside as code, in which nothing has a meaning: no link, no mention, no HTML.
    ///
    /// A bar would end a cell of a table even in code, and a backtick would end the code.
    static func code(_ text: String, inTable: Bool = true) -> String {
        let safe = escapedForTerminal(text).unicodeScalars.map { scalar -> String in
            switch scalar {
            case "`": "'"
            case "|" where inTable: "\\|"
            default: String(scalar)
            }
        }.joined()
        return safe.isEmpty ? "" : "`\(safe)`"
    }

    /// A text from outside as plain text: every sign that Markdown or HTML gives a meaning to is escaped.
    static func plain(_ text: String) -> String {
        var result = ""
        for scalar in escapedForTerminal(text).unicodeScalars {
            if #"\`*_{}[]<>#|~!&@"#.unicodeScalars.contains(scalar) { result += "\\" }
            result.unicodeScalars.append(scalar)
        }
        return result
    }
}

extension String {
    /// A name of JSON as words: `failed_same` is `failed same`.
    var replacingUnderscores: String { split(separator: "_").joined(separator: " ") }
}
