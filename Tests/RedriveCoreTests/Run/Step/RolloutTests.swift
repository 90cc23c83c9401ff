import Testing
import WorkatoJobs

@testable import RedriveCore

/// Canary, ramp and `max_pending` of one step, without network and time.
@Suite struct RolloutTests {
    /// A plan with one step; recipe 7 has jobs of two signatures in turn, recipe 8 of one.
    static func plan(jobs: [Int: Int] = [7: 6, 8: 4], _ rollout: Rollout, maxPending: Int? = nil) throws -> Plan {
        var plan = try makePlan(jobs: jobs)
        plan.header.steps[0].conduct.rollout = rollout
        plan.header.steps[0].conduct.maxPending = maxPending
        plan.signatures = [signature(7, "a"), signature(7, "b"), signature(8, "c")]
        for position in plan.jobs.indices {
            plan.jobs[position].signature = plan.jobs[position].recipe == 8 ? 2 : position % 2
        }
        return plan
    }

    private static func signature(_ recipe: RecipeID, _ message: String) -> ErrorSignature {
        ErrorSignature(recipe: recipe, adapter: nil, errorType: nil, message: message)
    }

    /// What the steps of a plan send, stage by stage, as positions.
    private func stages(_ plan: Plan) -> [(PlannedStage.Kind, [[Int]])] {
        plan.stages(ofStep: 0).map { ($0.kind, $0.batches.map(\.jobs)) }
    }

    @Test func `a plan shows canaries first, then the stages, then the rest`() throws {
        let rollout = Rollout(canary: .init(jobs: 1), ramp: [.jobs(2), .percent(50)])
        let stages = stages(try Self.plan(rollout))
        #expect(stages.map(\.0) == [.canary, .ramp(0, total: 2), .ramp(1, total: 3), .rest])
        #expect(stages.map(\.1) == [[[0, 1], [6]], [[2, 3]], [[4]], [[5], [7, 8, 9]]])
        #expect(try Self.plan(rollout).batches(ofStep: 0).flatMap(\.jobs).sorted() == Array(0..<10))
    }

    @Test func `a stage that adds nothing is passed over`() throws {
        let stages = stages(try Self.plan(jobs: [7: 4], Rollout(ramp: [.jobs(3), .percent(10), .percent(100)])))
        #expect(stages.map(\.0) == [.ramp(0, total: 3), .ramp(2, total: 4)])
    }

    @Test(arguments: [(1, 1), (9, 1), (10, 1), (11, 1), (19, 1), (20, 2), (100, 10), (105, 10)] as [(Int, Int)])
    func `a percentage is rounded down, to at least one job`(all: Int, count: Int) {
        #expect(Rollout.Total.percent(10).count(of: all) == count)
    }

    @Test func `more than fifty signatures make one group of each recipe`() throws {
        var plan = try makePlan(jobs: [7: 60, 8: 60])
        plan.header.steps[0].conduct.rollout.canary = .init(jobs: 2)
        for count in [50, 51] {
            plan.signatures = (0..<count).map { Self.signature($0 % 2 == 0 ? 7 : 8, "\($0)") }
            for position in plan.jobs.indices { plan.jobs[position].signature = position % count }
            let groups = try #require(CanaryGroups(ofStep: 0, in: plan))
            #expect(groups.groups.count == (count == 50 ? 50 : 2))
            #expect(groups.isByRecipeInstead == (count == 51))
            #expect(groups.canaries().count == (count == 50 ? 100 : 4))
        }
    }

    // MARK: the machine

    /// A step under way: what it has sent, and what came of it.
    private struct Story {
        var state: RunState
        var rollout: RolloutStateMachine
        private var chunk = 0

        init(_ plan: Plan) throws {
            state = RunState(plan: plan, planID: "abc")
            for record in [FoldSamples.session, .stepStarted(.init(step: 0))] {
                try state.apply(record, at: FoldSamples.stamp)
            }
            rollout = Self.rollout(in: state)
        }

        /// The rollout as a resume begins it.
        static func rollout(in state: RunState) -> RolloutStateMachine {
            let open = state.jobs.indices.filter { state.jobs[$0].jobClass == .notSent }
            return RolloutStateMachine(ofStep: 0, open: Array(open), in: state)
        }

        mutating func resume() { rollout = Self.rollout(in: state) }

        mutating func admit() -> [Int] { rollout.admit(taken: state.steps[0].rollout.taken, in: state) }

        mutating func apply(_ record: Record) throws { try state.apply(record, at: FoldSamples.stamp) }

        /// Sends jobs, each in a request of its own, and has them end like this; nil for no outcome.
        mutating func send(_ positions: [Int], _ outcome: Outcome?) throws {
            for position in positions {
                chunk += 1
                let job = state.plan.jobs[position]
                let intent = Record.Intent(
                    chunk: chunk,
                    tryNumber: 1,
                    step: 0,
                    recipe: job.recipe,
                    masters: [job.master],
                    known: [:]
                )
                try apply(.intent(intent))
                let new = JobID(text: "new-\(position)")
                try apply(
                    .answered(
                        .init(chunk: chunk, tryNumber: 1, jobs: [.init(master: job.master, enqueued: true, new: new)])
                    )
                )
                guard let outcome else { continue }
                try apply(
                    .outcomes(.init(recipe: job.recipe, jobs: [.init(master: job.master, new: new, outcome: outcome)]))
                )
            }
        }

        mutating func drop(_ position: Int) throws {
            let job = state.plan.jobs[position]
            let dropped = Record.Dropped.Job(master: job.master, why: .recovered, newest: JobID(text: "other"))
            try apply(.dropped(.init(recipe: job.recipe, jobs: [dropped])))
        }

        /// Ends the stage under way as the step does.
        mutating func endStage() throws -> RolloutStateMachine.Verdict? {
            guard let verdict = rollout.verdict(in: state) else { return nil }
            for position in verdict.closed {
                let job = state.plan.jobs[position]
                try apply(.held(.init(recipe: job.recipe, masters: [job.master], reason: .canary)))
            }
            try apply(.stageEnded(verdict.ended))
            rollout.endStage(taken: state.steps[0].rollout.taken, in: state)
            return verdict
        }
    }

    @Test func `a group goes on only if more than half of its canaries have recovered`() throws {
        // Two canaries of each group: 0 and 2 of a, 1 and 3 of b, 6 and 7 of c.
        var story = try Story(Self.plan(Rollout(canary: .init(jobs: 2))))
        #expect(story.admit() == [0, 1, 2, 3, 6, 7])
        #expect(story.admit().isEmpty)
        try story.send([0, 2, 1, 6], .recovered)
        try story.send([3], .failedSame)
        try story.send([7], .stillPending)
        let verdict = try #require(try story.endStage())
        #expect(verdict.ended.passed == 1 && verdict.ended.closed == 2)
        #expect(verdict.closed == [5, 8, 9], "one of two is not more than half")
        #expect(story.admit() == [4])
        #expect(story.state.jobs[5] == .held(.canary))
        #expect(try story.endStage() == nil)
    }

    @Test func `a dropped canary is replaced, and a refused one counts against its group`() throws {
        var story = try Story(Self.plan(jobs: [7: 6], Rollout(canary: .init(jobs: 1, per: .step))))
        #expect(story.admit() == [0])
        try story.drop(0)
        #expect(story.admit() == [1])
        #expect(story.admit().isEmpty)
        let master = story.state.plan.jobs[1].master
        try story.apply(.refused(.init(recipe: 7, masters: [master], status: 400, message: "no")))
        #expect(try #require(try story.endStage()).closed == [2, 3, 4, 5])
    }

    @Test func `a person's word lets the closed jobs go on, and closes them no more`() throws {
        var story = try Story(Self.plan(jobs: [7: 4], Rollout(canary: .init(jobs: 1, per: .step), ramp: [.jobs(1)])))
        _ = story.admit()
        try story.send([0], .failedOther)
        #expect(try #require(try story.endStage()).closed == [1, 2, 3])
        let masters = (1...3).map { story.state.plan.jobs[$0].master }
        try story.apply(.released(.init(recipe: 7, masters: masters)))
        story.resume()
        #expect(story.admit() == [1], "the ramp counts what the canary has left open, the released jobs included")
        try story.send([1], .recovered)
        #expect(try #require(try story.endStage()).stops == nil)
        #expect(story.admit() == [2, 3])
    }

    @Test func `a stage admits exactly its total, and dropped jobs do not count`() throws {
        var story = try Story(Self.plan(jobs: [7: 10], Rollout(ramp: [.jobs(3), .percent(50)])))
        #expect(story.admit() == [0, 1, 2])
        try story.drop(1)
        try story.send([0, 2], .recovered)
        #expect(story.admit() == [3])
        try story.send([3], .failedSame)
        #expect(story.admit().isEmpty)
        #expect(try #require(try story.endStage()).stops == nil)
        #expect(story.admit() == [4, 5])
        try story.send([4], .failedSame)
        // Killed between two requests of a stage: the rest of it is admitted again, and no more.
        story.resume()
        #expect(story.rollout.state == .ramp(1))
        #expect(story.admit() == [5])
    }

    @Test(arguments: [Outcome.failedSame, .failedOther, .stillPending, .unverified])
    func `a stage in which nothing recovered stops the step`(_ outcome: Outcome) throws {
        var story = try Story(Self.plan(jobs: [7: 10], Rollout(ramp: [.jobs(1), .jobs(3)])))
        try story.send(story.admit(), .recovered)
        #expect(try #require(try story.endStage()).stops == nil)
        try story.send(story.admit(), outcome)
        #expect(try #require(try story.endStage()).stops == "none of the 2 jobs of this stage has recovered")
    }

    @Test func `a stop is recorded before the end of its stage, so that no crash between the two loses it`() throws {
        let failed = Record.Outcomes.Job(master: master(7, 0), new: RunParts.repeated(7, 0), outcome: .failedSame)
        var parts = try StepParts(
            Self.plan(jobs: [7: 4], Rollout(ramp: [.jobs(1)])),
            after: [
                RunParts.intent(7, [0], chunk: 1), RunParts.enqueued(7, [0], chunk: 1),
                .outcomes(.init(recipe: 7, jobs: [failed])),
            ]
        )
        _ = parts.outbox.takeEffects()
        #expect(parts.step.endStage(&parts.outbox, at: RunParts.moment(1)) == .guardTripped)
        let records = parts.outbox.takeEffects().map { effect -> String in
            switch effect {
            case .append(.guardTripped(let tripped)): tripped.guardName
            case .append(.stageEnded(let ended)): "stage \(ended.stage)"
            default: "\(effect)"
            }
        }
        #expect(records == [Guards.rampName, "stage 0"])
    }

    @Test func `a stage in which one recovered goes on`() throws {
        var story = try Story(Self.plan(jobs: [7: 10], Rollout(ramp: [.jobs(3)])))
        #expect(story.admit() == [0, 1, 2])
        try story.send([0, 1], .failedSame)
        try story.send([2], .recovered)
        #expect(try #require(try story.endStage()).stops == nil)
        #expect(story.admit().count == 7)
    }

    @Test func `jobs of a skipped recipe are not admitted`() throws {
        var story = try Story(Self.plan(Rollout(canary: .init(jobs: 1, per: .recipe), ramp: [.jobs(2)])))
        try story.apply(.commanded(.init(GivenCommand(.skip(7)))))
        #expect(story.admit() == [6])
        try story.send([6], .recovered)
        _ = try story.endStage()
        #expect(story.admit() == [7, 8])
    }

    // MARK: records

    @Test func `a stage that cannot end here is damage`() throws {
        var story = try Story(Self.plan(jobs: [7: 4], Rollout(ramp: [.jobs(1), .jobs(2)])))
        let stage = { Record.stageEnded(.init(step: 0, stage: $0, sent: 0, recovered: 0, failed: 0)) }
        #expect(throws: RecordError.self) { try story.apply(stage(2)) }
        #expect(throws: RecordError.self) { try story.apply(stage(-1)) }
        try story.apply(stage(1))
        #expect(throws: RecordError.self) { try story.apply(stage(1)) }
        #expect(throws: RecordError.self) { try story.apply(stage(.max)) }
    }

    // MARK: max_pending

    @Test func `never more repeats of a recipe than may be pending`() throws {
        var parts = try StepParts(Self.plan(jobs: [7: 8], .immediate, maxPending: 3))
        try parts.look(7)
        func send(at second: Int) throws -> [JobID] {
            for case .send(let request, .repeatJobs(_, let masters)) in parts.prepare(at: second) {
                parts.lane.sent(request, step: 0, jobs: masters.count, at: RunParts.at(second))
                return masters
            }
            return []
        }
        #expect(try send(at: 0).count == 2)
        // One more fits, so one more goes.
        #expect(try send(at: 2).count == 1)
        #expect(parts.step.room(for: 7, in: parts.outbox.state) == 0)
        #expect(!parts.step.mayHaveRoom(in: parts.outbox.state))
        #expect(parts.prepare(at: 4).isEmpty)
    }

    @Test func `a request is never larger than what may be pending`() throws {
        let plan = try Self.plan(jobs: [7: 8], .immediate, maxPending: 3)
        #expect(plan.batches(ofStep: 0).map(\.jobs.count) == [3, 3, 2])
    }
}
