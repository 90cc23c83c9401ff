import Transport
import RedriveCore
import RedriveEngine
import WorkatoJobs

/// Every request that would be sent: its method, path and body.
///
/// Lines and events are made one request at a time, because there may be tens of thousands.
struct DryRunView: View {
    private let writes: [PlannedWrite]
    private let api: JobsAPI
    /// The number of each write's chunk.
    private let chunks: [Int]

    /// - Parameters:
    ///   - workspace: where they would go.
    ///   - nextChunk: the number of the first new chunk.
    init(_ writes: [PlannedWrite], to workspace: Workspace, nextChunk: Int = 1) {
        self.writes = writes
        api = JobsAPI(managedUser: workspace.managedUser)
        var next = nextChunk
        chunks = writes.map { write in
            if let chunk = write.chunk { return chunk }
            defer { next += 1 }
            return next
        }
    }

    func lines(on canvas: Canvas) -> some Sequence<Line> {
        (0...writes.count).lazy.flatMap { index in index < writes.count ? lines(of: writes[index]) : [total] }
    }

    private func lines(of write: PlannedWrite) -> [Line] {
        let request = request(write)
        return ["\(request.method.rawValue, .bold) \(request.target)", Line(Self.body(request)), .empty]
    }

    private var total: Line {
        let jobs = writes.reduce(0) { $0 + $1.write.jobs }
        return
            "dry run: \(Wording.count(writes.count, "request")) with \(Wording.count(jobs, "job")) would be sent; none was"
    }

    var events: some Sequence<Event> {
        zip(writes, chunks).lazy.map { write, chunk in
            let request = request(write)
            return Event(
                .chunk,
                [
                    JSONMember(.chunk, .int(chunk)), JSONMember(.status, "dry_run"),
                    JSONMember(.step, .string(write.step)),
                ] + Self.target(write.write) + [
                    JSONMember(.method, .string(request.method.rawValue)), JSONMember(.path, .string(request.target)),
                    JSONMember(.body, .string(Self.body(request))),
                ]
            )
        }
    }

    /// What a write is about.
    private static func target(_ write: Write) -> JSONObject {
        switch write {
        case .repeatJobs(let recipe, let masters):
            [
                JSONMember(.recipeID, .int(recipe.value)),
                JSONMember(.masterJobIDs, .array(masters.map { .string($0.text) })),
            ]
        }
    }

    private func request(_ write: PlannedWrite) -> HTTPRequest { api.request(for: write.write) }

    private static func body(_ request: HTTPRequest) -> String { String(decoding: request.body, as: UTF8.self) }
}
