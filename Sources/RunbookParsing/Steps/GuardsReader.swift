internal import LocatedYAML
internal import RedriveCore

/// Reads `stop_when`: `off`, or bounds of which each that is left out keeps its default.
struct GuardsReader {
    /// The guards; the defaults stand for what was refused.
    func read(_ node: Node, _ diagnostics: inout Diagnostics) -> Guards {
        var guards = Guards.default
        if node.isOff { return .off }
        guard case .mapping(let entries) = node.kind, var reader = node.mapping(of: "stop_when", &diagnostics) else {
            node.mismatch("stop_when", "off, or a mapping of bounds", &diagnostics)
            return guards
        }
        if entries.isEmpty, !node.isIncomplete {
            diagnostics.error("'stop_when' names at least one bound", at: node, help: "'stop_when: off' means none")
        }
        if let node = reader.optional("failed_again") {
            guards.failedAgain = threshold(node, as: "failed_again", &diagnostics)
        }
        if let node = reader.optional("refused") { guards.refused = threshold(node, as: "refused", &diagnostics) }
        if let node = reader.optional("unknown") { guards.unknown = threshold(node, as: "unknown", &diagnostics) }
        if let node = reader.optional("same_error"), !node.isOff {
            guards.sameError = node.int(as: "same_error", in: 1...RunbookParser.maximumJobs, &diagnostics)
        }
        if let node = reader.optional("min_sample") {
            let count = node.int(as: "min_sample", in: 1...RunbookParser.maximumJobs, &diagnostics)
            guards.minSample = count ?? guards.minSample
        }
        reader.finish(&diagnostics)
        return guards
    }

    /// `off`, a number of jobs, or a percentage.
    private func threshold(_ node: Node, as name: String, _ diagnostics: inout Diagnostics) -> Guards.Threshold? {
        if node.isOff { return nil }
        if let text = node.scalar?.text, !node.isRefused {
            if text.hasSuffix("%") {
                if let percent = DigitsText.parse(text.dropLast()), (1...100).contains(percent) {
                    return .percent(percent)
                }
            } else if let count = DigitsText.parse(text), (1...RunbookParser.maximumJobs).contains(count) {
                return .jobs(count)
            }
        }
        node.mismatch(
            name,
            "a number of jobs from 1 to \(RunbookParser.maximumJobs), a percentage from 1% to 100%, or off",
            &diagnostics
        )
        return nil
    }
}
