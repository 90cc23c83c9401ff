import Testing
import WorkatoJobs

@testable import RedriveCore

@Suite struct RunVerdictTests {
    private func verdict(_ ending: RunEnding = .finished, after records: [Record]) throws -> RunVerdict {
        try RunParts.outbox(makePlan(jobs: [7: 3]), after: records).state.verdict(for: ending)
    }

    private static let enqueued = [RunParts.intent(7, [0], chunk: 1), RunParts.enqueued(7, [0], chunk: 1)]
    private static let unknown = [RunParts.intent(7, [1], chunk: 2), FoldSamples.lost(chunk: 2)]

    private func followed(_ outcome: Outcome) -> [Record] {
        let job = Record.Outcomes.Job(master: master(7, 0), new: RunParts.repeated(7, 0), outcome: outcome)
        return Self.enqueued + [.outcomes(.init(recipe: 7, jobs: [job]))]
    }

    @Test func `why a process ended comes before what its jobs came to`() throws {
        let endings: [(RunEnding, RunVerdict)] = [
            (.unauthorized("no"), .unauthorized), (.unreachable("down"), .unreachable), (.interrupted, .interrupted),
            (.guardTripped, .guardTripped),
        ]
        for (ending, verdict) in endings {
            #expect(try self.verdict(ending, after: Self.unknown) == verdict)
            #expect(try self.verdict(ending, after: followed(.recovered)) == verdict)
        }
    }

    @Test func `a finished run with unknown or held jobs needs a person, whatever else it came to`() throws {
        #expect(try verdict(after: Self.unknown) == .undecided)
        #expect(try verdict(after: Self.unknown + [FoldSamples.held([1])]) == .undecided)
        #expect(try verdict(after: Self.unknown + [FoldSamples.refused([2])]) == .undecided)
        #expect(try verdict(after: [RunParts.intent(7, [0], chunk: 1)]) == .undecided, "in flight")
    }

    @Test func `jobs that were refused, failed again or are still pending have not all recovered`() throws {
        #expect(try verdict(after: [FoldSamples.refused([0])]) == .notAllRecovered)
        for outcome in [Outcome.failedSame, .failedOther, .stillPending] {
            #expect(try verdict(after: followed(outcome)) == .notAllRecovered)
        }
    }

    @Test func `all is done if the rest recovered, was not followed, was dropped or was not sent`() throws {
        #expect(try verdict(after: followed(.recovered)) == .done)
        #expect(try verdict(after: Self.enqueued) == .done)
        #expect(try verdict(after: [FoldSamples.dropped([0])]) == .done)
        #expect(try verdict(after: []) == .done)
    }
}
