import RedriveCore
import RedriveEngine
import WorkatoJobs

/// Asks which workspace the token belongs to, and refuses another one than the runbook or the plan names.
///
/// Costs one read. An answer is optional unless the runbook says `workspace.id`. Source: docs/decisions/0034.
struct IdentityOperation: Sendable {
    /// What the command works with.
    let context: CommandContext
    /// The workspace as the runbook or the plan has it.
    let workspace: Workspace
    /// The workspace of an earlier token; nil if it is not known.
    let known: WorkspaceIdentity?
    /// What cannot be done with a token of another workspace, as the beginning of a sentence.
    let doing: String

    /// For a runbook.
    init(context: CommandContext, workspace: Workspace, known: WorkspaceIdentity? = nil, doing: String) {
        self.context = context
        self.workspace = workspace
        self.known = known
        self.doing = doing
    }

    /// For a plan that was made earlier.
    init(context: CommandContext, header: PlanHeader, doing: String) {
        self.init(context: context, workspace: header.workspace, known: header.identity, doing: doing)
    }

    /// What must be the same: the runbook's id, else that of the earlier token.
    private var expectedID: Int? { workspace.id ?? known?.id }

    /// Asks, whatever is expected: for a plan, which keeps the answer.
    ///
    /// - Parameter isSimulated: whether the workspace is simulated. It stands for the real one, so ids are not compared.
    /// - Returns: nil if the API does not say, and nothing depends on it.
    /// - Throws: with exit status 6 if it is another workspace; 77 or 69 if the API does not say and `workspace.id` is set.
    func read(_ client: WorkspaceClient, isSimulated: Bool) async throws(ToolError) -> WorkspaceIdentity? {
        let isRequired = workspace.id != nil && !isSimulated
        let mostTries = isRequired ? ReadStateMachine.mostTries : 1
        let result = try await context.untilInterrupted {
            () async throws(ToolError) -> Result<WorkspaceIdentity, ReadError> in
            do throws(SharedPacing.PacingError) {
                return try await client.identity(mostTries: mostTries)
            } catch {
                switch error {
                case .cancelled: throw ToolError(.cancelled, doing: doing)
                case .file(let failure): throw ToolError(.file(failure), doing: doing)
                }
            }
        }
        switch result {
        case .success(let identity):
            if !isSimulated { try check(identity) }
            return identity
        case .failure(let error):
            guard isRequired, let id = workspace.id else { return nil }
            throw refusal(error, expected: id)
        }
    }

    /// Asks only if something is expected: before anything is sent for a plan that was made earlier.
    ///
    /// - Throws: as `read`.
    func confirm(_ client: WorkspaceClient) async throws(ToolError) {
        guard let expectedID else { return }
        guard try await read(client, isSimulated: false) == nil else { return }
        context.console.warning(
            "it could not be checked that the token belongs to workspace \(expectedID), for which the plan was made"
        )
    }

    private func check(_ identity: WorkspaceIdentity) throws(ToolError) {
        guard let expectedID, identity.id != expectedID else { return }
        let expected = known?.id == expectedID ? known?.name : nil
        let source = workspace.id == nil ? "the plan was made for" : "'workspace.id' names"
        throw ToolError(
            .refused,
            "\(doing): the token belongs to workspace \(Self.words(identity.id, identity.name)), and \(source) \(Self.words(expectedID, expected))",
            meaning: "nothing was sent",
            advice: "take a token of workspace \(expectedID), from \(workspace.token.words)",
            page: .workspace
        )
    }

    private static func words(_ id: Int, _ name: String?) -> String { name.map { "\(id) (\($0))" } ?? String(id) }

    /// Why nothing is done while it is not known whose token it is.
    private func refusal(_ error: ReadError, expected: Int) -> ToolError {
        let question = "'workspace.id' names \(expected), and the API does not say which workspace the token belongs to"
        let (status, server, advice): (ExitStatus, String, String)
        switch error {
        case .unauthorized(let words):
            advice =
                "check the token, and give its API client the privilege to get the workspace's details; or leave out 'workspace.id'"
            (status, server) = (.noToken, words)
        case .notFound(let words):
            (status, server, advice) = (.refused, words, "check the address, or leave out 'workspace.id'")
        case .throttled(let words), .unreachable(let words):
            (status, server, advice) = (.unreachable, words, "if the cause is temporary, try again later")
        }
        return ToolError(
            status,
            "\(doing): \(question)",
            found: server,
            meaning: "nothing was sent; a token that may belong to another workspace is not used",
            advice: advice,
            page: .workspace
        )
    }
}
