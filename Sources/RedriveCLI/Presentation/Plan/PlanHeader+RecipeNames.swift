import RedriveCore
import WorkatoJobs

extension PlanHeader {
    /// A recipe as people read it: its id, and its name if it is known, as in `28904 (Orders to CRM)`.
    func label(of recipe: RecipeID) -> String {
        recipeNames[recipe].map { "\(recipe) (\($0))" } ?? recipe.description
    }
}
