import RedriveCore
import WorkatoJobs

/// A report as text: the summary of the run, its steps, and what happened when.
struct TextReport {
    private let contents: ReportContents
    private let columns: Int

    /// The report of a run, for a number of columns.
    init(_ contents: ReportContents, columns: Int) {
        self.contents = contents
        self.columns = columns
    }

    /// The lines.
    var parts: some Sequence<String> { lines.lazy.map { $0.rendered(color: false) + "\n" } }

    /// The lines with their styles.
    var lines: [Line] {
        let state = contents.state
        let summary = RunSummary(state, statePath: contents.fileName, width: columns).lines(
            headline: "\(state.title): \(contents.ending)",
            isOver: true
        )
        let place = "workspace: \(WorkspaceWords(state.plan.header).place)"
        return summary + [.empty] + Line(place).wrapped(to: columns, indent: 2) + timeline
    }

    private var timeline: [Line] {
        let words = TimelineWords(steps: contents.state.plan.header.steps, tokens: contents.state.plan.tokens)
        let entries = contents.report.timeline.entries
        guard !entries.isEmpty else { return [] }
        var lines: [Line] = [.empty, Line("what happened", .bold)]
        for entry in entries {
            let text = Line(words.words(entry.event), entry.event.isTrouble ? .caution : .plain)
            lines += ("  \(contents.time(entry.at))  \(text)" as Line).wrapped(to: columns, indent: 4)
        }
        if contents.report.timeline.leftOut > 0 {
            lines.append("  and \(Wording.count(contents.report.timeline.leftOut, "more entry", "more entries"))")
        }
        return lines
    }
}

extension ReportRow {
    /// Where the job stands, in one word of JSON: its outcome, or else its class.
    var word: String { outcome?.rawValue ?? jobClass.rawValue }

    /// How the word looks.
    var style: Line.Style { outcome?.style ?? jobClass.style }

    /// Whether the job has not recovered, as far as is known.
    var needsAttention: Bool {
        switch outcome {
        case .recovered: false
        case .failedSame, .failedOther, .stillPending, .unverified: true
        case nil: jobClass != .dropped
        }
    }
}
