import RedriveCore
import RedriveEngine
import RedriveTestSupport
import Testing
import Transport
import WorkatoJobs

@Suite struct `a whole run` {
    @Test func `every job is sent once, in requests of 25, a second apart`() throws {
        let time = VirtualTime(wall: RunSetting.wall)
        let sent = Log<Instant>()
        let workspace = TinyWorkspace(clock: time, beforeWrite: { _ in sent.add(time.now().instant) })
        let plan = RunSetting.plan(jobs: [1: 60, 2: 30])
        let outcome = try RunSetting.process(plan, InMemoryFileSystem(), time, workspace)
        #expect(outcome.ending == .ended(.finished))
        #expect(workspace.ledger.count == 90)
        #expect(workspace.ledger.values.allSatisfy { $0 == 1 })
        #expect(workspace.arrivals.count == 5)
        let times = sent.all
        #expect(zip(times, times.dropFirst()).allSatisfy { $1 - $0 >= .seconds(1) })
        #expect(times[4] - times[0] <= .seconds(4) * 1.02)
        #expect(outcome.state.jobs.allSatisfy { $0.jobClass == .enqueued })
    }

    @Test func `an intent is durable before its request goes out`() throws {
        let time = VirtualTime(wall: RunSetting.wall)
        let files = InMemoryFileSystem()
        let missing = Log<Int>()
        let workspace = TinyWorkspace(
            clock: time,
            beforeWrite: { number in
                let left = files.after(.powerCut(unsyncedBytesKept: 0))
                let requests = try? JournalContents.read(RunSetting.statePath, fileSystem: left).state.requests
                if (requests ?? 0) < number { missing.add(number) }
            }
        )
        _ = try RunSetting.process(RunSetting.plan(jobs: [1: 60]), files, time, workspace)
        #expect(workspace.arrivals.count == 3)
        #expect(missing.all.isEmpty)
    }

    @Test func `the plan is known to have run before its first request goes out`() throws {
        let time = VirtualTime(wall: RunSetting.wall)
        let files = InMemoryFileSystem()
        let plan = RunSetting.plan(jobs: [1: 5])
        let planID = PlanEncoder.lines(of: plan).planID
        let known = Log<String?>()
        let workspace = TinyWorkspace(
            clock: time,
            beforeWrite: { _ in
                let left = files.after(.powerCut(unsyncedBytesKept: 0))
                let directory = try? StateDirectory(
                    environment: RunSetting.environment,
                    machine: RunSetting.machine,
                    fileSystem: left
                )
                known.add(try? directory?.run(ofPlan: planID)?.statePath)
            }
        )
        _ = try RunSetting.process(plan, files, time, workspace)
        #expect(known.all == [RunSetting.statePath])
    }

    @Test func `a first wish to stop finishes what is in flight and is recorded`() throws {
        let time = VirtualTime(wall: RunSetting.wall)
        let files = InMemoryFileSystem()
        let (commands, feed) = AsyncStream.makeStream(of: GivenCommand.self)
        let workspace = TinyWorkspace(clock: time, beforeWrite: { if $0 == 2 { feed.yield(GivenCommand(.stop)) } })
        let plan = RunSetting.plan(jobs: [1: 100])
        let outcome = try RunSetting.process(plan, files, time, workspace, commands: commands)
        #expect(outcome.ending == .ended(.interrupted))
        #expect(workspace.arrivals.count == 2)
        #expect(outcome.state.jobs.filter { $0.jobClass == .enqueued }.count == 50)
        let resumed = try RunSetting.process(plan, files, time, workspace)
        #expect(resumed.ending == .ended(.finished))
        #expect(workspace.ledger.count == 100 && workspace.ledger.values.allSatisfy { $0 == 1 })
    }

    @Test func `a second wish to stop leaves at once, and a resume sends no job again`() throws {
        let time = VirtualTime(wall: RunSetting.wall)
        let files = InMemoryFileSystem()
        let (commands, feed) = AsyncStream.makeStream(of: GivenCommand.self)
        let workspace = TinyWorkspace(
            clock: time,
            latency: .seconds(20),
            beforeWrite: {
                if $0 == 1 {
                    feed.yield(GivenCommand(.stop))
                    feed.yield(GivenCommand(.leave))
                }
            }
        )
        let plan = RunSetting.plan(jobs: [1: 50])
        let outcome = try RunSetting.process(plan, files, time, workspace, commands: commands)
        #expect(outcome.ending == .left)
        #expect(workspace.ledger.count == 25)
        // The same workspace, so that a job that is sent again shows in its ledger.
        let resumed = try RunSetting.process(plan, files, time, workspace)
        #expect(resumed.ending == .ended(.finished))
        #expect(resumed.state.sessions.count == 2)
        #expect(workspace.arrivals.count == 1)
        // The request that waited for its turn may have gone out: nothing shows that it did not, so its jobs are held.
        #expect(resumed.state.jobs.count { $0.jobClass == .held } == 25)
        let released = try RunSetting.process(plan, files, time, workspace, releases: .unknown)
        #expect(released.ending == .ended(.finished))
        #expect(workspace.arrivals.count == 2)
        #expect(workspace.ledger.count == 50 && workspace.ledger.values.allSatisfy { $0 == 1 })
    }

    @Test func `progress is told after each record`() throws {
        let time = VirtualTime(wall: RunSetting.wall)
        let files = InMemoryFileSystem()
        let told = Log<Int>()
        let plan = RunSetting.plan(jobs: [1: 30])
        _ = try RunSetting.process(plan, files, time, TinyWorkspace(clock: time)) { _, _, _ in told.add(1) }
        var records = 0
        _ = try JournalContents.read(RunSetting.statePath, fileSystem: files) { _, _, _ in records += 1 }
        #expect(told.all.count == records)
    }

    @Test func `another run of the same recipe is refused while one is alive, and told who has it`() throws {
        let files = InMemoryFileSystem()
        let plan = RunSetting.plan(jobs: [1: 5, 2: 5])
        let directory = try StateDirectory(
            environment: RunSetting.environment,
            machine: RunSetting.machine,
            fileSystem: files
        )
        let locks = try directory.lock(
            [2],
            of: plan.header.workspace,
            statePath: "/work/other.state.jsonl",
            planID: "0123456789ab"
        )
        let time = VirtualTime(wall: RunSetting.wall)
        let workspace = TinyWorkspace(clock: time)
        let error = #expect(throws: EngineError.self) { try RunSetting.process(plan, files, time, workspace) }
        guard case .recipeLocked(let recipe, let holder) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(recipe == 2)
        #expect(holder?.statePath == "/work/other.state.jsonl")
        #expect(holder?.host == "test-host")
        #expect(holder?.pid == 42)
        #expect(holder?.control?.hasSuffix("/0123456789ab.sock") == true)
        #expect(workspace.arrivals.isEmpty)
        locks.release()
        #expect(try RunSetting.process(plan, files, time, workspace).ending == .ended(.finished))
    }

    @Test func `another run of the same tokens is refused while one is alive, whatever its file is called`() throws {
        let files = InMemoryFileSystem()
        let directory = try StateDirectory(
            environment: RunSetting.environment,
            machine: RunSetting.machine,
            fileSystem: files
        )
        func file(_ path: String, _ digit: String) -> PinnedFile {
            PinnedFile(path: path, sha256: String(repeating: digit, count: 64), bytes: 1)
        }
        func lock(_ tokens: [PinnedFile], of url: String = "https://example.test") throws -> RecipeLocks {
            let workspace = Workspace(url: url)
            return try directory.lock([], tokens: tokens, of: workspace, statePath: "/work/b.state.jsonl")
        }
        // Two steps may have their tokens in one file: that of --inputs.
        let held = try lock([file("/waiting.csv", "a"), file("/waiting.csv", "a")])
        for (path, digit) in [("/waiting.csv", "a"), ("/copy.csv", "a"), ("/waiting.csv", "b")] {
            let error = #expect(throws: EngineError.self) { try lock([file("/x.csv", "c"), file(path, digit)]) }
            guard case .tokensLocked(path, let holder)? = error else {
                Issue.record("\(path) \(digit): \(String(describing: error))")
                continue
            }
            #expect(holder?.statePath == "/work/b.state.jsonl" && holder?.pid == 42)
        }
        // Whoever was refused keeps nothing, other files are free, and so is another workspace.
        try lock([file("/x.csv", "c")]).release()
        try lock([file("/waiting.csv", "a")], of: "https://other.test").release()
        held.release()
        try lock([file("/waiting.csv", "a")]).release()
    }

    @Test func `a plan of tokens claims their file, and a second plan of it is refused until the first has ended`()
        throws
    {
        let files = InMemoryFileSystem()
        let time = VirtualTime(wall: RunSetting.wall)
        let directory = try StateDirectory(
            environment: RunSetting.environment,
            machine: RunSetting.machine,
            fileSystem: files
        )
        let pinned = PinnedFile(path: "/waiting.csv", sha256: String(repeating: "a", count: 64), bytes: 1)
        var plan = RunSetting.plan(jobs: [1: 1])
        plan.jobs = []
        plan.header.steps[0].kind = .resumeJobs(TokensSource(file: pinned))
        let runner = Runner(
            client: WorkspaceClient(
                transport: TinyWorkspace(clock: time),
                token: Secret("secret-token"),
                workspace: plan.header.workspace,
                pacing: try directory.pacing(of: plan.header.workspace, clock: time),
                clock: time
            ),
            clock: time,
            directory: directory
        )
        var first: Runner.Claim? = try runner.claim(
            RunState(plan: plan, planID: "aaaaaaaaaaaa"),
            at: "/work/a.state.jsonl"
        )
        let error = #expect(throws: EngineError.self) {
            try runner.claim(RunState(plan: plan, planID: "bbbbbbbbbbbb"), at: "/work/b.state.jsonl")
        }
        guard case .tokensLocked("/waiting.csv", let holder)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(holder?.statePath == "/work/a.state.jsonl")
        #expect(first != nil)
        first = nil
        _ = try runner.claim(RunState(plan: plan, planID: "bbbbbbbbbbbb"), at: "/work/b.state.jsonl")
    }

    @Test func `a claim keeps the recipes until the run is over, and what is refused keeps none`() throws {
        let files = InMemoryFileSystem()
        let plan = RunSetting.plan(jobs: [1: 5, 2: 5])
        let time = VirtualTime(wall: RunSetting.wall)
        let directory = try StateDirectory(
            environment: RunSetting.environment,
            machine: RunSetting.machine,
            fileSystem: files
        )
        let workspace = plan.header.workspace
        let runner = Runner(
            client: WorkspaceClient(
                transport: TinyWorkspace(clock: time),
                token: Secret("secret-token"),
                workspace: workspace,
                pacing: try directory.pacing(of: workspace, clock: time),
                clock: time
            ),
            clock: time,
            directory: directory
        )
        let state = RunState(plan: plan, planID: PlanEncoder.lines(of: plan).planID)
        var claim: Runner.Claim? = try runner.claim(state, at: RunSetting.statePath)
        #expect(throws: EngineError.self) { try runner.claim(state, at: "/work/other") }
        #expect(claim != nil)
        claim = nil
        try directory.record(PlanRun(planID: state.planID, statePath: "/work/first"))
        #expect(throws: EngineError.self) { try runner.claim(state, at: "/work/other") }
        _ = try directory.lock([1, 2], of: workspace, statePath: "/work/third")
    }

    @Test func `a plan that was run is refused under another name, and its own run may go on`() throws {
        let files = InMemoryFileSystem()
        let plan = RunSetting.plan(jobs: [1: 5])
        let time = VirtualTime(wall: RunSetting.wall)
        let workspace = TinyWorkspace(clock: time)
        _ = try RunSetting.process(plan, files, time, workspace)
        let own = files.contents(of: RunSetting.statePath) ?? []
        try files.remove(RunSetting.statePath)
        let error = #expect(throws: EngineError.self) {
            try RunSetting.process(plan, files, time, workspace, statePath: "/work/other.state.jsonl")
        }
        guard case .planAlreadyRun(let run) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(run.statePath == RunSetting.statePath)
        #expect(workspace.arrivals.count == 1)
        files.put(own, at: RunSetting.statePath)
        #expect(try RunSetting.process(plan, files, time, workspace).ending == .ended(.finished))
        #expect(workspace.arrivals.count == 1)
    }
}
