package import RedriveCore
package import Transport
package import WorkatoJobs

/// Talks to one workspace: every request passes the pacing gate, reads are tried again, writes never are.
package struct WorkspaceClient: Sendable {
    /// How long a read may take: longer than the server works on it.
    static let readTimeout = DocumentedLimits.serverTimeLimit + Self.beyondServer
    /// Time for an answer to arrive after the server has given a request up.
    private static let beyondServer: Duration = .seconds(5)

    let transport: any HTTPTransport
    let token: Secret
    /// The workspace's gate.
    package let pacing: SharedPacing
    let clock: any TimeSource
    let api: JobsAPI
    /// Where requests go, for messages.
    private let address: String
    private let writeTimeout: Duration
    let jitter: @Sendable () -> Double
    let onNote: @Sendable (ClientNote) -> Void
    /// The tokens that can be sent; nil for none.
    package var payloads: ResumePayloads?

    /// A client.
    ///
    /// - Parameters:
    ///   - pacing: the workspace's gate.
    ///   - api: how requests are built.
    ///   - jitter: 0 to 1, by chance; spreads what is tried again.
    ///   - onNote: told what happens before an answer comes.
    package init(
        transport: any HTTPTransport,
        token: Secret,
        workspace: Workspace,
        pacing: SharedPacing,
        clock: any TimeSource,
        api: JobsAPI = JobsAPI(),
        jitter: @escaping @Sendable () -> Double = { Double.random(in: 0...1) },
        onNote: @escaping @Sendable (ClientNote) -> Void = { _ in }
    ) {
        self.transport = transport
        self.token = token
        self.pacing = pacing
        self.clock = clock
        self.jitter = jitter
        self.onNote = onNote
        self.api = api
        address = workspace.url
        writeTimeout = max(Self.readTimeout, workspace.serverTimeout + Self.beyondServer)
    }

    /// Reads one page of a job list.
    ///
    /// - Parameter onThrottle: called for each 429.
    /// - Throws: `SharedPacing.PacingError` where it was cancelled or the shared pacing cannot be used.
    package func list(
        _ query: ListQuery,
        priority: ReadPriority,
        onThrottle: @Sendable () -> Void = {}
    ) async throws(SharedPacing.PacingError) -> ReadReply {
        try await read(api.list(query), priority: priority, onThrottle: onThrottle) {
            .init(ListAnswer(reading: $0), describe: told)
        }
    }

    /// Reads one job.
    ///
    /// - Throws: as `list`.
    package func job(
        _ recipe: RecipeID,
        _ job: JobID,
        priority: ReadPriority
    ) async throws(SharedPacing.PacingError) -> ReadReply {
        try await read(api.job(recipe, job), priority: priority, onThrottle: {}) {
            .init(JobAnswer(reading: $0), describe: told)
        }
    }

    /// Reads one job, and gives the body of the answer as well: as it was sent, but for secrets.
    ///
    /// - Returns: the reply, and the body; empty unless the reply is a job.
    /// - Throws: as `list`.
    package func jobWithBody(
        _ recipe: RecipeID,
        _ job: JobID,
        priority: ReadPriority
    ) async throws(SharedPacing.PacingError) -> (reply: ReadReply, body: [UInt8]) {
        var body: [UInt8] = []
        let reply = try await read(api.job(recipe, job), priority: priority, onThrottle: {}) { response in
            body = response.body
            return .init(JobAnswer(reading: response), describe: told)
        }
        if case .job = reply { return (reply, body) }
        return (reply, [])
    }

    /// Reads one page of the workspace's recipes.
    ///
    /// - Throws: as `list`.
    package func recipes(_ query: RecipeListQuery) async throws(SharedPacing.PacingError) -> ReadReply {
        try await read(api.recipes(query), on: .recipes, priority: .drift, onThrottle: {}) {
            .init(RecipesAnswer(reading: $0), describe: told)
        }
    }

    /// Reads one recipe.
    ///
    /// - Throws: as `list`.
    package func recipe(_ recipe: RecipeID) async throws(SharedPacing.PacingError) -> ReadReply {
        try await read(api.recipe(recipe), on: .recipes, priority: .drift, onThrottle: {}) {
            .init(RecipeAnswer(reading: $0), describe: told)
        }
    }

    /// Reads one page of the folders inside a folder.
    ///
    /// - Throws: as `list`.
    package func folders(_ query: FolderListQuery) async throws(SharedPacing.PacingError) -> ReadReply {
        try await read(api.folders(query), on: .recipes, priority: .drift, onThrottle: {}) {
            .init(FoldersAnswer(reading: $0), describe: told)
        }
    }

    /// Asks which workspace the token belongs to.
    ///
    /// - Parameter mostTries: how often it is tried, from 1; once if nothing depends on the answer.
    /// - Throws: as `list`.
    package func identity(
        mostTries: Int
    ) async throws(SharedPacing.PacingError) -> Result<WorkspaceIdentity, ReadError> {
        let reply = try await read(api.currentWorkspace(), priority: .drift, mostTries: mostTries, onThrottle: {}) {
            .init(IdentityAnswer(reading: $0), describe: told)
        }
        switch reply {
        case .workspace(let identity): return .success(identity)
        case .failed(let error): return .failure(error)
        case .page, .job, .recipes, .recipe, .folders:
            preconditionFailure("a list or a job arrived although the workspace was asked for")
        }
    }

    /// Sends one write request as soon as the gate lets it.
    ///
    /// It is sent once, whatever comes back.
    ///
    /// - Parameters:
    ///   - cancellation: takes it back if it has no turn yet.
    ///   - onTurn: called when it has its turn, just before it goes out.
    func send(
        _ write: Write,
        cancellation: CancellationToken,
        onTurn: @Sendable () -> Void
    ) async throws(SharedPacing.PacingError) -> WriteReply {
        let wished = clock.now().instant
        let turn = await cancellation.unlessCancelled { [pacing, transport] in
            // A connection is open before the turn comes, so that the request goes out in it and not a moment later.
            await transport.connectAhead()
            do throws(SharedPacing.PacingError) {
                try await pacing.take(write.lane)
                return Result<Void, SharedPacing.PacingError>.success(())
            } catch {
                return .failure(error)
            }
        }
        guard let turn else { return .cancelled }
        try turn.get()
        // A busy machine may have come to this late: the next one counts from the sending, not from the permission.
        switch write {
        case .repeatJobs(let recipe, let masters):
            let sentAt = clock.now().instant
            onNote(.waited(sentAt - wished))
            try await pacing.note(write.lane, at: sentAt)
            onTurn()
            return await exchange(api.repeatJobs(recipe, masters)) { response in
                let answer = RepeatAnswer(reading: response)
                pacing.answered(write.lane, sentAt: sentAt, isRefused: answer.isThrottled)
                return .answer(told(answer, response))
            }
        case .resumeJob(let row):
            guard let payloads else { preconditionFailure("a bug in Redrive: a token is sent, and none was read") }
            let payload: ResumePayloads.Payload
            do {
                payload = try payloads.payload(row)
            } catch {
                throw .file(error)
            }
            onNote(.waited(clock.now().instant - wished))
            onTurn()
            return await exchange(api.resumeJob(payload)) { response in
                .resume(told(payload.answer(response), response))
            }
        }
    }

    /// Sends a write once.
    private func exchange(_ request: HTTPRequest, _ read: (HTTPResponse) -> WriteReply) async -> WriteReply {
        do {
            return read(try await transport.send(api.authorized(request, token: token), timeout: writeTimeout))
        } catch {
            switch error {
            case .notSent(let reason, _): return .notSent(NotSentCause(reason), error.description)
            case .lost(let reason, _): return .lost(LostCause(reason), error.description)
            }
        }
    }

    /// A status, where it came from and the words that came with it: `401 from https://www.workato.com: Unauthorized`.
    private func told(_ status: Int, _ words: String) -> String {
        "\(status) from \(address)\(words.isEmpty ? "" : ": \(words)")"
    }

    /// The answer with the address in what it says of who may do what.
    private func told(_ answer: RepeatAnswer, _ response: HTTPResponse) -> RepeatAnswer {
        switch answer {
        case .unauthorized(let status, let message):
            return .unauthorized(
                status: status,
                ServerMessage(text: told(response.status, message.text), id: message.id)
            )
        case .notFound(let message):
            return .notFound(ServerMessage(text: told(response.status, message.text), id: message.id))
        case .throttled, .results, .badRequest, .unknown:
            return answer
        }
    }
}

extension WorkspaceClient {
    /// The answer with the address in what it says of who may do what.
    private func told(_ answer: ResumeAnswer, _ response: HTTPResponse) -> ResumeAnswer {
        guard case .unauthorized(let status, let message) = answer else { return answer }
        let words = told(response.status, message.text)
        return .unauthorized(status: status, ServerMessage(text: words, id: message.id))
    }
}

extension JobsAPI {
    /// The request that resumes a job, without its authorization.
    func resumeJob(_ payload: ResumePayloads.Payload) -> HTTPRequest {
        switch payload.data {
        case nil: resumeJob(token: payload.token)
        case .inline(let data): resumeJob(token: payload.token, data: data)
        case .file(let file): resumeJob(token: payload.token, dataFile: file.path, bytes: file.bytes)
        }
    }
}

extension NotSentCause {
    /// The transport's reason as a run records it.
    package init(_ reason: TransportError.NotSentReason) {
        self =
            switch reason {
            case .nameResolution: .nameResolution
            case .connect: .connect
            case .tls: .tls
            case .proxy: .proxy
            case .cancelled: .cancelled
            }
    }
}

extension LostCause {
    /// The transport's reason as a run records it.
    package init(_ reason: TransportError.LostReason) {
        self =
            switch reason {
            case .timeout: .timeout
            case .connectionClosed: .connectionClosed
            case .unreadable: .unreadable
            case .cancelled: .cancelled
            }
    }
}
