import RedriveCore
import RedriveEngine
import RedriveTestSupport
import Testing
import Transport
import WorkatoJobs

/// A run whose n-th file operation fails, for all n, then resumed from what the crash left.
///
/// One after the other, with room for others in between: tests beside these wait for real clocks and sockets.
@Suite(.serialized) struct `a run that dies at a file operation` {
    struct Death: Sendable, CustomTestStringConvertible {
        var fault: FaultyFileSystem.Fault
        var crash: InMemoryFileSystem.Crash

        var testDescription: String { "\(fault), \(crash)" }

        static let all = [
            Death(fault: .before, crash: .killed),
            Death(fault: .before, crash: .powerCut(unsyncedBytesKept: 0)),
            Death(fault: .torn, crash: .killed),
            Death(fault: .torn, crash: .powerCut(unsyncedBytesKept: 25)),
            Death(fault: .after, crash: .killed),
            Death(fault: .after, crash: .powerCut(unsyncedBytesKept: 0)),
            Death(fault: .before, crash: .powerCutLeavingHole(bytesBehind: 0)),
            Death(fault: .after, crash: .powerCutLeavingHole(bytesBehind: 30)),
        ]
    }

    /// What the workspace does to the second of three requests.
    enum Weather: CaseIterable {
        case fair, answerLost, notSent

        var fault: @Sendable (Int) -> TransportError? {
            switch self {
            case .fair: { _ in nil }
            case .answerLost: { $0 == 2 ? .lost(.connectionClosed, detail: "closed") : nil }
            case .notSent: { $0 == 2 ? .notSent(.connect, detail: "refused") : nil }
            }
        }
    }

    private let plan = RunSetting.plan(jobs: [1: 30, 2: 5])

    @Test(arguments: Death.all, Weather.allCases)
    func `finishes on resume, and no job is sent twice or lost`(death: Death, weather: Weather) async throws {
        let operations = try referenceOperations(weather)
        #expect(operations > 40)
        for number in 1...operations {
            await Task.yield()
            let time = VirtualTime(wall: RunSetting.wall)
            let workspace = TinyWorkspace(clock: time, fault: weather.fault)
            let files = InMemoryFileSystem()
            let faulty = FaultyFileSystem(files, failAt: number, fault: death.fault, staysBroken: true)
            let first = Result { try RunSetting.process(plan, faulty, time, workspace) }
            expectFailure(first, number, faulty)
            let sentBefore = workspace.arrivals.count
            let left = files.after(death.crash)
            let resumed = try RunSetting.process(plan, left, time, workspace)
            #expect(resumed.ending == .ended(.finished), "operation \(number)")
            expectEveryJobInOneClass(resumed.state, workspace, "operation \(number), \(sentBefore) requests before")
        }
        print("file operations cut, \(death), \(weather): \(operations)")
    }

    @Test(arguments: Death.all)
    func `and dies again during the resume, finishes on the next one`(death: Death) async throws {
        let operations = try referenceOperations(.answerLost)
        let stride = Effort.isFull ? 1 : 3
        var deaths = 0
        for number in Swift.stride(from: 2, through: operations, by: stride) {
            let time = VirtualTime(wall: RunSetting.wall)
            let workspace = TinyWorkspace(clock: time, fault: Weather.answerLost.fault)
            let files = InMemoryFileSystem()
            let faulty = FaultyFileSystem(files, failAt: number, fault: death.fault, staysBroken: true)
            _ = Result { try RunSetting.process(plan, faulty, time, workspace) }
            let left = files.after(death.crash)
            let reached = workspace.snapshot
            for second in Swift.stride(from: 1 + number % stride, through: 1000, by: stride) {
                await Task.yield()
                let again = VirtualTime(start: time.now().instant, wall: time.now().wall)
                let workspace = TinyWorkspace(clock: again, fault: Weather.answerLost.fault, continuing: reached)
                let files = left.after(.killed)
                let faulty = FaultyFileSystem(files, failAt: second, fault: death.fault, staysBroken: true)
                guard case .failure = Result(catching: { try RunSetting.process(plan, faulty, again, workspace) })
                else {
                    break
                }
                deaths += 1
                let resumed = try RunSetting.process(plan, files.after(death.crash), again, workspace)
                #expect(resumed.ending == .ended(.finished), "operation \(number), then \(second)")
                expectEveryJobInOneClass(resumed.state, workspace, "operation \(number), then \(second)")
            }
        }
        #expect(deaths > 50)
        print("second deaths at a file operation, \(death): \(deaths)")
    }

    @Test(arguments: FaultyFileSystem.Fault.allCases)
    func `stops at once where a file operation fails and the disk goes on`(fault: FaultyFileSystem.Fault) async throws {
        for number in 1...(try referenceOperations(.fair)) {
            await Task.yield()
            let time = VirtualTime(wall: RunSetting.wall)
            let workspace = TinyWorkspace(clock: time)
            let files = InMemoryFileSystem()
            let faulty = FaultyFileSystem(files, failAt: number, fault: fault)
            let first = Result { try RunSetting.process(plan, faulty, time, workspace) }
            expectFailure(first, number, faulty)
            let resumed = try RunSetting.process(plan, files, time, workspace)
            #expect(resumed.ending == .ended(.finished), "operation \(number)")
            expectEveryJobInOneClass(resumed.state, workspace, "operation \(number)")
            // What the failed operation left undone is done by then, also on the disk itself.
            let onDisk = files.after(.powerCut(unsyncedBytesKept: 0))
            let survived = try JournalContents.read(RunSetting.statePath, fileSystem: onDisk)
            #expect(survived.state.jobs == resumed.state.jobs, "operation \(number)")
        }
    }

    private func referenceOperations(_ weather: Weather) throws -> Int {
        let time = VirtualTime(wall: RunSetting.wall)
        let faulty = FaultyFileSystem(InMemoryFileSystem(), failAt: nil)
        let workspace = TinyWorkspace(clock: time, fault: weather.fault)
        _ = try RunSetting.process(plan, faulty, time, workspace)
        return faulty.log.count
    }

    private func expectFailure(_ result: Result<Runner.Outcome, any Error>, _ number: Int, _ faulty: FaultyFileSystem) {
        #expect(faulty.hasFailed, "operation \(number) was not reached")
        switch result {
        case .success(let outcome):
            // A look that is under way when nothing is left to do is given up, and its turn with it.
            let isIdle = outcome.ending == .ended(.finished) && faulty.log[number - 1].hasSuffix("pacing.json")
            if !isIdle { Issue.record("operation \(number) failed and nobody noticed: \(faulty.log[number - 1])") }
        case .failure(let error as EngineError):
            guard case .file = error else {
                Issue.record("operation \(number): \(error)")
                return
            }
        case .failure(let error): #expect(error is FileError, "operation \(number): \(error)")
        }
    }

    private func expectEveryJobInOneClass(_ state: RunState, _ workspace: TinyWorkspace, _ what: String) {
        let ledger = workspace.ledger
        for (job, progress) in zip(state.plan.jobs, state.jobs) {
            switch (ledger[job.master.text], progress.jobClass) {
            case (1, .enqueued), (nil, .held): break
            case (let times, let jobClass):
                Issue.record("\(what): job \(job.master) was repeated \(times ?? 0) times and is \(jobClass.rawValue)")
            }
        }
    }
}
