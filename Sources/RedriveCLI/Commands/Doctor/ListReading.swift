import RedriveCore
import RedriveEngine
import Transport
import WorkatoJobs

/// Reads a recipe's lists in every way that a plan or a run does, one request after another.
struct ListReading: Sendable {
    /// One request, by what it shows.
    enum Look: Sendable, Hashable, CaseIterable {
        /// The newest jobs.
        case first
        /// The page behind the first one.
        case next
        /// The failed jobs.
        case failed
        /// The repeats.
        case reruns
        /// Backwards, from the last row of the first page.
        case previous
        /// Behind a job that does not exist.
        case unknownCursor
        /// One job.
        case job
    }

    /// A request that is due.
    struct Due: Sendable {
        /// What it shows.
        var look: Look
        /// What is asked.
        var read: ProbedRead
    }

    /// No job has this id: the first part is all zeros.
    private static let noJob = JobID(text: "j-00000000-000000")

    let recipe: RecipeID
    let limits: Limits
    private(set) var pages: [Look: JobPage] = [:]
    /// How a list was answered that gave no page, in words, and the status.
    private(set) var refusals: [Look: (status: Int?, words: String)] = [:]
    private var left = Look.allCases[...]

    /// Nothing was asked.
    init(recipe: RecipeID, limits: Limits) {
        self.recipe = recipe
        self.limits = limits
    }

    /// The next request; nil if nothing more can be learned.
    var next: Due? {
        // Without a first page the other ones say nothing more.
        guard refusals[.first] == nil else { return nil }
        for look in left {
            if let read = read(look) { return Due(look: look, read: read) }
        }
        return nil
    }

    private func read(_ look: Look) -> ProbedRead? {
        let first = pages[.first]?.items
        switch look {
        case .first: return .list(ListQuery(recipe: recipe))
        case .next: return first?.last.map { .list(ListQuery(recipe: recipe, offset: $0.id)) }
        case .failed: return .list(ListQuery(recipe: recipe, status: .failed))
        case .reruns: return .list(ListQuery(recipe: recipe, rerunOnly: true))
        case .previous: return first?.last.map { .list(ListQuery(recipe: recipe, offset: $0.id, prev: true)) }
        case .unknownCursor:
            return first?.isEmpty == false ? .list(ListQuery(recipe: recipe, offset: Self.noJob)) : nil
        case .job: return first?.first.map { .job(recipe, $0.id) }
        }
    }

    /// Takes the answer to a request.
    mutating func take(_ probe: Probe, for due: Due) {
        left = Look.allCases[...].drop { $0 != due.look }.dropFirst()
        guard due.look != .job else { return }
        switch probe.result {
        case .failure(let error): refusals[due.look] = (nil, error.description)
        case .success(let response):
            switch ListAnswer(reading: response) {
            case .value(let page): pages[due.look] = page
            case .unauthorized(let status, let message), .refused(let status, let message),
                .failed(let status, _, let message):
                refusals[due.look] = (status, "\(status): \(message)")
            case .notFound(let message): refusals[due.look] = (404, "404: \(message)")
            case .throttled: refusals[due.look] = (429, "429, again and again")
            case .unreadable(let status, let reason): refusals[due.look] = (status, "\(status): \(reason)")
            }
        }
    }

    /// What the answers show.
    var findings: [Finding] { ListFindings(self).all }
}
