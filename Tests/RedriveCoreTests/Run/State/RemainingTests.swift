import Testing
import WorkatoJobs

@testable import RedriveCore

@Suite struct RemainingTests {
    private static let finished = Record.ended(.init(ending: .finished))

    private func remaining(
        _ records: [Record],
        jobs: [Int: Int] = [7: 4],
        steps: Int = 1,
        scope: [String]? = nil
    ) throws -> Remaining {
        var plan = try makePlan(jobs: jobs, steps: steps)
        plan.header.workspace.limits.jobsPerRequest = 2
        return Remaining(of: try RunParts.outbox(plan, after: records).state, scope: scope)
    }

    private func request(_ recipe: RecipeID, _ jobs: [Int], step: Int = 0, chunk: Int? = nil) -> Remaining.Request {
        .init(step: step, batch: Batch(recipe: recipe, jobs: jobs), chunk: chunk)
    }

    // MARK: whether there is anything to do

    @Test(arguments: [nil, .interrupted, .guardTripped, .unreachable("down"), .unauthorized("no")] as [RunEnding?])
    func `a run that did not finish has something to do, even without open jobs`(ending: RunEnding?) throws {
        let all = [RunParts.intent(7, [0, 1, 2, 3], chunk: 1), RunParts.enqueued(7, [0, 1, 2, 3], chunk: 1)]
        let end = ending.map { [Record.ended(.init(ending: $0))] } ?? []
        #expect(try remaining(all + end).isAny)
        #expect(try !remaining(all + [Self.finished]).isAny)
    }

    @Test func `unsent jobs are something to do unless they are out of scope or skipped`() throws {
        #expect(try remaining([Self.finished]).isAny)
        #expect(try remaining([Self.finished], scope: ["step-1"]).isAny)
        #expect(try !remaining([Self.finished], scope: ["another"]).isAny)
        let skip = Record.commanded(.init(GivenCommand(.skip(7))))
        #expect(try !remaining([skip, Self.finished]).isAny)
        #expect(try remaining([skip, Self.finished], jobs: [7: 1, 8: 1]).isAny)
    }

    @Test func `jobs that are unknown or in flight are something to do, even if out of scope or skipped`() throws {
        let inFlight = [RunParts.intent(7, [0, 1, 2, 3], chunk: 1)]
        let skip = Record.commanded(.init(GivenCommand(.skip(7))))
        for records in [inFlight, inFlight + [FoldSamples.lost()]] {
            #expect(try remaining(records + [skip, Self.finished], scope: ["another"]).isAny)
        }
    }

    @Test func `decided jobs are nothing to do`() throws {
        let held = [RunParts.intent(7, [0], chunk: 1), FoldSamples.lost(), FoldSamples.held([0])]
        let rest = [FoldSamples.refused([1]), FoldSamples.dropped([2, 3]), Self.finished]
        #expect(try !remaining(held + rest).isAny)
    }

    // MARK: requests

    @Test func `chunks that were not applied come as they were, and then the rest in full requests`() throws {
        let records = [
            RunParts.intent(7, [1, 2], chunk: 1), FoldSamples.notApplied(.throttled), FoldSamples.dropped([1]),
            RunParts.intent(7, [3], chunk: 2), FoldSamples.notApplied(.cancelled, chunk: 2),
        ]
        let requests = try remaining(records, jobs: [7: 6, 8: 1]).requests()
        #expect(
            requests == [
                request(7, [2], chunk: 1), request(7, [3], chunk: 2), request(7, [0, 4]), request(7, [5]),
                request(8, [6]),
            ]
        )
    }

    @Test func `jobs that were sent, refused, dropped or lost are in no request`() throws {
        let records = [
            RunParts.intent(7, [0], chunk: 1), RunParts.enqueued(7, [0], chunk: 1),
            RunParts.intent(7, [1], chunk: 2), FoldSamples.lost(chunk: 2),
            RunParts.intent(7, [2], chunk: 3), FoldSamples.refused([3]),
        ]
        #expect(try remaining(records).requests(releasing: .unknown).isEmpty)
    }

    @Test func `held jobs are sent only if they are released`() throws {
        let records = [RunParts.intent(7, [0, 1], chunk: 1), FoldSamples.lost(), FoldSamples.held([0, 1])]
        let remaining = try remaining(records)
        #expect(remaining.requests() == [request(7, [2, 3])])
        #expect(remaining.requests(releasing: .unknown) == [request(7, [0, 1]), request(7, [2, 3])])
    }

    @Test func `only steps in scope send, and skipped recipes never do`() throws {
        let records = [
            RunParts.intent(7, [0], chunk: 1), FoldSamples.notApplied(.throttled),
            RunParts.intent(7, [1], chunk: 2, step: 1), FoldSamples.notApplied(.throttled, chunk: 2),
        ]
        // Jobs 0 and 1 of the plan are of the first step, jobs 2 and 3 of the second.
        let second = try remaining(records, steps: 2, scope: ["step-2"])
        #expect(second.requests(releasing: .unknown) == [request(7, [2], step: 1, chunk: 2), request(7, [3], step: 1)])
        let skip = Record.commanded(.init(GivenCommand(.skip(7))))
        let skipped = try remaining(records + [skip], jobs: [7: 4, 8: 1], steps: 2)
        #expect(skipped.requests(releasing: .unknown).map(\.batch.recipe) == [8])
    }
}
