import RedriveCore

/// Where a report is; with `--json` and no file, its jobs as events.
struct ReportView: ResultView {
    /// Where a report is.
    enum Place: Sendable {
        /// In the file at this path.
        case file(String, ReportFormat)
        /// On standard output.
        case output
        /// In events.
        case events
    }

    /// The report.
    let contents: ReportContents
    /// Where it is.
    let place: Place

    var completion: Completion {
        Completion(planID: contents.state.planID, totals: JSONObject(contents.state))
    }

    func lines(on canvas: Canvas) -> [Line] {
        guard case .file(let path, _) = place else { return [] }
        let line: Line = "\(contents.headline)"
        return line.wrapped(to: canvas.columns, indent: 2) + ["report: \(path)"]
    }

    var events: some Sequence<Event> {
        let jobs = contents.report.rows.map { Event(.job, JSONReport.members(of: $0)) }
        switch place {
        case .events: return AnySequence(jobs)
        case .output: return AnySequence([])
        case .file(let path, let format):
            return AnySequence([
                Event(
                    .report,
                    [
                        JSONMember(.path, .string(path)), JSONMember(.format, .string(format.rawValue)),
                        JSONMember(.words, .string(contents.headline)),
                    ]
                )
            ])
        }
    }
}
