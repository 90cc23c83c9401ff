import Hashing
import FoundationEssentials
import RedriveCore
import WorkatoJobs

/// A report as one HTML file that loads nothing: style, script, charts and data are in it, and its policy allows nothing else.
struct HTMLReport {
    /// At most this many rows of jobs.
    static let mostJobs = 10_000
    /// At most this many rows of jobs are printed: 10,000 would take 400 pages.
    static let mostOnPaper = 500
    /// At most this many rows in any other table.
    static let mostRows = 200

    private let contents: ReportContents
    private var state: RunState { contents.state }

    /// The report of a run.
    init(_ contents: ReportContents) { self.contents = contents }

    /// The file in parts: what stands above the jobs, a part for each job, what stands below.
    func parts() throws(ToolError) -> some Sequence<String> {
        let head = try HTMLTemplate(Self.headTemplate)
        let row = try HTMLTemplate(Self.rowTemplate)
        let foot = try HTMLTemplate(Self.footTemplate)
        let jobs = ShownJobs(contents.report, atMost: Self.mostJobs)
        let pages = contents.pages
        let below = foot.render(["version": contents.version, "file": contents.fileName, "script": Self.script])
        return [
            AnySequence([head.render(values(jobs))]),
            AnySequence(jobs.positions.lazy.map { row.render(Self.values(of: contents.report.row($0), pages)) }),
            AnySequence([below]),
        ].lazy.joined()
    }

    /// Nothing may be loaded or sent, and only this style and this script count.
    static let policy =
        "default-src 'none'; style-src '\(hash(style))'; script-src '\(hash(script))'; base-uri 'none'; form-action 'none'"

    private static func hash(_ text: String) -> String {
        "sha256-" + Data(SHA256.hash(data: Data(text.utf8))).base64EncodedString()
    }

    // MARK: above the jobs

    private func values(_ jobs: ShownJobs) -> [String: Any] {
        let totals = RunTotals(state)
        let timeline = contents.report.timeline
        let words = TimelineWords(steps: state.plan.header.steps, tokens: state.plan.tokens)
        let errors = SignatureOutcomes.all(of: state)
        let charts = ReportCharts(contents).all
        var values: [String: Any] = [
            "policy": Self.policy, "style": Self.style, "title": contents.headline, "name": state.plan.header.name,
            "tone": tone, "ending": contents.ending, "result": contents.result, "tiles": tiles(totals),
            "bar": Self.bar(parts(totals)), "facts": contents.facts.map { ["name": $0.name, "value": $0.value] },
            "hasCommands": !contents.commands.isEmpty,
            "commands": contents.commands.map { ["what": $0.what, "command": $0.command] },
            "hasCharts": !charts.isEmpty, "charts": charts, "hasErrors": !errors.isEmpty,
            "errors": errors.prefix(Self.mostRows).map(values), "groups": groups,
            "hasTimeline": !timeline.entries.isEmpty,
            "timeline": timeline.entries.prefix(Self.mostRows).map { entry in
                [
                    "when": contents.time(entry.at), "words": words.words(entry.event),
                    "tone": entry.event.isTrouble ? "caution" : "",
                ]
            },
            "words": filterWords, "recipes": contents.report.recipes.map(\.recipe.description),
        ]
        values["simulated"] = state.plan.header.simulated
        values["moreErrors"] = Self.more(errors.count - Self.mostRows, "error")
        values["moreTimeline"] = Self.more(
            timeline.entries.count - Self.mostRows + timeline.leftOut,
            "entry",
            "entries"
        )
        values["leftOut"] = jobs.words
        if jobs.positions.count > Self.mostOnPaper {
            values["paper"] =
                "On paper, the table ends after \(Wording.count(Self.mostOnPaper, "job")). Filter it before printing, or print the CSV."
        }
        return values
    }

    private static func more(_ count: Int, _ noun: String, _ plural: String? = nil) -> String? {
        count > 0
            ? "\(Wording.count(count, "more \(noun)", plural.map { "more \($0)" })), which the JSON and CSV reports have"
            : nil
    }

    private var tone: String {
        guard let ending = state.ending else { return "caution" }
        switch state.verdict(for: ending) {
        case .done: return "good"
        case .unauthorized, .unreachable, .guardTripped, .notAllRecovered: return "bad"
        case .interrupted, .undecided: return "caution"
        }
    }

    /// What the jobs came to, in the order of the bar: outcomes of those that were repeated, then the other classes.
    private func parts(_ totals: RunTotals) -> [(count: Int, words: String, style: Line.Style)] {
        let outcomes = Outcome.summaryOrder.map { (totals.count($0), $0.words, $0.style) }
        let classes = JobClass.summaryOrder.filter { $0 != .enqueued }.map { (totals.count($0), $0.words, $0.style) }
        return (outcomes + classes).filter { $0.0 > 0 }.map { (count: $0.0, words: $0.1, style: $0.2) }
    }

    private func tiles(_ totals: RunTotals) -> [[String: Any]] {
        let all: [String: Any] = [
            "count": Wording.count(totals.planned), "words": totals.planned == 1 ? "job planned" : "jobs planned",
            "tone": "",
        ]
        return [all]
            + parts(totals).map { ["count": Wording.count($0.count), "words": $0.words, "tone": $0.style.tone] }
    }

    /// A bar of 1,000 units; a part that is there is never invisible.
    static func bar(_ parts: [(count: Int, words: String, style: Line.Style)]) -> [[String: Any]] {
        let all = max(parts.reduce(0) { $0 + $1.count }, 1)
        var begin = 0
        var counted = 0
        return parts.map { part in
            counted += part.count
            let end = max(counted * 1000 / all, begin + 2)
            defer { begin = end }
            return [
                "x": begin, "w": end - begin, "fill": part.style.fill,
                "words": "\(Wording.count(part.count)) \(part.words)",
            ]
        }
    }

    private func values(of group: SignatureOutcomes) -> [String: Any] {
        let outcomes = Outcome.summaryOrder.compactMap { outcome in
            group.outcomes[outcome].map { (count: $0, words: outcome.words, style: outcome.style) }
        }
        let after = group.lines.map { line in
            ["words": line.rendered(color: false), "tone": line.spans.first { $0.style != .plain }?.style.tone ?? ""]
        }
        return [
            "words": group.words.isEmpty ? "(no message)" : group.words, "place": group.place,
            "jobs": Wording.count(group.total), "bar": Self.bar(outcomes), "after": after,
        ]
    }

    /// Steps and recipes, unless there is only one of them.
    private var groups: [[String: Any]] {
        let steps = zip(state.plan.header.steps, state.stepTallies).map { ($0.name, $1, String?.none) }
        let recipes = contents.report.recipes.map {
            (contents.label(of: $0.recipe), $0.tally, contents.pages?.page(of: $0.recipe))
        }
        return [
            group("steps", "Steps", "step", steps.count > 1 ? steps : []),
            group("by-recipe", "Recipes", "recipe", recipes),
        ].compactMap { $0 }
    }

    private func group(
        _ id: String,
        _ title: String,
        _ noun: String,
        _ rows: [(name: String, tally: JobTally, link: String?)]
    ) -> [String: Any]? {
        guard !rows.isEmpty else { return nil }
        let outcomes = Outcome.summaryOrder.filter { outcome in rows.contains { $0.tally.count(outcome) > 0 } }
        let classes = JobClass.summaryOrder.filter { jobClass in
            jobClass != .enqueued && rows.contains { $0.tally.count(jobClass) > 0 }
        }
        let shown = rows.prefix(Self.mostRows).map { row in
            var values: [String: Any] = [
                "name": row.name, "jobs": Wording.count(row.tally.planned),
                "cells": outcomes.map { Wording.count(row.tally.count($0)) }
                    + classes.map { Wording.count(row.tally.count($0)) },
            ]
            values["link"] = row.link
            return values
        }
        var values: [String: Any] = [
            "id": id, "title": title, "noun": noun,
            "columns": outcomes.map(\.rawValue.replacingUnderscores) + classes.map(\.rawValue.replacingUnderscores),
            "rows": shown,
        ]
        values["more"] = Self.more(rows.count - Self.mostRows, noun)
        return values
    }

    private var filterWords: [[String: Any]] {
        let totals = RunTotals(state)
        let classes = JobClass.summaryOrder.filter { totals.count($0) > 0 }.map {
            ["value": $0.rawValue, "name": $0.rawValue.replacingUnderscores, "count": Wording.count(totals.count($0))]
        }
        let outcomes = Outcome.summaryOrder.filter { totals.count($0) > 0 }.map {
            ["value": $0.rawValue, "name": $0.rawValue.replacingUnderscores, "count": Wording.count(totals.count($0))]
        }
        return classes + outcomes
    }

    // MARK: jobs

    private static func values(of row: ReportRow, _ pages: WebPages?) -> [String: Any] {
        let before = row.signatureBefore ?? ""
        let after: String
        if let reason = row.reason {
            after = [reason.typeID, reason.words].compactMap { $0 }.joined(separator: ": ")
        } else if let signature = row.signatureAfter {
            after = signature == before ? "the same error" : signature
        } else {
            after = ""
        }
        var request = row.request.map(String.init) ?? ""
        if let number = row.tryNumber, number > 1 { request += ", try \(number)" }
        var values: [String: Any] = [
            "word": row.word, "class": row.jobClass.rawValue, "recipe": row.recipe?.description ?? "",
            "master": row.id, "tone": row.style.tone, "new": row.newJob?.text ?? "",
            "before": shortened(before), "after": shortened(after), "request": request,
        ]
        if let pages, case .job(let recipe, let master, _) = row.subject {
            values[row.newJob == nil ? "masterPage" : "newPage"] = pages.page(of: row.newJob ?? master, in: recipe)
        }
        return values
    }

    /// The most that a cell of the table of jobs holds, in Unicode scalars: 10,000 rows are to stay below 5 MB.
    private static let longestCell = 100

    private static func shortened(_ text: String) -> String {
        let scalars = text.unicodeScalars
        guard let cut = scalars.index(scalars.startIndex, offsetBy: longestCell, limitedBy: scalars.endIndex),
            cut < scalars.endIndex
        else { return text }
        return String(scalars[..<cut]) + "…"
    }
}

/// Which jobs the table holds: all of them, or those that did not recover and then as many others as it takes.
private struct ShownJobs {
    /// Their indices in the plan, ascending.
    let positions: [Int]
    /// What was left out, in words; nil if nothing was.
    let words: String?

    init(_ report: RunReport, atMost most: Int) {
        let all = report.state.plan.items
        guard all > most else {
            positions = Array(0..<all)
            words = nil
            return
        }
        var chosen: [Int] = []
        var others: [Int] = []
        var open = 0
        for position in 0..<all {
            if report.row(position).needsAttention {
                open += 1
                if chosen.count < most { chosen.append(position) }
            } else if others.count < most {
                others.append(position)
            }
        }
        positions = (chosen + others.prefix(most - chosen.count)).sorted()
        let which =
            open > most
            ? "the first \(Wording.count(most)) of \(Wording.count(open, "job")) that did not recover"
            : "\(Wording.count(open, "job")) that did not recover, and the first \(Wording.count(most - open)) others"
        words =
            "The table holds \(Wording.count(most)) of \(Wording.count(all, "job")): \(which). 'redrive report --format csv' lists every job."
    }
}

extension Line.Style {
    /// The class of text in this style.
    var tone: String {
        switch self {
        case .good: "good"
        case .bad: "bad"
        case .caution: "caution"
        case .plain, .bold, .dim, .accent: ""
        }
    }

    /// The class of areas in this style.
    var fill: String {
        switch self {
        case .good: "f-good"
        case .bad: "f-bad"
        case .caution: "f-caution"
        case .accent: "f-accent"
        case .plain, .bold, .dim: "f-none"
        }
    }
}
