package import RedriveCore
package import RedriveEngine
import Synchronization
package import Transport
import WorkatoJobs

/// A workspace that only lists and repeats, with any number of jobs, in virtual time.
///
/// It keeps a few numbers for each repeat, so that a run of a million jobs can be simulated. Lists are newest first, pages have 25 rows,
/// the repeats of one request start at the same time, and every one ends well after the same time. It checks the documented limits at
/// the moment at which a request arrives.
package final class ModelWorkspace: HTTPTransport {
    /// How the workspace behaves.
    package struct Behavior: Sendable {
        /// From sending to the answer; the request arrives after half of it.
        package var latency: Duration = .milliseconds(150)
        /// How long a repeat runs.
        package var runningTime: Duration = .seconds(4)
        /// The most that a write takes longer on the way there than half of the latency; by chance, evenly.
        package var jitterThere: Duration = .zero
        /// The same of its answer.
        package var jitterBack: Duration = .zero
        /// The least time between two writes.
        package var writesApart: Duration = .seconds(1)
        /// Whether an answer with 429 says when to come again: after a second.
        package var namesRetryAfter = true
        /// Repeats the jitter.
        package var seed: UInt64 = 1

        /// The behavior of the documented scale table.
        package init() {}
    }

    /// What it has seen.
    package struct Tally: Sendable {
        /// When the first write arrived.
        package fileprivate(set) var firstWrite: Instant?
        /// When the last write arrived.
        package fileprivate(set) var lastWrite: Instant?
        /// Writes that were taken.
        package fileprivate(set) var writes = 0
        /// Pages that were given.
        package fileprivate(set) var reads = 0
        /// Requests that came too early.
        package fileprivate(set) var throttled = 0
        /// When a write came too early last.
        package fileprivate(set) var lastEarlyWrite: Instant?
        /// Jobs that were repeated.
        package fileprivate(set) var repeated = 0
        fileprivate var recentReads: [Instant] = []
    }

    private struct Repeat {
        var master: String
        var startedAt: Int64
    }

    private struct State {
        var repeats: [Int: [Repeat]] = [:]
        var tally = Tally()
        var chance: Chance
    }

    /// Rows a page.
    static let pageSize = 25

    private let clock: any TimeSource
    private let behavior: Behavior
    private let state: Mutex<State>

    /// A workspace without repeats.
    package init(clock: any TimeSource, behavior: Behavior = Behavior()) {
        self.clock = clock
        self.behavior = behavior
        state = Mutex(State(chance: Chance(seed: behavior.seed)))
    }

    /// What it has seen so far.
    package var tally: Tally { state.withLock(\.tally) }

    /// Answers a request after the latency.
    package func send(_ request: HTTPRequest, timeout: Duration) async throws(TransportError) -> HTTPResponse {
        let isWrite = request.method == .post
        await pause(behavior.latency / 2 + (isWrite ? jitter(behavior.jitterThere) : .zero))
        let now = clock.now()
        let response = state.withLock { answer(request, at: now, &$0) }
        await pause(behavior.latency / 2 + (isWrite ? jitter(behavior.jitterBack) : .zero))
        return response
    }

    private func jitter(_ most: Duration) -> Duration {
        most > .zero ? most * state.withLock { Double.random(in: 0...1, using: &$0.chance) } : .zero
    }

    private func pause(_ time: Duration) async { try? await clock.sleep(until: clock.now().instant + time) }

    private func answer(_ request: HTTPRequest, at now: Moment, _ state: inout State) -> HTTPResponse {
        let parts = request.target.split(separator: "?", maxSplits: 1)
        let path = parts[0].split(separator: "/")
        guard path.count == 4, let recipe = Int(path[2]) else { return HTTPResponse(status: 404) }
        switch request.method {
        case .post:
            if let last = state.tally.lastWrite, now.instant - last < behavior.writesApart {
                state.tally.lastEarlyWrite = now.instant
                return throttled(&state)
            }
            if state.tally.firstWrite == nil { state.tally.firstWrite = now.instant }
            state.tally.lastWrite = now.instant
            state.tally.writes += 1
            return enqueue(request.body, of: recipe, at: now, &state)
        case .get:
            state.tally.recentReads.removeAll { $0 + .seconds(60) <= now.instant }
            if state.tally.recentReads.count >= 60 { return throttled(&state) }
            state.tally.recentReads.append(now.instant)
            state.tally.reads += 1
            let query = parts.count > 1 ? parts[1].split(separator: "&") : []
            let offset = query.first { $0.hasPrefix("offset_job_id=") }?.dropFirst("offset_job_id=".count)
            return page(of: recipe, after: offset.map(String.init), at: now, state)
        }
    }

    private func throttled(_ state: inout State) -> HTTPResponse {
        state.tally.throttled += 1
        let retryAfter = behavior.namesRetryAfter ? [HTTPHeaders.Field(name: "Retry-After", value: "1")] : []
        return HTTPResponse(status: 429, headers: HTTPHeaders(retryAfter))
    }

    /// Takes a body `{"job_ids":["…"]}`; ids in a model hold nothing that is escaped.
    private func enqueue(_ body: [UInt8], of recipe: Int, at now: Moment, _ state: inout State) -> HTTPResponse {
        let text = String(decoding: body, as: UTF8.self)
        guard let open = text.firstIndex(of: "["), let close = text.lastIndex(of: "]") else {
            return HTTPResponse(status: 400)
        }
        let masters = text[text.index(after: open)..<close].split(separator: ",").map { $0.filter { $0 != "\"" } }
        var results: [String] = []
        for master in masters {
            let number = state.repeats[recipe]?.count ?? 0
            state.repeats[recipe, default: []].append(Repeat(master: String(master), startedAt: now.wall.milliseconds))
            results.append(
                #"{"requested_job_id":"\#(master)","status":"enqueued","job":{"id":"r-\#(recipe)-\#(number)"}}"#
            )
        }
        state.tally.repeated += masters.count
        let summary =
            #"{"total_requested":\#(masters.count),"total_enqueued":\#(masters.count),"total_failed":0}"#
        return json(#"{"results":[\#(results.joined(separator: ","))],"summary":\#(summary)}"#)
    }

    private func page(of recipe: Int, after offset: String?, at now: Moment, _ state: State) -> HTTPResponse {
        let repeats = state.repeats[recipe] ?? []
        let end = offset.flatMap { $0.split(separator: "-").last }.flatMap { Int($0) } ?? repeats.count
        let first = max(0, end - Self.pageSize)
        var rows: [String] = []
        for number in stride(from: end - 1, through: first, by: -1) {
            rows.append(row(repeats[number], number, recipe, at: now))
        }
        let counts = #""job_succeeded_count":0,"job_failed_count":0,"job_count":\#(2_000_000 + repeats.count)"#
        return json(#"{\#(counts),"job_scope_count":\#(repeats.count),"items":[\#(rows.joined(separator: ","))]}"#)
    }

    private func row(_ repeated: Repeat, _ number: Int, _ recipe: Int, at now: Moment) -> String {
        let start = Timestamp(milliseconds: repeated.startedAt)
        let end = start + behavior.runningTime
        let isOver = end <= now.wall
        let status = isOver ? "succeeded" : "pending"
        let completed = isOver ? "\"\(end.formatted())\"" : "null"
        return """
            {"id":"r-\(recipe)-\(number)","completed_at":\(completed),"started_at":"\(start.formatted())","title":"",\
            "is_poll_error":false,"error":null,"is_error":false,"status":"\(status)","calling_recipe_id":null,\
            "calling_job_id":null,"recipe_id":\(recipe),"root_recipe_id":null,"root_job_id":null,\
            "master_job_id":"\(repeated.master)"}
            """
    }

    private func json(_ text: String) -> HTTPResponse {
        HTTPResponse(
            status: 200,
            headers: HTTPHeaders([.init(name: "Content-Type", value: "application/json")]),
            body: Array(text.utf8)
        )
    }
}
