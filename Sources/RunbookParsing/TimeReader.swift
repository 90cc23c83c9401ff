internal import LocatedYAML
internal import WorkatoJobs

/// Reads times with one `now` and one time zone, so that all times of a runbook agree.
struct TimeReader {
    /// The time of `now`, which `6h ago` is relative to.
    var now: Timestamp
    /// For dates and times without an offset; nil if the runbook does not set it.
    var zone: TimeZoneText?

    /// A time; `beginning` is an error.
    func instant(_ node: Node, as name: String, _ diagnostics: inout Diagnostics) -> Timestamp? {
        switch value(node, as: name, &diagnostics) {
        case .instant(let instant): return instant
        case .beginning:
            diagnostics.error("'\(name)' must be \(TimeText.form); 'beginning' is for 'since' alone", at: node)
            return nil
        case nil: return nil
        }
    }

    /// A time or `beginning`.
    func value(_ node: Node, as name: String, _ diagnostics: inout Diagnostics) -> TimeText.Value? {
        guard let scalar = node.scalar, !scalar.isNull, !node.isInvalid else {
            node.mismatch(name, TimeText.form, &diagnostics)
            return nil
        }
        switch TimeText.parse(scalar.text, now: now, zone: zone) {
        case .success(let value): return value
        case .failure(.form):
            let help = TimeText.help(for: scalar.text, now: now, zone: zone)
            node.mismatch(name, TimeText.form, &diagnostics, help: help)
        case .failure(.noSuchTime):
            diagnostics.error("'\(name)' must be a time that exists; this is \(node.found)", at: node)
        case .failure(.noOffset):
            diagnostics.error(
                "'\(name)' must have an offset from UTC, because the runbook has no 'timezone'; this is \(node.found)",
                at: node,
                help: "write \(scalar.text)Z for UTC, or set 'timezone'"
            )
        }
        return nil
    }
}

extension TimeZoneText {
    /// UTC.
    static let utc = TimeZoneText(secondsFromUTC: 0)
}
