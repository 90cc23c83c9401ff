import RedriveCore
import RedriveEngine
import RedriveTestSupport
import Synchronization
import Transport
import WorkatoJobs
import WorkatoSimulator

/// A simulated workspace in virtual time, behind the same protocol as the real one.
///
/// It outlives the commands of a test.
final class WorldTransport: HTTPTransport {
    private let world: Mutex<World>
    private let time: VirtualTime
    private let requests = Mutex<[HTTPRequest]>([])
    private let ignoresCursors: Bool

    /// - Parameter ignoresCursors: whether each page of a list is its first.
    init(_ world: World, time: VirtualTime, ignoresCursors: Bool = false) {
        self.world = Mutex(world)
        self.time = time
        self.ignoresCursors = ignoresCursors
    }

    /// All requests so far.
    var sent: [HTTPRequest] { requests.withLock(\.self) }

    /// The writes among them.
    var writes: [HTTPRequest] { sent.filter { $0.method == .post } }

    /// What really happened.
    var ledger: Ledger { world.withLock(\.ledger) }

    func send(_ request: HTTPRequest, timeout: Duration) async throws(TransportError) -> HTTPResponse {
        requests.withLock { $0.append(request) }
        let arrival = SimulatedTime(milliseconds: time.now().wall.milliseconds)
        let exchange = world.withLock { $0.receive(withoutCursor(request), at: arrival) }
        let (result, after) = exchange.outcome(timeout: timeout)
        try? await time.sleep(for: after)
        return try result.get()
    }

    private func withoutCursor(_ request: HTTPRequest) -> HTTPRequest {
        guard ignoresCursors else { return request }
        var changed = request
        changed.target = request.target.replacing(/offset_job_id=[^&]*&?/, with: "")
        return changed
    }
}
