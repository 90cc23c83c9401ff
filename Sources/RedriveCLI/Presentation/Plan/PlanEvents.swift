import WorkatoJobs
import RedriveCore

/// The events of a plan: `plan`, a `step` for each step, a `warning` for each warning.
struct PlanEvents {
    private let planned: IdentifiedPlan
    private let summary: PlanSummary
    private let path: String?

    /// - Parameter path: the file that the plan is in; nil if it is in none.
    init(_ planned: IdentifiedPlan, _ summary: PlanSummary, path: String?) {
        self.planned = planned
        self.summary = summary
        self.path = path
    }

    /// The events, in order.
    var all: [Event] {
        [plan] + planned.plan.header.steps.indices.map(step)
            + planned.plan.warnings.map { Event(.warning, [JSONMember(.message, .string($0))]) }
    }

    private var plan: Event {
        let header = planned.plan.header
        var members: JSONObject = [
            JSONMember(.planID, .string(planned.planID)), JSONMember(.name, .string(header.name)),
            JSONMember(.createdAt, .string(header.createdAt.description)),
            JSONMember(.reason, .optional(header.reason)),
            JSONMember(
                .workspace,
                .object([
                    JSONMember(.url, .string(header.workspace.url)),
                    JSONMember(.name, .optional(header.workspace.name)),
                    JSONMember(.dataCenter, .optional(header.workspace.dataCenter?.rawValue)),
                    JSONMember(.managedUser, .optional(header.workspace.managedUser)),
                    JSONMember(.identity, JSONValue(header.identity)),
                ])
            ),
            JSONMember(.simulated, .optional(header.simulated)),
            JSONMember(.path, .optional(path)),
        ]
        members += JSONObject(summary)
        members.append(JSONMember(.firstFailure, .optional(summary.firstFailure?.description)))
        members.append(JSONMember(.lastFailure, .optional(summary.lastFailure?.description)))
        members.append(JSONMember(.onUnknown, .string(header.onUnknown.rawValue)))
        members.append(JSONMember(.signatures, .array(summary.allSignatures.map(Self.value))))
        members.append(JSONMember(.errors, .array(ErrorGroup.all(of: summary).map { .object($0.members) })))
        return Event(.plan, members)
    }

    private static func value(_ count: PlanSummary.SignatureCount) -> JSONValue {
        .object([
            JSONMember(.recipeID, .int(count.signature.recipe.value)),
            JSONMember(.signature, .string(count.signature.words)),
            JSONMember(.jobs, .int(count.jobs)),
            JSONMember(.repeatedBefore, .int(count.repeatedBefore)),
        ])
    }

    private func step(_ index: Int) -> Event {
        let step = planned.plan.header.steps[index]
        let counts = summary.steps[index]
        let repeats: PlannedRepeats
        switch step.kind {
        case .repeatJobs(let found): repeats = found
        case .listJobs(let listing): return list(step, listing)
        case .resumeJobs(let source):
            return Event(
                .step,
                [
                    JSONMember(.step, .string(step.name)), JSONMember(.status, "planned"),
                    JSONMember(.jobs, .int(counts.jobs)), JSONMember(.requests, .int(counts.requests)),
                    JSONMember(.file, .string(source.file.path)), JSONMember(.dataBytes, .int(counts.dataBytes)),
                    JSONMember(.conduct, .string(StepWords(step, nil, of: planned.plan.header).conduct)),
                ]
            )
        }
        let leftOut = counts.leftOut.map { JSONMember(name: $0.reason.rawValue, .int($0.jobs)) }
        return Event(
            .step,
            [
                JSONMember(.step, .string(step.name)), JSONMember(.status, "planned"),
                JSONMember(.jobs, .int(counts.jobs)), JSONMember(.requests, .int(counts.requests)),
                JSONMember(.since, .optional(repeats.window.since?.description)),
                JSONMember(.until, .string(repeats.window.until.description)),
                JSONMember(.conditions, .array(repeats.limits.conditions.map { .string($0) })),
                JSONMember(.limit, .optional(repeats.limits.jobs)),
                JSONMember(.limitPerRecipe, .optional(repeats.limits.jobsPerRecipe)),
                JSONMember(.order, .string(repeats.order.rawValue)),
                JSONMember(.conduct, .string(StepWords(step, repeats, of: planned.plan.header).conduct)),
                JSONMember(.rollout, .optional(StepWords.rollout(ofStep: index, in: planned.plan))),
                JSONMember(.leftOut, .object(leftOut)),
                JSONMember(.recipes, .array(RecipeCount.all(of: planned.plan, step: index).map(value))),
                JSONMember(.recipeQuery, repeats.limits.recipes.map(Self.value) ?? .null),
            ]
        )
    }

    private static func value(_ resolved: ResolvedRecipes) -> JSONValue {
        let skipped = ResolvedRecipes.SkipReason.allCases.compactMap { reason in
            resolved.skipped[reason].map { JSONMember(name: reason.rawValue, .int($0)) }
        }
        return .object([
            JSONMember(.conditions, .array(resolved.conditions.map { .string($0) })),
            JSONMember(.matched, .int(resolved.matched)), JSONMember(.skipped, .object(skipped)),
        ])
    }

    private func list(_ step: PlannedStep, _ listing: JobListing) -> Event {
        Event(
            .step,
            [
                JSONMember(.step, .string(step.name)), JSONMember(.status, "planned"),
                JSONMember(.kind, "list_jobs"), JSONMember(.jobs, 0), JSONMember(.requests, 0),
                JSONMember(.since, .optional(listing.since?.description)),
                JSONMember(.until, .optional(listing.until?.description)),
                JSONMember(.conditions, .array((listing.predicate?.conditionsInWords ?? []).map { .string($0) })),
                JSONMember(.limit, .optional(listing.limit)),
                JSONMember(.limitPerRecipe, .optional(listing.limitPerRecipe)),
                JSONMember(.conduct, .string(ListingWords(step, listing, of: planned.plan.header).conduct)),
                JSONMember(.path, .optional(listing.save?.path)),
                JSONMember(
                    .recipes,
                    .array(listing.recipes.map { .object([JSONMember(.recipeID, .int($0.value))]) })
                ),
                JSONMember(.recipeQuery, listing.resolved.map(Self.value) ?? .null),
            ]
        )
    }

    private func value(_ count: RecipeCount) -> JSONValue {
        .object([
            JSONMember(.recipeID, .int(count.recipe.value)),
            JSONMember(.name, .optional(planned.plan.header.recipeNames[count.recipe])),
            JSONMember(.jobs, .int(count.jobs)),
            JSONMember(.requests, .int(count.requests)),
        ])
    }
}
