internal import LocatedYAML
internal import RedriveCore

/// Reads `ramp`: a list of totals, each a number of jobs or a percentage, that do not fall.
struct RampReader {
    /// The totals; empty if the list was refused.
    func read(_ node: Node, _ diagnostics: inout Diagnostics) -> [Rollout.Total] {
        if case .sequence(let nodes) = node.kind, nodes.count > Rollout.mostStages {
            diagnostics.error(
                "'ramp' must be a list of at most \(Rollout.mostStages); this has \(nodes.count)",
                at: node
            )
            return []
        }
        var last: [(total: Rollout.Total, node: Node)] = []
        let totals = node.list(as: "ramp", &diagnostics) { node, diagnostics -> Rollout.Total? in
            guard let total = readTotal(node, &diagnostics) else { return nil }
            if let before = last.last(where: { $0.total.isComparable(to: total) }), !before.total.isBelow(total) {
                diagnostics.error(
                    "a stage of 'ramp' must be larger than the one before; this is \(total.text) after \(before.total.text)",
                    at: node,
                    help: "stages are totals of the step's jobs, not further jobs",
                    secondary: [.init("the stage before", at: before.node.place)]
                )
            }
            if case .percent(100) = last.last?.total {
                diagnostics.error("no stage of 'ramp' may follow 100%", at: node)
            }
            last.append((total, node))
            return total
        }
        return totals ?? []
    }

    /// A number of jobs or a percentage.
    private func readTotal(_ node: Node, _ diagnostics: inout Diagnostics) -> Rollout.Total? {
        if let text = node.scalar?.text, !node.isInvalid {
            if text.hasSuffix("%") {
                if let share = DigitsText.parse(text.dropLast()), (1...100).contains(share) { return .percent(share) }
            } else if let count = DigitsText.parse(text), (1...RunbookParser.maximumJobs).contains(count) {
                return .jobs(count)
            }
        }
        node.mismatch(
            "a stage of 'ramp'",
            "a number of jobs from 1 to \(RunbookParser.maximumJobs), or a percentage from 1% to 100%",
            &diagnostics,
            help: (node.scalar?.text).flatMap(GuardKeys.percentage).map { "write \($0)%" }
        )
        return nil
    }
}

extension Rollout.Total {
    /// Whether it can be said without a plan which of the two is larger.
    fileprivate func isComparable(to other: Rollout.Total) -> Bool {
        switch (self, other) {
        case (.jobs, .jobs), (.percent, .percent): true
        case (.jobs, .percent), (.percent, .jobs): false
        }
    }

    /// Whether it is smaller than another of its kind.
    fileprivate func isBelow(_ other: Rollout.Total) -> Bool {
        switch (self, other) {
        case (.jobs(let own), .jobs(let other)), (.percent(let own), .percent(let other)): own < other
        case (.jobs, .percent), (.percent, .jobs): true
        }
    }
}
