package import WorkatoJobs

/// One step of a runbook: what it does, and how it is carried out.
package struct Step: Sendable, Hashable {
    /// The name; unique in the runbook.
    ///
    /// A step without a name is called by its number: `step-1`, `step-2` and so on.
    package var name: String
    /// What the step does.
    package var kind: StepKind
    /// How the step is carried out.
    package var conduct: StepConduct

    /// A step from its parts.
    package init(name: String, kind: StepKind, conduct: StepConduct = StepConduct()) {
        self.name = name
        self.kind = kind
        self.conduct = conduct
    }
}

/// What a step of a runbook does.
///
/// Each kind has one key in the language, such as `repeat_jobs`.
package enum StepKind: Sendable, Hashable {
    /// Repeats the jobs of a selection.
    case repeatJobs(RepeatSelection)

    /// The recipes whose jobs it may touch.
    package var recipes: [RecipeID] {
        switch self {
        case .repeatJobs(let selection): selection.query.recipes
        }
    }
}
