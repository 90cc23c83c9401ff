import RedriveCore
import RedriveEngine
import RedriveTestSupport
import Transport
import WorkatoJobs

/// A plan, a workspace and a machine for the tests of whole runs.
struct RunSetting {
    static let wall = Timestamp(milliseconds: 1_795_467_600_000)
    static let machine = MachineIdentity(host: "test-host", pid: 42, bootID: "boot")
    static let environment = ["XDG_STATE_HOME": "/state"]
    static let statePath = "/work/run.state.jsonl"

    /// A plan of so many jobs in each recipe.
    static func plan(jobs: [Int: Int], verifyWithin: Duration? = nil) -> Plan {
        let recipes = jobs.keys.sorted().compactMap { RecipeID($0) }
        let step = PlannedStep(
            name: "orders",
            kind: .repeatJobs(PlannedRepeats(recipes: recipes, window: TimeWindow(until: wall))),
            conduct: StepConduct(verifyWithin: verifyWithin)
        )
        let header = PlanHeader(
            name: "crm-outage",
            createdAt: wall,
            version: "1.0.0",
            workspace: Workspace(url: "https://example.test"),
            steps: [step]
        )
        let planned = recipes.flatMap { recipe in
            (1...(jobs[recipe.value] ?? 1)).map { number in
                let id = JobID(text: "j-\(recipe)-\(number)")
                return PlannedJob(
                    step: 0,
                    recipe: recipe,
                    master: id,
                    newestAttempt: id,
                    startedAt: wall - .seconds(7200),
                    completedAt: wall - .seconds(7100)
                )
            }
        }
        return Plan(header: header, jobs: planned)
    }

    /// Makes the state file of a new run.
    static func create(
        _ plan: Plan,
        _ files: any FileSystem,
        at path: String = statePath
    ) throws(EngineError) -> (JournalFile, RunState) {
        do {
            try files.makeDirectory("/work")
        } catch {
            throw .file(error)
        }
        let (lines, planID) = PlanEncoder.lines(of: plan)
        let header = JournalHeader(planID: planID, name: plan.header.name, version: "1.0.0", createdAt: wall)
        let journal = try JournalFile.create(at: path, header: header, planLines: lines, fileSystem: files)
        return (journal, RunState(plan: plan, planID: planID))
    }

    /// Runs one process: makes the state file or goes on with it, and works until it is over.
    static func process(
        _ plan: Plan,
        _ files: any FileSystem,
        _ time: VirtualTime,
        _ workspace: TinyWorkspace,
        statePath: String = RunSetting.statePath,
        releases: HeldRelease = [],
        commands: AsyncStream<GivenCommand> = AsyncStream { _ in },
        progress: @escaping @Sendable (Record, RunState, Moment) -> Void = { _, _, _ in }
    ) throws -> Runner.Outcome {
        try time.run {
            var (journal, state): (JournalFile, RunState)
            do throws(EngineError) {
                let resumed = try JournalFile.resume(statePath, fileSystem: files)
                (journal, state) = (resumed.journal, resumed.state)
            } catch {
                guard case .file(let failure) = error, failure.isMissing else { throw error }
                (journal, state) = try create(plan, files, at: statePath)
            }
            let directory = try StateDirectory(environment: environment, machine: machine, fileSystem: files)
            let client = WorkspaceClient(
                transport: workspace,
                token: Secret("secret-token"),
                workspace: plan.header.workspace,
                pacing: try directory.pacing(of: plan.header.workspace, clock: time),
                clock: time,
                jitter: { 0.5 }
            )
            let session = Record.Session(number: state.sessions.count + 1, host: "test-host", pid: 42, version: "1.0.0")
            return try await Runner(client: client, clock: time, directory: directory).run(
                &journal,
                state: state,
                options: RunOptions(session: session, releases: releases),
                commands: commands,
                progress: progress
            )
        }
    }
}
