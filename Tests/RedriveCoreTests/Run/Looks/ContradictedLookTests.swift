import Testing
import WorkatoJobs

@testable import RedriveCore

/// A look that is renewed while jobs are being sent, and whose first page shows that somebody has repeated one of them.
@Suite struct ContradictedLookTests {
    /// A run of 60 jobs whose look is being renewed, with the second request answered.
    private struct Renewing {
        var machine: RunStateMachine
        var page = 0
        var sent: [[JobID]] = []
        var dropped: [JobID] = []
        private var now: Duration = .zero

        init() throws {
            let plan = try makePlan(jobs: [7: 60], verifyWithin: nil)
            let session = Record.Session(number: 1, host: "h", pid: 1, version: "t")
            machine = RunStateMachine(state: RunState(plan: plan, planID: "abc"), options: RunOptions(session: session))
            tell(.begin)
            tell(.read(request: page, .page(JobPage(items: [], jobScopeCount: 0))))
            // The first request waits for its turn until the look is four minutes old, when it is renewed.
            tell(.woke, after: Looks.renewAfter + .seconds(1))
        }

        mutating func tell(_ event: RunEvent, after pause: Duration = .milliseconds(10)) {
            now += pause
            let wall = Timestamp(milliseconds: 1_800_000_000_000) + now
            for effect in machine.handle(event, at: Moment(instant: Instant(sinceZero: now), wall: wall)) {
                switch effect {
                case .list(let request, _, priority: _): page = request
                case .send(_, .repeatJobs(_, let masters)): sent.append(masters)
                case .append(.dropped(let record)): dropped += record.jobs.map(\.master)
                case .append, .send(_, .resumeJob), .job, .listFile, .giveUpReading, .wake, .throttled, .cancelUnsent,
                    .answer,
                    .finish:
                    break
                }
            }
        }

        /// The answer to the request that was sent.
        mutating func answer() throws {
            let masters = try #require(sent.last)
            let entries = masters.map {
                RepeatResult(requested: $0, outcome: .enqueued(newJob: JobID(text: "n-\($0)")))
            }
            let request = try #require(machine.lane.outstanding.keys.first)
            tell(.sent(request: request))
            tell(.replied(request: request, .answer(.results(RepeatResults(entries: entries)))))
        }

        /// A page that is not the last: a repeat of job 40, and rows that are nobody's.
        mutating func showChange() {
            let repeated = JobRow(id: JobID(text: "r"), recipeID: 7, masterJobID: master(7, 40), status: .succeeded)
            tell(.read(request: page, .page(JobPage(items: [repeated], jobScopeCount: 2))))
        }
    }

    @Test func `nothing is sent to the recipe until the look has ended and the job is dropped`() throws {
        var run = try Renewing()
        #expect(run.sent.count == 1)
        run.showChange()
        try run.answer()
        #expect(run.sent.count == 1, "the look is not over")
        let last = JobRow(id: JobID(text: "q"), recipeID: 7, masterJobID: master(7, 99), status: .succeeded)
        run.tell(.read(request: run.page, .page(JobPage(items: [last], jobScopeCount: 2))))
        run.tell(.read(request: run.page, .page(JobPage(items: [], jobScopeCount: 2))))
        #expect(run.dropped == [master(7, 40)])
        #expect(run.sent.count == 2)
        #expect(!(run.sent.last ?? []).contains(master(7, 40)))
    }

    @Test func `without a change the old look serves until it is too old`() throws {
        var run = try Renewing()
        try run.answer()
        #expect(run.sent.count == 2)
    }
}
