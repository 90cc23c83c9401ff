import RedriveCore
import RedriveTestSupport
import Testing
import WorkatoJobs
import WorkatoSimulator

/// Runs that end with a list: its file says what the workspace's own ledger says.
@Suite struct ListStepTests {
    /// Recipe 100 recovers, recipe 200 fails again; then what still fails is listed.
    private func world(_ change: (inout ReferenceWorld) -> Void = { _ in }) -> ReferenceWorld {
        var world = ReferenceWorld("list")
        world.scenario.recipes[1].repeats = Scenario.Outcome(
            [.init(.failSame, weight: 1)],
            after: .seconds(1) ... .seconds(4)
        )
        let listing = JobListing(
            source: .recipes([100, 200]),
            save: SavedListing(path: "still.csv", columns: [.recipeID, .masterJobID, .jobID])
        )
        world.plan.header.steps.append(
            PlannedStep(name: "still", kind: .listJobs(listing), conduct: .ofListing(onFailure: .stop))
        )
        change(&world)
        return world
    }

    /// What is wrong with the file of a run that has ended.
    private func listProblems(_ rehearsal: Rehearsal) throws -> [String] {
        let state = try rehearsal.state()
        guard let file = rehearsal.listFiles["still.csv"] else { return ["there is no file"] }
        guard let listed = state.steps[1].listed else { return ["there is no record"] }
        let rows = String(decoding: file, as: UTF8.self).split(separator: "\n").dropFirst().map(String.init)
        var expected: [String] = []
        for job in state.plan.jobs {
            let made = rehearsal.world.ledger.enqueued.last { $0.master == job.master.text }
            let newest = made?.job ?? job.master.text
            if let made, rehearsal.world.ledger.end(of: made.job, recipe: made.recipe) != .failed { continue }
            expected.append("\(job.recipe),\(job.master),\(newest)")
        }
        var problems: [String] = []
        if rows.sorted() != expected.sorted() {
            problems.append("\(rows.count) rows, and the world has \(expected.count)")
        }
        if listed.jobs != rows.count { problems.append("the record counts \(listed.jobs), the file \(rows.count)") }
        if listed.digest != ListDigest.hex(of: file) { problems.append("the digest is another one") }
        if !listed.isComplete { problems.append("not proven complete: \(listed.warnings)") }
        return problems
    }

    @Test func `the file has what still fails, as the world says`() throws {
        var rehearsal = world().rehearsal()
        let end = try rehearsal.run(seed: 1)
        #expect(try problems(of: rehearsal, end).isEmpty)
        #expect(try listProblems(rehearsal).isEmpty)
        #expect(try rehearsal.state().steps[1].listed?.jobs == 30)
    }

    @Test func `a run killed after any operation ends with the same list on resume, and with no other file`() throws {
        let world = world()
        var whole = world.rehearsal()
        #expect(try whole.run(seed: 1) == .ended(.finished))
        for operation in 1...whole.operations {
            for losesAppend in [true, false] {
                var rehearsal = world.rehearsal()
                let kill = Rehearsal.Kill(afterOperations: operation, losesAppend: losesAppend)
                #expect(try rehearsal.run(seed: 1, kill: kill) == .killed)
                rehearsal.wait(.seconds(100))
                let end = try rehearsal.run(seed: 2)
                #expect(try problems(of: rehearsal, end).isEmpty, "\(operation), append lost: \(losesAppend)")
                #expect(try listProblems(rehearsal).isEmpty, "\(operation), append lost: \(losesAppend)")
            }
        }
    }

    @Test(arguments: [
        Scenario.Fault(.status(502), on: .list, when: .nth([5, 6, 9])),
        Scenario.Fault(.throttle(.seconds(3)), on: .list, when: .nth([5, 7])),
        Scenario.Fault(.close(applied: .all), on: .list, when: .nth([6])),
    ])
    func `a list that is answered badly for a while is whole in the end`(fault: Scenario.Fault) throws {
        var rehearsal = world { $0.scenario.faults = [fault] }.rehearsal()
        let end = try rehearsal.run(seed: 1)
        #expect(try problems(of: rehearsal, end).isEmpty)
        #expect(try listProblems(rehearsal).isEmpty)
    }

    @Test func `a list that cannot be read ends the run without a file, and the next process makes it`() throws {
        var world = world()
        world.plan.jobs = []
        world.plan.header.steps.remove(at: 0)
        world.scenario.faults = [Scenario.Fault(.status(502), on: .list, when: .nth(Array(1...5)))]
        var rehearsal = world.rehearsal()
        let end = try rehearsal.run(seed: 1)
        guard case .ended(.unreachable) = end else {
            Issue.record("it ended as \(end)")
            return
        }
        #expect(rehearsal.listFiles.isEmpty)
        #expect(try rehearsal.run(seed: 2) == .ended(.finished))
        #expect(rehearsal.listFiles.count == 1)
        #expect(try rehearsal.state().steps[0].listed?.jobs == 60)
    }

    @Test func `after a list that cannot be read the next step runs, if the runbook says so`() throws {
        var world = world()
        world.plan.jobs = []
        world.plan.header.steps.remove(at: 0)
        world.plan.header.steps[0].conduct.onFailure = .continue
        var second = world.plan.header.steps[0]
        second.name = "again"
        second.kind = .listJobs(JobListing(source: .recipes([100])))
        world.plan.header.steps.append(second)
        world.scenario.faults = [Scenario.Fault(.status(502), on: .list, when: .nth(Array(1...5)))]
        var rehearsal = world.rehearsal()
        #expect(try rehearsal.run(seed: 1) == .ended(.finished))
        let state = try rehearsal.state()
        #expect(state.steps[0].listed?.failure?.contains("502") == true)
        #expect(state.steps[1].listed?.jobs == 30)
        #expect(state.verdict(for: .finished) == .unreachable)
    }

    @Test func `a paused run reads no further page`() throws {
        var world = world()
        world.plan.jobs = []
        world.plan.header.steps.remove(at: 0)
        var process = Rehearsal.Process(seed: 1)
        process.commands = [
            .init(after: .milliseconds(1), .pause), .init(after: .seconds(600), .resume),
        ]
        var rehearsal = world.rehearsal()
        #expect(try rehearsal.run(process) == .ended(.finished))
        #expect(rehearsal.time > .seconds(600))
    }
}
