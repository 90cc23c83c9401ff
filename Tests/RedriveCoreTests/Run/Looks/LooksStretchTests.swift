import Testing
import WorkatoJobs

@testable import RedriveCore

/// When outcomes of recipe 7 are read, and from where: 12 requests of two jobs each, enqueued a second apart.
@Suite struct LooksStretchTests {
    private var outbox: Outbox
    private var looks: Looks
    private static let requests = 12

    init() throws {
        let plan = try makePlan(jobs: [7: 40])
        var records: [Record] = []
        for chunk in 1...Self.requests {
            records.append(RunParts.intent(7, [2 * chunk - 2, 2 * chunk - 1], chunk: chunk))
            records.append(RunParts.enqueued(7, [2 * chunk - 2, 2 * chunk - 1], chunk: chunk))
        }
        outbox = try RunParts.outbox(plan, after: records)
        looks = Looks(plan)
    }

    private mutating func follow(_ chunks: ClosedRange<Int>) throws {
        for chunk in chunks {
            let chunk = try #require(outbox.state.chunks[chunk])
            looks.follow(chunk, in: outbox.state, at: RunParts.at(chunk.number))
        }
    }

    private mutating func poll(at second: Int, requestsLeft: Int = 0) -> [RunEffect] {
        looks.beginPolls(&outbox, at: RunParts.moment(second)) { _, _ in requestsLeft }
        return outbox.takeEffects()
    }

    private func list(_ request: Int, behind job: Int?, _ priority: ReadPriority = .verifying) -> RunEffect {
        let offset = job.map { RunParts.repeated(7, $0) }
        return .list(request: request, ListQuery(recipe: 7, rerunOnly: true, offset: offset), priority: priority)
    }

    /// A page with the repeats of these jobs; the request of job n began at second 1,000 + n.
    private mutating func receive(
        _ request: Int,
        _ jobs: [Int],
        _ status: JobStatus = .succeeded,
        counting: Int = 24,
        at second: Int
    )
        -> Looks.Report?
    {
        let rows = jobs.map {
            RunParts.row(
                RunParts.repeated(7, $0),
                of: master(7, $0),
                status,
                startedAt: 1_000 + $0,
                completedAt: status == .pending ? nil : 1_003 + $0
            )
        }
        let page = ReadReply.page(JobPage(items: rows, jobScopeCount: counting))
        let report = looks.received(request, page, step: 0, &outbox, at: RunParts.moment(second))
        if let report { looks.recordOutcomes(report.rows, of: 7, &outbox, at: RunParts.moment(second)) }
        return report
    }

    @Test mutating func `the first outcomes are read from the top, a second after their answer`() throws {
        try follow(1...1)
        #expect(poll(at: 1).isEmpty)
        #expect(outbox.wakes == [RunParts.at(2)])
        #expect(poll(at: 2) == [list(1, behind: nil)])
        #expect(poll(at: 3).isEmpty, "it is being read")
        #expect(receive(1, [1, 0], at: 3)?.end == .early)
        #expect(!looks.followsAny)
    }

    @Test mutating func `later ones are read behind the oldest repeat that is newer than they are`() throws {
        looks.outcomesSeen = Looks.outcomesFromTop
        try follow(1...12)
        #expect(
            poll(at: 9) == [list(1, behind: 16)],
            "requests 1 to 8 are due, and job 16 is the first one of request 9"
        )
        #expect(receive(1, [15, 14, 13], at: 9)?.end == nil)
        let rest = outbox.takeEffects().filter { if case .list = $0 { true } else { false } }
        #expect(rest == [list(2, behind: 13)])
        #expect(receive(2, [12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0], at: 10)?.end == .early)
        #expect(Set(looks.watch(7)?.followed.positions ?? FollowedRepeats().positions) == Set(16...23))
    }

    @Test mutating func `what is shown pending is read again later`() throws {
        try follow(1...1)
        _ = poll(at: 2)
        #expect(receive(1, [1, 0], .pending, at: 3)?.end == .early)
        #expect(looks.runningTime.most > .seconds(1))
        #expect(poll(at: 4).isEmpty)
        #expect(poll(at: 7) == [list(2, behind: nil)])
    }

    @Test mutating func `while many requests are to come, the whole list is read once it shows by what it is sorted`()
        throws
    {
        looks.outcomesSeen = Looks.outcomesFromTop
        try follow(1...12)
        #expect(poll(at: 20, requestsLeft: 100) == [list(1, behind: nil)])
        let report = receive(1, (0...23).reversed(), at: 21)
        #expect(report != nil)
        guard case .list(let request, _, _)? = outbox.takeEffects().last else { return }
        _ = receive(request, [], at: 22)
        #expect(looks.watch(7)?.coverage.isKnown == true)
    }

    @Test mutating func `a stretch that joins what is known moves it up, and one that leaves a gap does not`() throws {
        for hasGap in [false, true] {
            var tests = try LooksStretchTests()
            try tests.readSecondPart(hasGap: hasGap)
            let bound = tests.looks.watch(7)?.coverage.bound(lost: nil)
            // Five seconds before the start of the newest repeat that is known.
            #expect(bound == RunParts.outage + .seconds(hasGap ? 1_010 : 1_018))
        }
    }

    /// The list is known up to request 8, job 15; then requests 9 to 12 are read, whose oldest repeat is that of job 16.
    private mutating func readSecondPart(hasGap: Bool) throws {
        looks.outcomesSeen = Looks.outcomesFromTop
        try follow(1...8)
        looks.begin([7: .init(priority: .drift, mayEndEarly: false)], &outbox, at: RunParts.moment(9))
        _ = receive(1, (0...15).reversed(), counting: 16, at: 9)
        while case .list(let request, _, _)? = outbox.takeEffects().last(where: {
            if case .list = $0 { true } else { false }
        }) {
            _ = receive(request, [], counting: 16, at: 10)
        }
        #expect(looks.watch(7)?.coverage.isKnown == true)
        try follow(9...12)
        let effects = poll(at: 40)
        guard case .list(let request, _, _)? = effects.last else {
            Issue.record("nothing is read")
            return
        }
        _ = receive(request, hasGap ? (16...23).reversed() : (15...23).reversed(), at: 41)
    }

    @Test mutating func `a cursor that shows nothing of what it should is given up after three times`() throws {
        looks.outcomesSeen = Looks.outcomesFromTop
        try follow(1...12)
        var now = 9
        for request in 1...3 {
            let effects = poll(at: now)
            guard case .list(request, _, _)? = effects.last else {
                Issue.record("\(effects)")
                return
            }
            _ = receive(request, [], at: now)
            now += 60
        }
        #expect(looks.watch(7)?.coverage.obstacle == .cursor)
        looks.planNextWalk(7, at: RunParts.at(now))
        #expect(poll(at: now + 60) == [list(4, behind: nil)], "the whole list from here on")
    }

    @Test(arguments: [1, 2]) func `that a list is read as a whole is recorded once, if the recipe has many requests`(
        jobsPerRequest: Int
    ) throws {
        var tests = try LooksStretchTests()
        var state = tests.outbox.state
        state = RunState(plan: state.plan, planID: "abc")
        var plan = state.plan
        plan.header.workspace.limits.jobsPerRequest = jobsPerRequest
        tests.outbox = try RunParts.outbox(
            plan,
            after: [RunParts.intent(7, [0], chunk: 1), RunParts.enqueued(7, [0], chunk: 1)]
        )
        tests.looks = Looks(plan)
        try tests.follow(1...1)
        var records: [RunEffect] = []
        for (request, now) in [(1, 10), (2, 70), (3, 130)] {
            _ = tests.poll(at: now)
            _ = tests.receive(request, [], at: now + 1)
            records += tests.outbox.takeEffects()
        }
        let expected = RunEffect.append(.wholeList(.init(recipe: 7, cause: .cursor)))
        #expect(records == (jobsPerRequest == 1 ? [expected] : []), "40 requests, or 20")
    }

    @Test mutating func `a page of a stretch that cannot be read may be its cursor's fault, but not at the top`() throws
    {
        looks.outcomesSeen = Looks.outcomesFromTop
        try follow(1...12)
        _ = poll(at: 9)
        let failed = ReadReply.failed(.notFound("gone"))
        #expect(looks.received(1, failed, step: 0, &outbox, at: RunParts.moment(10))?.end == .early)
        looks = Looks(outbox.state.plan)
        try follow(1...1)
        _ = poll(at: 9)
        #expect(looks.received(2, failed, step: 0, &outbox, at: RunParts.moment(10))?.end == .failed(.notFound("gone")))
    }
}
