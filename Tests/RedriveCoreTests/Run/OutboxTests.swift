import Testing
import WorkatoJobs

@testable import RedriveCore

@Suite struct OutboxTests {
    private func outbox() throws -> Outbox {
        Outbox(RunState(plan: try makePlan(jobs: [7: 2]), planID: "abc"))
    }

    @Test func `effects are given up in the order of the calls, and only once`() throws {
        var outbox = try outbox()
        let started = Record.stepStarted(.init(step: 0))
        outbox.want(.cancelUnsent)
        outbox.record(FoldSamples.session, at: RunParts.moment(0))
        outbox.want(.wake(at: RunParts.at(9)))
        outbox.record(started, at: RunParts.moment(1))
        let wanted: [RunEffect] = [
            .cancelUnsent, .append(FoldSamples.session), .wake(at: RunParts.at(9)), .append(started),
        ]
        #expect(outbox.effects == wanted)
        #expect(outbox.takeEffects() == wanted)
        #expect(outbox.takeEffects().isEmpty)
    }

    @Test func `a record is folded at once, with the time of its moment`() throws {
        var outbox = try outbox()
        outbox.record(FoldSamples.session, at: RunParts.moment(0))
        outbox.record(FoldSamples.intent([0]), at: RunParts.moment(5))
        #expect(outbox.state.jobs == [.inFlight(chunk: 1), .notSent(chunk: nil)])
        #expect(outbox.state.lastIntentAt == RunParts.moment(5).wall)
        _ = outbox.takeEffects()
        #expect(outbox.state.jobs == [.inFlight(chunk: 1), .notSent(chunk: nil)])
    }

    @Test func `a wish changes nothing of the state`() throws {
        var outbox = try outbox()
        outbox.want(.send(request: 1, .repeatJobs(7, [master(7, 0)])))
        #expect(outbox.state.jobs == [.notSent(chunk: nil), .notSent(chunk: nil)])
        #expect(outbox.state.lastRecordAt == nil)
    }

    @Test func `requests are numbered from 1, and no number is given twice`() throws {
        var outbox = try outbox()
        var numbers = [outbox.newRequest(), outbox.newRequest()]
        _ = outbox.takeEffects()
        numbers.append(outbox.newRequest())
        #expect(numbers == [1, 2, 3])
    }

    @Test func `wakes are kept until they are forgotten, and are no effects`() throws {
        var outbox = try outbox()
        outbox.wake(at: RunParts.at(5))
        outbox.wake(at: RunParts.at(2))
        #expect(outbox.takeEffects().isEmpty)
        #expect(outbox.wakes == [RunParts.at(5), RunParts.at(2)])
        outbox.forgetWakes()
        #expect(outbox.wakes.isEmpty)
    }

    @Test func `a record that cannot follow traps`() async {
        await #expect(processExitsWith: .failure) {
            var outbox = try OutboxTests().outbox()
            outbox.record(FoldSamples.lost(), at: RunParts.moment(0))
        }
    }
}
