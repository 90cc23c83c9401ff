import RedriveCore
import RedriveTestSupport
import Testing
import WorkatoSimulator

/// Kills after every single operation of a run, and after every operation of the resume.
@Suite struct CrashSweepTests {
    /// The reference runs: plain, with faults, with repeats that lists show late.
    static let worlds: [ReferenceWorld] = {
        let plain = ReferenceWorld("plain")
        var faulty = ReferenceWorld("with faults")
        faulty.scenario.faults = [
            .init(.close(applied: .first(10)), on: .repeat, when: .nth([2])),
            .init(.throttle(.seconds(3)), on: .repeat, when: .nth([4])),
            .init(.status(502), on: .list, when: .nth([3, 6])),
        ]
        var late = ReferenceWorld("with late visibility")
        late.scenario.behavior.visibleAfter = .seconds(2) ... .seconds(6)
        late.scenario.faults = [.init(.late(by: .seconds(30), applied: .all), on: .repeat, when: .nth([1]))]
        return [plain, faulty, late]
    }()

    /// How long it takes until somebody resumes, by turns.
    private func pause(_ number: Int) -> Duration { [.milliseconds(10), .seconds(3), .seconds(100)][number % 3] }

    @Test(arguments: worlds.indices)
    func `a run killed after any operation finishes on resume, each job repeated once`(_ index: Int) throws {
        let world = Self.worlds[index]
        var whole = world.rehearsal()
        let end = try whole.run(seed: 1)
        #expect(try problems(of: whole, end).isEmpty)
        let begin = ContinuousClock.now
        var kills = 0
        for operation in 1...whole.operations {
            for losesAppend in [true, false] {
                var rehearsal = world.rehearsal()
                let kill = Rehearsal.Kill(afterOperations: operation, losesAppend: losesAppend)
                #expect(try rehearsal.run(seed: 1, kill: kill) == .killed)
                kills += 1
                rehearsal.wait(pause(operation))
                let end = try rehearsal.run(seed: 2)
                let found = try problems(of: rehearsal, end)
                #expect(
                    found.isEmpty,
                    "\(world.name): killed after operation \(operation), append lost: \(losesAppend)"
                )
            }
        }
        print(
            "crash sweep, \(world.name): \(whole.operations) operations, \(kills) kills;",
            Effort.rate(kills, since: begin)
        )
    }

    @Test func `a careful run killed after any operation keeps its canary, its stages and its bound`() throws {
        var world = ReferenceWorld("careful", jobs: 20)
        world.plan.header.steps[0].conduct.rollout = Rollout(
            canary: .init(jobs: 1, per: .recipe),
            ramp: [.jobs(5), .percent(50)]
        )
        world.plan.header.steps[0].conduct.maxPending = 12
        var whole = world.rehearsal()
        let end = try whole.run(seed: 1)
        #expect(try problems(of: whole, end).isEmpty)
        let begin = ContinuousClock.now
        var kills = 0
        for operation in 1...whole.operations {
            for losesAppend in [true, false] {
                var rehearsal = world.rehearsal()
                let kill = Rehearsal.Kill(afterOperations: operation, losesAppend: losesAppend)
                #expect(try rehearsal.run(seed: 1, kill: kill) == .killed)
                kills += 1
                rehearsal.wait(pause(operation))
                // A stage of which an answer was lost may not have recovered: then a person goes on.
                var process = Rehearsal.Process(seed: 2)
                var end = try rehearsal.run(process)
                process.releases = [.canary, .unknown]
                for _ in 0..<4 where end == .ended(.guardTripped) || end == .ended(.finished) {
                    end = try rehearsal.run(process)
                }
                let found = try problems(of: rehearsal, end)
                #expect(found.isEmpty, "killed after operation \(operation), append lost: \(losesAppend)")
            }
        }
        print("crash sweep, careful: \(whole.operations) operations, \(kills) kills;", Effort.rate(kills, since: begin))
    }

    @Test(arguments: worlds.indices)
    func `a resume killed after any operation finishes on the next one`(_ index: Int) throws {
        let world = Self.worlds[index]
        var whole = world.rehearsal()
        _ = try whole.run(seed: 1)
        let begin = ContinuousClock.now
        var kills = 0
        let stride = Effort.isFull ? 1 : 3
        let most = 1000
        for operation in Swift.stride(from: 1 + index, through: whole.operations, by: stride) {
            var first = world.rehearsal()
            _ = try first.run(seed: 1, kill: .init(afterOperations: operation, losesAppend: operation % 2 == 0))
            first.wait(pause(operation))
            for second in 1...most {
                var rehearsal = first
                let kill = Rehearsal.Kill(afterOperations: second, losesAppend: second % 2 == 1)
                guard try rehearsal.run(seed: 2, kill: kill) == .killed else { break }
                kills += 1
                rehearsal.wait(pause(second))
                let end = try rehearsal.run(seed: 3)
                let found = try problems(of: rehearsal, end)
                #expect(found.isEmpty, "\(world.name): killed after operation \(operation), then after \(second)")
            }
        }
        print("second crash, \(world.name): \(kills) kills of a resume;", Effort.rate(kills, since: begin))
    }
}
