import RedriveCore
import Testing
import WorkatoJobs

@Suite struct RunStateFoldTests {
    private let stamp = Timestamp(milliseconds: 1_800_000_000_000)
    private let session = Record.session(.init(number: 1, host: "h", pid: 1, version: "t"))

    private func intent(_ chunk: Int, tryNumber: Int = 1, _ numbers: [Int]) throws -> Record {
        let recipe = try #require(RecipeID("7"))
        return .intent(
            .init(
                chunk: chunk,
                tryNumber: tryNumber,
                step: 0,
                recipe: recipe,
                masters: numbers.map { master(7, $0) },
                known: [:]
            )
        )
    }

    private func fold(_ records: [Record], jobs: Int = 4) throws -> RunState {
        var state = RunState(plan: try makePlan(jobs: [7: jobs]), planID: "abc")
        for record in records { try state.apply(record, at: stamp) }
        return state
    }

    private func fault(_ records: [Record]) throws -> String? {
        do {
            _ = try fold(records)
            return nil
        } catch let fault as RecordError {
            return fault.message
        }
    }

    @Test func `a job that the answer does not mention is unknown`() throws {
        let answer = Record.Answered(
            chunk: 1,
            tryNumber: 1,
            jobs: [
                .init(master: master(7, 0), enqueued: true, new: JobID(text: "n-0")),
                .init(master: master(7, 1), enqueued: false, typeID: "err.item.not_found", message: "Job not found"),
            ]
        )
        let state = try fold([session, .stepStarted(.init(step: 0)), try intent(1, [0, 1, 2]), .answered(answer)])
        let totals = RunTotals(state)
        #expect(totals.count(.enqueued) == 1)
        #expect(totals.count(.refused) == 1)
        #expect(totals.count(.unknown) == 1)
        #expect(totals.count(.notSent) == 1)
        #expect(state.chunks[1]?.status == .lost)
    }

    @Test func `the classes add up to the plan after every record`() throws {
        var state = RunState(plan: try makePlan(jobs: [7: 4]), planID: "abc")
        let recipe = try #require(RecipeID("7"))
        let records: [Record] = [
            session, .stepStarted(.init(step: 0)), try intent(1, [0, 1]),
            .lost(.init(chunk: 1, tryNumber: 1, why: "closed")),
            .settled(
                .init(
                    chunk: 1,
                    tryNumber: 1,
                    found: [.init(master: master(7, 0), new: JobID(text: "n"))],
                    notApplied: []
                )
            ),
            .settled(.init(chunk: 1, tryNumber: 1, found: [], notApplied: [master(7, 1)])),
            try intent(1, tryNumber: 2, [1]),
            .notApplied(.init(chunk: 1, tryNumber: 2, reason: .throttled, message: "429")),
            .dropped(
                .init(recipe: recipe, jobs: [.init(master: master(7, 2), why: .recovered, newest: JobID(text: "x"))])
            ),
        ]
        for record in records {
            try state.apply(record, at: stamp)
            #expect(JobClass.allCases.map { RunTotals(state).count($0) }.reduce(0, +) == 4)
        }
        #expect(state.requests == 2)
        #expect(state.throttled == 1)
        #expect(state.jobs[1] == .notSent(chunk: 1))
    }

    @Test func `a request that never left is not counted as one`() throws {
        let cancelled = Record.notApplied(.init(chunk: 1, tryNumber: 1, reason: .cancelled, message: "taken back"))
        #expect(try fold([session, try intent(1, [0]), cancelled]).requests == 0)
        #expect(try fold([session, try intent(1, [0]), cancelled, try intent(1, tryNumber: 2, [0])]).requests == 1)
    }

    @Test func `a job that is in doubt cannot be sent again`() throws {
        let lost = Record.lost(.init(chunk: 1, tryNumber: 1, why: "closed"))
        let message = try fault([session, try intent(1, [0]), lost, try intent(2, [0])])
        #expect(message == "job j-7-0 is sent although it is unknown")
    }

    @Test func `a chunk that was applied or is in doubt cannot be tried again`() throws {
        let lost = Record.lost(.init(chunk: 1, tryNumber: 1, why: "closed"))
        #expect(try fault([session, try intent(1, [0]), lost, try intent(1, tryNumber: 2, [1])]) != nil)
    }

    @Test func `a chunk is not sent again while one of its jobs is in doubt`() throws {
        let lost = Record.lost(.init(chunk: 1, tryNumber: 1, why: "closed"))
        let half = Record.settled(.init(chunk: 1, tryNumber: 1, found: [], notApplied: [master(7, 0)]))
        #expect(try fault([session, try intent(1, [0, 1]), lost, half]) != nil)
    }

    @Test func `an answer without its intent, a job outside of the plan and a skipped session are damage`() throws {
        #expect(try fault([session, .answered(.init(chunk: 1, tryNumber: 1, jobs: []))]) != nil)
        #expect(try fault([session, try intent(1, [99])]) == "job j-7-99 of recipe 7 is not in the plan")
        #expect(try fault([.session(.init(number: 2, host: "h", pid: 1, version: "t"))]) != nil)
        #expect(try fault([session, try intent(1, tryNumber: 2, [0])]) != nil)
        #expect(try fault([session, .stepStarted(.init(step: 9))]) != nil)
        #expect(try fault([session, try intent(1, [0, 0])]) != nil)
    }

    @Test func `a job refused as a whole chunk of several is not sent under the old chunk`() throws {
        let state = try fold([
            session, try intent(1, [0, 1]),
            .notApplied(.init(chunk: 1, tryNumber: 1, reason: .badRequest, message: "no")),
        ])
        #expect(state.chunks[1]?.status == .halved)
        #expect(state.jobs[0] == .notSent(chunk: nil))
    }

    @Test func `a number that cannot be counted on from is damage, not a trap`() throws {
        for count in [-1, .max] {
            #expect(try fault([.throttled(.init(count: count)), .throttled(.init(count: 1))]) != nil, "\(count)")
            #expect(try fault([try intent(count, [0])]) != nil, "\(count)")
        }
        #expect(try fault([try intent(0, [0])]) != nil)
        #expect(try fault([.throttled(.init(count: 0)), try intent(1, [0])]) == nil)
    }
}
