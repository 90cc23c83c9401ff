import Transport

@testable import WorkatoSimulator

/// A client that writes its requests by hand and lets time pass between them.
struct Visitor {
    var world: World
    var time: SimulatedTime
    /// Time that passes before each request; long enough for the limits.
    var pause = Duration.seconds(1)
    var token = "simulated-token"

    /// The begin of all worlds of these tests: 2026-11-23T12:00:00Z.
    static let start = SimulatedTime(milliseconds: 1_795_435_200_000)

    init(_ scenario: Scenario, seed: UInt64 = 7) {
        world = World(scenario: scenario, seed: seed, start: Self.start)
        time = Self.start
    }

    mutating func send(
        _ method: HTTPRequest.Method,
        _ target: String,
        body: String = "",
        contentType: String = "application/json"
    ) -> Exchange.Fate {
        time = time + pause
        var headers = HTTPHeaders([.init(name: "Authorization", value: "Bearer \(token)")])
        if !body.isEmpty { headers["Content-Type"] = contentType }
        let request = HTTPRequest(method: method, target: target, headers: headers, body: Array(body.utf8))
        return world.receive(request, at: time).fate
    }

    mutating func list(_ query: String = "", recipe: Int = 1) -> Answer {
        Answer(send(.get, "/api/recipes/\(recipe)/jobs" + (query.isEmpty ? "" : "?\(query)")))
    }

    mutating func get(_ job: String, recipe: Int = 1) -> Answer {
        Answer(send(.get, "/api/recipes/\(recipe)/jobs/\(job)"))
    }

    mutating func repeatJobs(_ ids: [String], recipe: Int = 1) -> Answer { Answer(repeatFate(ids, recipe: recipe)) }

    mutating func repeatFate(_ ids: [String], recipe: Int = 1) -> Exchange.Fate {
        let list = ids.map { "\"\($0)\"" }.joined(separator: ",")
        return send(.post, "/api/recipes/\(recipe)/repeat_jobs", body: #"{"job_ids":[\#(list)]}"#)
    }

    /// All rows of a walk by cursor, at most 1000 pages.
    mutating func walk(_ query: String = "", recipe: Int = 1) -> [JSON] {
        var rows: [JSON] = []
        for _ in 0..<1000 {
            let cursor = rows.last?["id"]?.string.map { "offset_job_id=\($0)&" } ?? ""
            let page = list(cursor + query, recipe: recipe).rows
            if page.isEmpty { return rows }
            rows += page
        }
        return rows
    }

    mutating func wait(_ duration: Duration) {
        time = time + duration
        world.advance(to: time)
    }
}

/// What a client can see of a whole answer.
struct Answer {
    var status: Int?
    var headers = HTTPHeaders()
    var json: JSON?

    init(_ fate: Exchange.Fate) {
        guard case .answer(let response, after: _) = fate else { return }
        status = response.status
        headers = response.headers
        json = JSON(response.body)
    }

    var message: String? { json?["message"]?.string }
    var rows: [JSON] { json?["items"]?.array ?? [] }
    var ids: [String] { rows.compactMap { $0["id"]?.string } }
    var results: [JSON] { json?["results"]?.array ?? [] }
    var newIDs: [String] { results.compactMap { $0["job"]?["id"]?.string } }
    var typeIDs: [String] { results.compactMap { $0["error"]?["type_id"]?.string } }
}

extension Scenario {
    /// Recipe 1 with failed masters `j-1`, `j-2`, …, one started each minute, the last one an hour before the begin.
    static func failures(_ count: Int, _ change: (inout Scenario) -> Void = { _ in }) -> Scenario {
        let jobs = (1...max(1, count)).prefix(count).map { number in
            Job("j-\(number)", .failed, startedAt: .fromStart(.seconds(-3600 - 60 * (count - number))))
        }
        var scenario = Scenario(recipes: [Recipe(id: 1, jobs: Array(jobs))])
        change(&scenario)
        return scenario
    }
}

/// A list of recipe 1, for tests that keep their own time.
let listRequest = HTTPRequest(
    method: .get,
    target: "/api/recipes/1/jobs",
    headers: HTTPHeaders([.init(name: "Authorization", value: "Bearer simulated-token")])
)
