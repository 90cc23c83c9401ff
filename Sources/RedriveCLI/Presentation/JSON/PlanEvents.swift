import WorkatoJobs
import RedriveCore

/// The events of a plan: `plan`, a `step` for each step, a `warning` for each warning.
struct PlanEvents {
    private let work: PlannedWork
    private let summary: PlanSummary

    init(_ work: PlannedWork, _ summary: PlanSummary) {
        self.work = work
        self.summary = summary
    }

    /// Tells them.
    ///
    /// - Parameter path: the file that the plan is in; nil where there is none.
    func tell(_ console: Console, path: String?) {
        guard console.settings.json else { return }
        let header = work.plan.header
        var members: JSONObject = [
            JSONMember("plan_id", .string(work.planID)), JSONMember("name", .string(header.name)),
            JSONMember("created_at", .string(header.createdAt.description)),
            JSONMember("reason", .optional(header.reason)),
            JSONMember(
                "workspace",
                .object([
                    JSONMember("url", .string(header.workspace.url)),
                    JSONMember("name", .optional(header.workspace.name)),
                ])
            ),
            JSONMember("simulated", .optional(header.simulated)),
            JSONMember("path", .optional(path)),
        ]
        members += JSONObject(summary)
        members.append(JSONMember("first_failure", .optional(summary.firstFailure?.description)))
        members.append(JSONMember("last_failure", .optional(summary.lastFailure?.description)))
        members.append(
            JSONMember(
                "signatures",
                .array(
                    summary.allSignatures.map { signature in
                        .object([
                            JSONMember("recipe_id", .int(signature.signature.recipe.value)),
                            JSONMember("signature", .string(signature.signature.words)),
                            JSONMember("jobs", .int(signature.jobs)),
                        ])
                    }
                )
            )
        )
        console.event("plan", members)
        for (index, step) in header.steps.enumerated() { tell(console, index, step) }
        for warning in work.plan.warnings { console.warning(warning) }
    }

    private func tell(_ console: Console, _ index: Int, _ step: PlannedStep) {
        let counts = summary.steps[index]
        let window =
            switch step.kind {
            case .repeatJobs(let repeats): repeats.window
            }
        console.event(
            "step",
            [
                JSONMember("step", .string(step.name)), JSONMember("status", "planned"),
                JSONMember("jobs", .int(counts.jobs)), JSONMember("requests", .int(counts.requests)),
                JSONMember("since", .optional(window.since?.description)),
                JSONMember("until", .string(window.until.description)),
                JSONMember(
                    "recipes",
                    .array(
                        RecipeCount.all(of: work.plan, step: index).map { recipe in
                            .object([
                                JSONMember("recipe_id", .int(recipe.recipe.value)),
                                JSONMember("jobs", .int(recipe.jobs)),
                                JSONMember("requests", .int(recipe.requests)),
                            ])
                        }
                    )
                ),
            ]
        )
    }
}

extension JSONObject {
    /// The totals of a plan, for `summary`.
    ///
    /// Source: product.md, "Totals of a plan".
    init(_ summary: PlanSummary) {
        let leftOut = summary.leftOut.map { JSONMember($0.reason.rawValue, .int($0.jobs)) }
        self = [
            JSONMember("jobs", .int(summary.jobs)), JSONMember("requests", .int(summary.requests)),
            JSONMember("recipes", .int(summary.recipes)), JSONMember("left_out", .object(leftOut)),
            JSONMember("estimated_seconds", .int(Wording.seconds(summary.estimate.total))),
            JSONMember("complete", .bool(summary.isComplete)),
            JSONMember("complete_because", .string(summary.completeBecause.rawValue)),
        ]
    }
}
