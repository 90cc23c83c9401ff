import RedriveCore
import RedriveEngine
import Transport
import WorkatoJobs

/// Access to a workspace: the real one, or a simulated one in this process.
struct WorkspaceAccess: Sendable {
    /// The client that sends requests to it.
    private(set) var client: WorkspaceClient
    /// What the runs on this machine share; nil for a simulated workspace, and if planning has to do without.
    let directory: StateDirectory?
    /// Where the lists of runs are saved.
    let fileSystem: any FileSystem
    /// The proxy between, as `host:port`; nil for a direct connection.
    let proxy: String?
    private let close: @Sendable () async -> Void

    /// The same access, with tokens that can be sent.
    func sending(_ payloads: ResumePayloads?) -> WorkspaceAccess {
        var access = self
        access.client.payloads = payloads
        return access
    }

    /// A runner for its runs.
    func runner(clock: any TimeSource) -> Runner {
        Runner(client: client, clock: clock, directory: directory, fileSystem: fileSystem)
    }

    /// Opens a workspace, uses it, and closes it.
    ///
    /// - Parameters:
    ///   - scenario: the path of the scenario whose simulated workspace stands in for the real one; nil for the real
    ///     one.
    ///   - writes: whether requests will change the workspace, so that sharing the limits with other processes is
    ///     required.
    ///   - body: uses the workspace.
    /// - Throws: why the workspace cannot be used, or the error of `body`.
    static func with<Result: Sendable>(
        _ workspace: Workspace,
        scenario: String?,
        writes: Bool,
        _ context: CommandContext,
        _ body: (WorkspaceAccess) async throws(ToolError) -> Result
    ) async throws(ToolError) -> Result {
        let access =
            if let scenario {
                try simulated(workspace, scenario, context)
            } else {
                try real(workspace, writes: writes, context)
            }
        do throws(ToolError) {
            let result = try await body(access)
            await access.close()
            return result
        } catch {
            await access.close()
            throw error
        }
    }

    private static func simulated(
        _ workspace: Workspace,
        _ scenario: String,
        _ context: CommandContext
    ) throws(ToolError) -> WorkspaceAccess {
        let simulation = try context.simulation(scenario)
        context.console.hide(simulation.token)
        let clock = context.environment.clock
        let pacing = SharedPacing.inProcess(limits: workspace.limits, clock: clock)
        let client = client(simulation.transport, simulation.token, workspace, pacing, context)
        let files = context.environment.fileSystem
        return WorkspaceAccess(client: client, directory: nil, fileSystem: files, proxy: nil, close: {})
    }

    private static func real(
        _ workspace: Workspace,
        writes: Bool,
        _ context: CommandContext
    ) throws(ToolError) -> WorkspaceAccess {
        let token = try context.token(of: workspace)
        let (directory, pacing) = try pacing(of: workspace, writes: writes, context)
        let open: OpenTransport
        do {
            open = try context.environment.openTransport(workspace)
        } catch {
            throw ToolError(
                .unreachable,
                "the workspace at \(workspace.url) cannot be asked: \(error.message)",
                meaning: "nothing was sent",
                page: .connection
            )
        }
        let client = client(open.transport, token, workspace, pacing, context)
        let files = context.environment.fileSystem
        return WorkspaceAccess(
            client: client,
            directory: directory,
            fileSystem: files,
            proxy: open.proxy,
            close: open.close
        )
    }

    private static func pacing(
        of workspace: Workspace,
        writes: Bool,
        _ context: CommandContext
    ) throws(ToolError) -> (StateDirectory?, SharedPacing) {
        let clock = context.environment.clock
        let console = context.console
        let warn: @Sendable (FileError) -> Void = { failure in
            let advice = failure.lockAdvice().map { "; \($0)" } ?? ""
            console.warning(
                "the limits of the workspace are not shared with other processes: \(failure.description)\(advice)"
            )
        }
        do throws(FileError) {
            let directory = try context.stateDirectory()
            return (directory, try directory.pacing(of: workspace, clock: clock, onLoss: writes ? nil : warn))
        } catch {
            guard !writes else {
                throw ToolError(
                    .fileFailure,
                    "the limits of the workspace cannot be shared with other processes: \(error.description)",
                    meaning: "nothing was sent",
                    advice: error.lockAdvice() ?? "set REDRIVE_STATE_HOME to a directory that can be written"
                )
            }
            warn(error)
            return (nil, SharedPacing.inProcess(limits: workspace.limits, clock: clock))
        }
    }

    private static func client(
        _ transport: any HTTPTransport,
        _ token: Secret,
        _ workspace: Workspace,
        _ pacing: SharedPacing,
        _ context: CommandContext
    ) -> WorkspaceClient {
        let environment = context.environment
        let watched = WatchedTransport(
            transport: transport,
            clock: environment.clock,
            console: context.console
        )
        return WorkspaceClient(
            transport: watched,
            token: token,
            workspace: workspace,
            pacing: pacing,
            clock: environment.clock,
            api: JobsAPI(managedUser: workspace.managedUser, version: RedriveVersion.described),
            jitter: { Double(environment.randomSeed() >> 11) / 9_007_199_254_740_991 },
            onNote: { ClientNoteView($0, url: workspace.url).show(on: context.console, at: environment.clock.now()) }
        )
    }
}
