import Testing
import WorkatoJobs

@testable import RedriveCore

/// A step whose requests hold at most two jobs, with the parts of a run that it works with.
struct StepParts {
    var outbox: Outbox
    var lane = SendingLaneStateMachine()
    var looks: Looks
    var settlements: Settlements
    var random = SplitMix64(seed: 0)
    var step: RepeatStep

    init(_ plan: Plan, session: Record.Session? = nil, after records: [Record] = []) throws {
        var plan = plan
        plan.header.workspace.limits.jobsPerRequest = 2
        var state = RunState(plan: plan, planID: "abc")
        let first = session.map(Record.session) ?? FoldSamples.session
        for record in [first, .stepStarted(.init(step: 0))] + records { try state.apply(record, at: FoldSamples.stamp) }
        outbox = Outbox(state)
        looks = Looks(plan)
        settlements = Settlements(state)
        step = RepeatStep(0, &outbox, at: RunParts.moment(0))
    }

    init(jobs: [Int: Int] = [7: 4]) throws { try self.init(makePlan(jobs: jobs)) }

    /// A complete look at a recipe, begun and ended at this second, which has shown these rows.
    mutating func look(_ recipe: RecipeID, _ rows: [JobRow] = [], at second: Int = 0) throws {
        looks.begin([recipe: .init(priority: .drift, mayEndEarly: false)], &outbox, at: RunParts.moment(second))
        let pages =
            [JobPage(items: rows, jobScopeCount: rows.count)]
            + (rows.isEmpty ? [] : [JobPage(items: [], jobScopeCount: rows.count)])
        for page in pages {
            guard case .list(let request, _, priority: _)? = outbox.takeEffects().last else {
                throw RecordError("no page is asked for")
            }
            _ = looks.received(request, .page(page), step: nil, &outbox, at: RunParts.moment(second))
        }
    }

    mutating func prepare(at second: Int = 0) -> [RunEffect] {
        _ = step.prepareRequests(&lane, looks, settlements, &outbox, at: RunParts.moment(second))
        return outbox.takeEffects()
    }

    /// A request of recipe 7 goes out.
    mutating func send(_ jobs: [Int], chunk: Int = 1, tryNumber: Int = 1, request: Int = 1) {
        outbox.record(RunParts.intent(7, jobs, chunk: chunk, tryNumber: tryNumber), at: RunParts.moment(0))
        lane.queued(request, chunk: chunk)
        lane.sent(request, step: 0, jobs: jobs.count, at: RunParts.at(0))
        _ = outbox.takeEffects()
    }

    /// The request ends.
    mutating func reply(
        _ reply: WriteReply,
        to chunk: Int = 1,
        request: Int = 1,
        at second: Int = 1
    ) throws -> RepeatStep.Consequences {
        let chunk = try #require(outbox.state.chunks[chunk])
        return step.replied(reply, to: request, of: chunk, &lane, &random, &outbox, at: RunParts.moment(second))
    }

    /// What the lane allows, without a pace.
    func permission(at second: Int = 1) -> SendingLaneStateMachine.Permission {
        lane.permission(at: RunParts.at(second)) { _ in nil }
    }

    /// The next group of the queue, whatever its recipe.
    mutating func nextGroup() -> SendQueue.Group? { step.queue.next(outbox.state) { _ in .max } }
}
