import FoundationEssentials
import Testing

/// The events that a command printed with `--json`.
struct Events {
    /// One line, taken apart.
    struct Event: Decodable {
        struct Totals: Decodable {
            var planned: Int?
            var enqueued: Int?
            var held: Int?
            var outcomes: [String: Int]?
            var jobs: Int?
            var requests: Int?
            var recipes: Int?
            var leftOut: [String: Int]?
            var estimatedSeconds: Int?
            var complete: Bool?
            var completeBecause: String?

            private enum CodingKeys: String, CodingKey {
                case planned, enqueued, held, outcomes, jobs, requests, recipes
                case leftOut = "left_out"
                case estimatedSeconds = "estimated_seconds"
                case complete
                case completeBecause = "complete_because"
            }
        }

        var type: String
        var events: String?
        var planID: String?
        var exit: Int?
        var totals: Totals?
        var message: String?
        var status: String?
        var included: Bool?
        var recipeID: Int?
        var masterJobID: String?
        var jobID: String?
        var reason: String?
        var jobClass: String?
        var outcome: String?
        var complete: Bool?
        var resume: [String]?

        private enum CodingKeys: String, CodingKey {
            case type, events
            case planID = "plan_id"
            case exit, totals, message, status, included, reason
            case recipeID = "recipe_id"
            case masterJobID = "master_job_id"
            case jobID = "job_id"
            case jobClass = "class"
            case outcome, complete, resume
        }
    }

    let all: [Event]

    init(_ transcript: Bench.Transcript) throws {
        all = try transcript.lines.map { line in
            try JSONDecoder().decode(Event.self, from: Data(line.utf8))
        }
    }

    var last: Event { get throws { try #require(all.last) } }

    func all(_ type: String) -> [Event] { all.filter { $0.type == type } }
}
