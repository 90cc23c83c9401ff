import RedriveCore
import RedriveTestSupport
import Testing
import Transport
import WorkatoJobs

/// The checker is checked: runs that cheat, by hand, each in one way.
@Suite struct RunCheckerTests {
    @Test func `an honest run is found to be honest`() throws {
        var cheat = try Cheat()
        cheat.honest(1, Array(0..<25))
        cheat.honest(2, Array(25..<30), at: 1000)
        #expect(cheat.findings(finished: true).isEmpty)
    }

    @Test func `a job that is sent twice is found, unless a person said so`() throws {
        var cheat = try Cheat()
        cheat.honest(1, [0, 1])
        cheat.honest(2, [1, 2], at: 1000)
        #expect(cheat.findings() == [.twice])
        var released = try Cheat()
        released.intend(1, [0])
        _ = released.send([released.master(0)], at: 20)
        released.record(.lost(.init(chunk: 1, tryNumber: 1, why: "closed")), at: 40)
        released.record(
            .held(.init(recipe: released.recipe, masters: [released.master(0)], reason: .noWitness)),
            at: 50
        )
        released.record(.released(.init(recipe: released.recipe, masters: [released.master(0)])), at: 60)
        released.honest(2, [0], at: 1500)
        #expect(released.findings() == [.twice])
        #expect(released.findings(mayResend: true).isEmpty)
    }

    @Test func `a request sent twice upon one intent is found`() throws {
        var cheat = try Cheat()
        cheat.honest(1, [0, 1])
        _ = cheat.send([cheat.master(0), cheat.master(1)], at: 2000)
        #expect(cheat.findings() == [.twice, .intent])
    }

    @Test func `a job that is not planned is found, whether it is repeated or not`() throws {
        for exists in [true, false] {
            var cheat = try Cheat()
            let stranger = exists ? cheat.master(29) : JobID(text: "nobody")
            cheat.plan.jobs.removeLast()
            let intent = Record.Intent(
                chunk: 1,
                tryNumber: 1,
                step: 0,
                recipe: cheat.recipe,
                masters: [stranger],
                known: [:]
            )
            cheat.record(.intent(intent))
            _ = cheat.send([stranger], at: 10)
            #expect(cheat.findings().contains(.unplanned))
        }
    }

    @Test func `a job that is said to be enqueued and was not is found`() throws {
        var cheat = try Cheat()
        cheat.honest(1, [0, 1])
        cheat.intend(2, [2], at: 1000)
        cheat.record(
            .answered(.init(chunk: 2, tryNumber: 1, jobs: [.init(master: cheat.master(2), enqueued: true)])),
            at: 1020
        )
        #expect(cheat.findings() == [.lost])
    }

    @Test func `a job that is said to be enqueued as another one is found`() throws {
        var cheat = try Cheat()
        cheat.intend(1, [0])
        _ = cheat.send([cheat.master(0)], at: 20)
        let wrong = Record.Answered.Job(master: cheat.master(0), enqueued: true, new: JobID(text: "j-other"))
        cheat.record(.answered(.init(chunk: 1, tryNumber: 1, jobs: [wrong])), at: 40)
        #expect(cheat.findings() == [.lost])
    }

    @Test func `a job that was repeated and is said to be refused, dropped or not applied is found`() throws {
        for way in 0..<5 {
            var cheat = try Cheat()
            let master = cheat.master(0)
            cheat.intend(1, [0])
            _ = cheat.send([master], at: 20)
            switch way {
            case 0:
                cheat.record(.answered(.init(chunk: 1, tryNumber: 1, jobs: [.init(master: master, enqueued: false)])))
            case 1: cheat.record(.notApplied(.init(chunk: 1, tryNumber: 1, reason: .throttled, message: "429")))
            case 2: cheat.record(.settled(.init(chunk: 1, tryNumber: 1, found: [], notApplied: [master])))
            case 3: cheat.record(.refused(.init(recipe: cheat.recipe, masters: [master], status: 404, message: "no")))
            default:
                let job = Record.Dropped.Job(master: master, why: .recovered, newest: JobID(text: "x"))
                cheat.record(.dropped(.init(recipe: cheat.recipe, jobs: [job])))
            }
            #expect(cheat.findings() == (way == 2 ? [.lost, .evidence] : [.lost]), "way \(way)")
        }
    }

    @Test func `a request of 26 jobs is found`() throws {
        var cheat = try Cheat()
        cheat.honest(1, Array(0..<26))
        #expect(cheat.findings() == [.limits])
    }

    @Test func `repeats 900 ms apart are found, and a second apart are not`() throws {
        for (gap, finds) in [900: true, 999: true, 1000: false] {
            var cheat = try Cheat()
            cheat.honest(1, [0])
            cheat.honest(2, [1], at: gap)
            #expect(cheat.findings() == (finds ? [.limits] : []))
        }
    }

    @Test func `61 reads within a minute are found, and 60 are not`() throws {
        for (count, last, finds) in [(60, 59_999, false), (61, 59_999, true), (61, 60_000, false)] {
            var cheat = try Cheat()
            for number in 0..<count { cheat.read(at: number == count - 1 ? last : number * 100) }
            #expect(cheat.findings() == (finds ? [.limits] : []), "\(count) reads in \(last) ms")
        }
    }

    @Test func `a request without an intent, or before it, is found`() throws {
        var cheat = try Cheat()
        _ = cheat.send([cheat.master(0)])
        #expect(cheat.findings().contains(.intent))
        var hasty = try Cheat()
        let new = hasty.send([hasty.master(0)])
        hasty.intend(1, [0], at: 5)
        let job = Record.Answered.Job(master: hasty.master(0), enqueued: true, new: new.first)
        hasty.record(.answered(.init(chunk: 1, tryNumber: 1, jobs: [job])), at: 40)
        #expect(hasty.findings() == [.intent])
    }

    @Test func `a request with other jobs than its intent names is found`() throws {
        var cheat = try Cheat()
        cheat.intend(1, [0, 1])
        _ = cheat.send([cheat.master(0), cheat.master(2)], at: 20)
        #expect(cheat.findings().contains(.intent))
    }

    @Test func `a run that says it is finished and leaves jobs unsent or in doubt is found`() throws {
        var cheat = try Cheat()
        cheat.honest(1, Array(0..<25))
        #expect(cheat.findings().isEmpty)
        #expect(cheat.findings(finished: true) == [.unfinished])
        cheat.intend(2, Array(25..<30), at: 1000)
        cheat.record(.lost(.init(chunk: 2, tryNumber: 1, why: "closed")), at: 1040)
        #expect(cheat.findings(finished: true) == [.unfinished])
    }
}
