import RedriveCore
import WorkatoJobs

/// The pages of recipes and jobs in the web application of a plan's workspace.
struct WebPages: Sendable {
    private let address: String

    /// The pages of a plan's workspace; nil if their address is not known, as for a simulated workspace or one named by its URL.
    init?(_ header: PlanHeader) {
        guard header.simulated == nil, let center = header.workspace.dataCenter else { return nil }
        address = center.webURL
    }

    /// The page of a recipe, which lists its jobs.
    func page(of recipe: RecipeID) -> String { "\(address)/recipes/\(recipe)" }

    /// The page of a job.
    ///
    /// Source: the addresses that the web application shows, which a runbook accepts for jobs as well.
    func page(of job: JobID, in recipe: RecipeID) -> String { "\(page(of: recipe))/job/\(job)" }
}
