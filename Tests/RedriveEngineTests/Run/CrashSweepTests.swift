import RedriveCore
import RedriveEngine
import RedriveTestSupport
import Testing
import Transport
import WorkatoJobs

/// A run whose n-th file operation fails, for all n, then resumed from what the crash left.
@Suite struct `a run that dies at a file operation` {
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
        ]
    }

    private let plan = RunSetting.plan(jobs: [1: 30, 2: 5])

    @Test(arguments: Death.all)
    func `finishes on resume, and no job is sent twice or lost`(death: Death) throws {
        let operations = try referenceOperations()
        #expect(operations > 40)
        for number in 1...operations {
            let time = VirtualTime(wall: RunSetting.wall)
            let workspace = TinyWorkspace(clock: time)
            let files = InMemoryFileSystem()
            let faulty = FaultyFileSystem(files, failAt: number, fault: death.fault, staysBroken: true)
            let first = Result { try RunSetting.process(plan, faulty, time, workspace) }
            expectFailure(first, number, reached: faulty.hasFailed)
            let sentBefore = workspace.arrivals.count
            let left = files.after(death.crash)
            let resumed = try RunSetting.process(plan, left, time, workspace)
            #expect(resumed.ending == .ended(.finished), "operation \(number)")
            expectEveryJobInOneClass(resumed.state, workspace, "operation \(number), \(sentBefore) requests before")
        }
    }

    @Test(arguments: FaultyFileSystem.Fault.allCases)
    func `stops at once where a file operation fails and the disk goes on`(fault: FaultyFileSystem.Fault) throws {
        for number in 1...(try referenceOperations()) {
            let time = VirtualTime(wall: RunSetting.wall)
            let workspace = TinyWorkspace(clock: time)
            let files = InMemoryFileSystem()
            let faulty = FaultyFileSystem(files, failAt: number, fault: fault)
            let first = Result { try RunSetting.process(plan, faulty, time, workspace) }
            expectFailure(first, number, reached: faulty.hasFailed)
            let resumed = try RunSetting.process(plan, files, time, workspace)
            #expect(resumed.ending == .ended(.finished), "operation \(number)")
            expectEveryJobInOneClass(resumed.state, workspace, "operation \(number)")
        }
    }

    private func referenceOperations() throws -> Int {
        let time = VirtualTime(wall: RunSetting.wall)
        let faulty = FaultyFileSystem(InMemoryFileSystem(), failAt: nil)
        _ = try RunSetting.process(plan, faulty, time, TinyWorkspace(clock: time))
        return faulty.log.count
    }

    private func expectFailure(_ result: Result<Runner.Outcome, any Error>, _ number: Int, reached: Bool) {
        #expect(reached, "operation \(number) was not reached")
        switch result {
        case .success: Issue.record("operation \(number) failed and nobody noticed")
        case .failure(let error as EngineError):
            guard case .file = error else {
                Issue.record("operation \(number): \(error)")
                return
            }
        case .failure(let error): #expect(error is FileFailure, "operation \(number): \(error)")
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
