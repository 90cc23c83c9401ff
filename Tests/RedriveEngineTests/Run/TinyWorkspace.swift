import RedriveEngine
import Synchronization
import Transport
import WorkatoJobs

/// A workspace that repeats whatever it is asked to, lists the repeats, and keeps its own ledger.
///
/// It answers by text alone, so that nothing of the client's reading is used to check the client.
final class TinyWorkspace: HTTPTransport {
    /// One write as it arrived.
    struct Arrival: Sendable {
        var target: String
        var body: String
    }

    /// What it has seen and made so far.
    struct State {
        var arrivals: [Arrival] = []
        var repeats: [(recipe: String, master: String, id: String)] = []
        var reads = 0
        var sawToken = true
    }

    private let clock: any TimeSource
    private let latency: Duration
    /// What happens to the n-th write, from 1, instead of an answer; it is applied all the same where it is lost.
    private let fault: @Sendable (Int) -> TransportError?
    private let beforeWrite: @Sendable (Int) -> Void
    private let state: Mutex<State>

    init(
        clock: any TimeSource,
        latency: Duration = .milliseconds(50),
        fault: @escaping @Sendable (Int) -> TransportError? = { _ in nil },
        beforeWrite: @escaping @Sendable (Int) -> Void = { _ in },
        continuing state: State = State()
    ) {
        self.state = Mutex(state)
        self.clock = clock
        self.latency = latency
        self.fault = fault
        self.beforeWrite = beforeWrite
    }

    /// What another one can go on from.
    var snapshot: State { state.withLock { $0 } }
    /// The writes, in the order they arrived.
    var arrivals: [Arrival] { state.withLock { $0.arrivals } }

    /// How often each master was repeated.
    var ledger: [String: Int] {
        state.withLock { state in state.repeats.reduce(into: [:]) { $0[$1.master, default: 0] += 1 } }
    }

    func send(_ request: HTTPRequest, timeout: Duration) async throws(TransportError) -> HTTPResponse {
        guard request.headers["Authorization"] == "Bearer secret-token" else {
            return json(401, #"{"message":"Unauthorized"}"#)
        }
        switch request.method {
        case .get:
            try await wait()
            return json(200, list(request.target))
        case .post:
            let number = state.withLock { state in
                state.arrivals.append(
                    Arrival(target: request.target, body: String(decoding: request.body, as: UTF8.self))
                )
                return state.arrivals.count
            }
            beforeWrite(number)
            let failure = fault(number)
            if case .notSent = failure, let failure { throw failure }
            let answer = enqueue(request)
            try await wait()
            if let failure { throw failure }
            return json(200, answer)
        }
    }

    private func wait() async throws(TransportError) {
        do {
            try await clock.sleep(for: latency)
        } catch {
            throw .lost(.cancelled, detail: "given up")
        }
    }

    private func enqueue(_ request: HTTPRequest) -> String {
        let recipe = String(request.target.split(separator: "/")[2])
        let body = String(decoding: request.body, as: UTF8.self)
        let masters = body.split(separator: "\"").map(String.init).filter { $0.hasPrefix("j-") }
        return state.withLock { state in
            let results = masters.map { master in
                let id = "r-\(state.repeats.count + 1)"
                state.repeats.append((recipe, master, id))
                return #"{"requested_job_id":"\#(master)","status":"enqueued","job":{"id":"\#(id)"}}"#
            }
            let summary =
                #""summary":{"total_requested":\#(masters.count),"total_enqueued":\#(masters.count),"total_failed":0}"#
            return #"{"results":[\#(results.joined(separator: ","))],\#(summary)}"#
        }
    }

    private func list(_ target: String) -> String {
        let recipe = String(target.split(separator: "/")[2])
        return state.withLock { state in
            state.reads += 1
            let rows = state.repeats.filter { $0.recipe == recipe }.map { row in
                #"{"id":"\#(row.id)","master_job_id":"\#(row.master)","recipe_id":\#(recipe),"status":"succeeded","#
                    + #""started_at":"2026-11-23T21:00:00.000Z","completed_at":"2026-11-23T21:00:01.000Z"}"#
            }
            let items = target.contains("offset_job_id") ? [] : rows
            return
                #"{"job_count":\#(rows.count),"job_scope_count":\#(rows.count),"items":[\#(items.joined(separator: ","))]}"#
        }
    }

    private func json(_ status: Int, _ body: String) -> HTTPResponse {
        let type = HTTPHeaders.Field(name: "Content-Type", value: "application/json")
        return HTTPResponse(status: status, headers: HTTPHeaders([type]), body: Array(body.utf8))
    }
}
