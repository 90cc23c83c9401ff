import RedriveTestSupport
import WorkatoJobs

@testable import RedriveCore

/// Drives a listing against made-up servers, one for each recipe.
struct ListingDriver {
    var servers: [RecipeID: ListServer]
    var details: [JobID: JobDetail] = [:]

    /// What a listing gave.
    struct Result {
        var rows: [ListedRow] = []
        var summary: ListingSummary?
        var failure: ListingError?
        var queries: [ListQuery] = []
        /// The most rows that were given at once.
        var mostAtOnce = 0

        var ids: [String] { rows.map(\.row.id.text) }
    }

    init(_ servers: [RecipeID: ListServer]) { self.servers = servers }

    mutating func run(
        _ listing: JobListing,
        order: JobListingStateMachine.Order = .recipeByRecipe
    ) -> Result {
        var machine = JobListingStateMachine(listing, order: order, lookback: .seconds(1800))
        var result = Result()
        var effects = machine.begin()
        for _ in 0..<5000 {
            var reply: ReadReply?
            for effect in effects {
                switch effect {
                case .rows(let rows):
                    result.rows += rows
                    result.mostAtOnce = max(result.mostAtOnce, rows.count)
                case .list(let query):
                    result.queries.append(query)
                    reply = answer(query)
                case .job(_, let job):
                    reply = details[job].map(ReadReply.job) ?? .failed(.notFound("no such job"))
                case .finished(let summary): result.summary = summary
                case .failed(let error): result.failure = error
                }
            }
            guard let reply else { break }
            effects = machine.received(reply)
        }
        return result
    }

    private mutating func answer(_ query: ListQuery) -> ReadReply {
        guard var server = servers[query.recipe] else { return .failed(.notFound("no such recipe")) }
        defer { servers[query.recipe] = server }
        if server.refuses(query) { return .failed(.notFound("no such job")) }
        return .page(server.answer(query))
    }
}
