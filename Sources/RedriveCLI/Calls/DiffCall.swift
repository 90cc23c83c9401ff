import RedriveCore
import RedriveEngine
import WorkatoJobs

/// What `redrive diff` does.
struct DiffCall {
    /// At most so many jobs of each kind of change are listed as text; events list all.
    static let mostJobs = 20

    let context: CommandContext
    let before: String
    let after: String

    func call() throws(ToolError) -> Completion {
        try context.refuseSecondInput([before, after])
        let old = try context.planOrRun(before).work
        let new = try context.planOrRun(after).work
        let diff = PlanDiff(old.plan, new.plan)
        let addresses = [old, new].map { WorkspaceAddress.key(of: $0.plan.header.workspace.url) }
        if addresses[0] != addresses[1] {
            context.console.warning("the plans are of two workspaces")
        }
        let kinds = [
            Kind(sign: "+", name: "added", words: "would be repeated now", style: .good, changes: diff.added),
            Kind(
                sign: "-",
                name: "removed",
                words: "would not be repeated any more",
                style: .bad,
                changes: diff.removed
            ),
            Kind(
                sign: "~",
                name: "changed",
                words: "in another step or for another reason",
                style: .caution,
                changes: diff.changed
            ),
            Kind(
                sign: "!",
                name: "reattempted",
                words: "were repeated in between and would be repeated again",
                style: .caution,
                changes: diff.reattempted
            ),
        ]
        context.console.result([
            "from plan \(old.planID) of \(old.plan.header.createdAt.formatted(.seconds)), \(Wording.count(old.plan.jobs.count, "job"))",
            "  to plan \(new.planID) of \(new.plan.header.createdAt.formatted(.seconds)), \(Wording.count(new.plan.jobs.count, "job"))",
        ])
        for kind in kinds { show(kind) }
        let both = "\(Wording.count(diff.unchanged, "job")) \(diff.unchanged == 1 ? "is" : "are") in both"
        context.console.result([diff.isEmpty ? "nothing changed, \(both)" : "\(both)"])
        let totals = kinds.map { JSONMember($0.name, .int($0.changes.count)) }
        return Completion(planID: new.planID, totals: totals + [JSONMember("unchanged", .int(diff.unchanged))])
    }

    private struct Kind {
        var sign: String
        var name: String
        var words: String
        var style: Line.Style
        var changes: [PlanDiff.Change]
    }

    private func show(_ kind: Kind) {
        guard !kind.changes.isEmpty else { return }
        var lines: [Line] = ["\(kind.sign, kind.style) \(Wording.count(kind.changes.count, "job")) \(kind.words)"]
        for change in kind.changes {
            if lines.count <= Self.mostJobs {
                lines.append(
                    "    \(change.recipe)  \(change.master)  \(words(change.before)) -> \(words(change.after))"
                )
            }
            context.console.event(
                "job",
                [
                    JSONMember("recipe_id", .int(change.recipe.value)),
                    JSONMember("master_job_id", .string(change.master.text)),
                    JSONMember("change", .string(kind.name)),
                    JSONMember("before", place(change.before)),
                    JSONMember("after", place(change.after)),
                ]
            )
        }
        if kind.changes.count > Self.mostJobs {
            lines.append("    and \(Wording.count(kind.changes.count - Self.mostJobs)) more; '--json' lists all")
        }
        context.console.result(lines.map { $0.cut(to: context.console.width) })
    }

    private func words(_ place: PlanDiff.Place?) -> String {
        switch place {
        case .included(let step): "included in '\(step)'"
        case .leftOut(_, let reason): reason.rawValue
        case nil: "not seen"
        }
    }

    private func place(_ place: PlanDiff.Place?) -> JSONValue {
        switch place {
        case .included(let step):
            .object([JSONMember("included", true), JSONMember("reason", .null), JSONMember("step", .string(step))])
        case .leftOut(let step, let reason):
            .object([
                JSONMember("included", false), JSONMember("reason", .string(reason.rawValue)),
                JSONMember("step", .string(step)),
            ])
        case nil: .null
        }
    }
}
