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
        if let token = write.token {
            return ["\(request.method.rawValue, .bold) \(request.target)", Line(Self.hiddenBody(token)), .empty]
        }
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
            let body = write.token.map(Self.hiddenBody) ?? Self.body(request)
            return Event(
                .chunk,
                [
                    JSONMember(.chunk, .int(chunk)), JSONMember(.status, "dry_run"),
                    JSONMember(.step, .string(write.step)),
                ] + Self.target(write) + [
                    JSONMember(.method, .string(request.method.rawValue)), JSONMember(.path, .string(request.target)),
                    JSONMember(.body, .string(body)),
                ]
            )
        }
    }

    /// What a write is about.
    private static func target(_ write: PlannedWrite) -> JSONObject {
        switch write.write {
        case .repeatJobs(let recipe, let masters):
            [
                JSONMember(.recipeID, .int(recipe.value)),
                JSONMember(.masterJobIDs, .array(masters.map { .string($0.text) })),
            ]
        case .resumeJob:
            [JSONMember(.masterJobIDs, .array(write.token.map { [.string($0.fingerprint)] } ?? []))]
        }
    }

    private func request(_ write: PlannedWrite) -> HTTPRequest {
        switch write.write {
        case .repeatJobs(let recipe, let masters): api.repeatJobs(recipe, masters)
        // A dry run reads no token.
        case .resumeJob: api.resumeJob(token: Secret(""))
        }
    }

    /// The body with the token and the data hidden: the token's fingerprint and the size of the data.
    private static func hiddenBody(_ token: TokenRow) -> String {
        let data = token.data.map { ",\"data\":(\(Wording.count($0.bytes, "byte")))" } ?? ""
        return "{\"token\":(fingerprint \(token.fingerprint))\(data)}"
    }

    private static func body(_ request: HTTPRequest) -> String { String(decoding: request.body, as: UTF8.self) }
}
