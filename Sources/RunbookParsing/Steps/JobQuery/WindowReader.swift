internal import LocatedYAML
internal import WorkatoJobs

/// Reads `since` and `until`.
struct WindowReader {
    /// How times are read.
    var times: TimeReader

    private let keys = JobQueryKeys()

    /// A reader with one `now` and one time zone.
    init(times: TimeReader) { self.times = times }

    /// The window; nil if one of its ends was refused or is missing.
    ///
    /// A `since` of nil is no lower bound. With `isRequired`, `since` must be written; otherwise it may be left out.
    func read(
        _ reader: inout MappingReader,
        isRequired: Bool,
        _ diagnostics: inout Diagnostics
    ) -> (since: Timestamp?, until: Timestamp)? {
        let sinceNode =
            isRequired
            ? reader.required(
                keys.since.name,
                help: "add the start of the window, such as since: 6h ago or since: 2026-11-20"
            )
            : reader.optional(keys.since.name)
        let untilNode = keys.until.node(in: &reader)
        let since = sinceNode.map { times.value($0, as: "since", &diagnostics) }
        let until = untilNode.map { times.instant($0, as: "until", &diagnostics) } ?? times.now
        if isRequired, sinceNode == nil { return nil }
        switch since {
        case nil, .beginning??:
            return until.map { (nil, $0) }
        case .some(nil):
            return nil
        case .instant(let since)??:
            guard let sinceNode else { return nil }
            if since > times.now {
                diagnostics.error("'since' must not be in the future; this is \(sinceNode.found)", at: sinceNode)
                return nil
            }
            guard let until else { return nil }
            guard since < until else {
                diagnostics.error(
                    "'since' (\(shown(sinceNode))) must be earlier than 'until' (\(untilNode.map(shown) ?? "now"))",
                    at: sinceNode,
                    secondary: untilNode.map { [.init("the window ends here", at: $0.place)] } ?? []
                )
                return nil
            }
            return (since, until)
        }
    }

    /// A time as it is written, with or without quotes.
    private func shown(_ node: Node) -> String { node.scalar?.text ?? "" }
}
