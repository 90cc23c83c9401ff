import RedriveEngine
import Transport
import RedriveCore
import WorkatoJobs

/// What the token may do, judged by reads alone.
struct RightsFindings: Sendable {
    /// An endpoint that is read.
    private enum Endpoint: String, CaseIterable {
        case workspace = "get workspace"
        case list = "list jobs"
        case job = "get job"
        case recipes = "list recipes"
        case folders = "list folders"

        init(_ read: ProbedRead) {
            switch read {
            case .workspace: self = .workspace
            case .list: self = .list
            case .job: self = .job
            case .recipes: self = .recipes
            case .folders: self = .folders
            }
        }
    }

    /// The best answer of each endpoint: once allowed is allowed.
    private var answers: [Endpoint: Int] = [:]

    /// Rights of a token whose workspace was asked for.
    init(me: Probe) { take(.workspace, me) }

    /// Takes an answer into account.
    mutating func take(_ read: ProbedRead, _ probe: Probe) {
        guard case .success(let response) = probe.result else { return }
        let endpoint = Endpoint(read)
        if answers[endpoint] != 200 { answers[endpoint] = response.status }
    }

    /// Whether the token is accepted at all.
    ///
    /// - Parameter isSimulated: a simulated workspace has a token of its own.
    func token(of workspace: Workspace, isSimulated: Bool) -> [Finding] {
        let source = isSimulated ? "the scenario" : workspace.token.words
        if answers.values.contains(where: { $0 == 200 || $0 == 404 }) {
            return [Finding(.token, .good, "the token from \(source) is accepted")]
        }
        let refused = answers.values.allSatisfy { $0 == 401 || $0 == 403 }
        guard refused, answers.count > 1 else {
            return [
                Finding(
                    .token,
                    .notChecked,
                    "no answer shows whether the token from \(source) is accepted",
                    meaning: "name a recipe: a refused question about the workspace says nothing about other rights"
                )
            ]
        }
        return [
            Finding(
                .token,
                .failed,
                "every read is refused with the token from \(source)",
                meaning: "the token is wrong, of another data center, or its API client has no privilege for jobs",
                status: .noToken
            )
        ]
    }

    /// A finding for each endpoint.
    var findings: [Finding] {
        let seen = Endpoint.allCases.compactMap { endpoint -> Finding? in
            guard let status = answers[endpoint] else {
                return Finding(.rights, .notChecked, "\(endpoint.rawValue): not asked")
            }
            switch status {
            case 200: return Finding(.rights, .good, "\(endpoint.rawValue): allowed")
            case 401, 403:
                let verdict: Finding.Verdict =
                    switch endpoint {
                    case .workspace, .recipes, .folders: .note
                    case .job: .warning
                    case .list: .failed
                    }
                return Finding(
                    .rights,
                    verdict,
                    "\(endpoint.rawValue): refused with \(status)",
                    meaning: meaning(of: endpoint),
                    settles: .refusals,
                    status: endpoint == .list ? .noToken : .done
                )
            default:
                return Finding(.rights, .note, "\(endpoint.rawValue): answered with \(status)")
            }
        }
        return seen + [
            Finding(
                .rights,
                .notChecked,
                "repeat jobs, resume job: only a write shows whether they are allowed",
                meaning: "if not, a run stops with exit status 77 at its first request, and nothing is applied"
            )
        ]
    }

    private func meaning(of endpoint: Endpoint) -> String {
        switch endpoint {
        case .workspace: "the workspace's name and id stay unknown; nothing else depends on it"
        case .list: "nothing can be planned: give the API client the privilege to list jobs"
        case .recipes: "recipes are named by their ids: 'recipes: all', queries and 'redrive recipes' are refused"
        case .folders: "queries cannot name a folder; everything else of a query works"
        case .job: "'inspect', test jobs and single jobs cannot be read; plans from lists work"
        }
    }
}
