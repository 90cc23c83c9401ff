import WorkatoJobs

@testable import RedriveCore

/// What tests of single parts of a run are built from: moments in seconds, records and rows about jobs of `makePlan`.
enum RunParts {
    /// When job 0 of each recipe of `makePlan` started; it failed one second later.
    static let outage = Timestamp(milliseconds: 1_795_161_600_000)

    static func at(_ seconds: Int) -> Instant { Instant(sinceZero: .seconds(seconds)) }

    static func moment(_ seconds: Int) -> Moment {
        Moment(instant: at(seconds), wall: FoldSamples.stamp + .seconds(seconds))
    }

    /// An outbox over a run whose first step has begun, with these records after that.
    static func outbox(_ plan: Plan, after records: [Record] = []) throws -> Outbox {
        var state = RunState(plan: plan, planID: "abc")
        for record in [FoldSamples.session, .stepStarted(.init(step: 0))] + records {
            try state.apply(record, at: FoldSamples.stamp)
        }
        return Outbox(state)
    }

    /// The first try of a chunk, unless another is named.
    static func intent(
        _ recipe: Int,
        _ jobs: [Int],
        chunk: Int,
        tryNumber: Int = 1,
        step: Int = 0,
        known: [JobID: [JobID]] = [:]
    ) -> Record {
        .intent(
            .init(
                chunk: chunk,
                tryNumber: tryNumber,
                step: step,
                recipe: RecipeID(integerLiteral: recipe),
                masters: jobs.map { master(recipe, $0) },
                known: known
            )
        )
    }

    /// The answer that all jobs of a chunk are enqueued, each with its `repeated` id.
    static func enqueued(_ recipe: Int, _ jobs: [Int], chunk: Int, tryNumber: Int = 1) -> Record {
        let results = jobs.map {
            Record.Answered.Job(master: master(recipe, $0), enqueued: true, new: repeated(recipe, $0))
        }
        return .answered(.init(chunk: chunk, tryNumber: tryNumber, jobs: results))
    }

    /// The id of the repeat of a job.
    static func repeated(_ recipe: Int, _ number: Int) -> JobID { JobID(text: "n-\(recipe)-\(number)") }

    /// The id of the repeat of a job that `ToldRun.enqueue` names.
    static func named(_ recipe: Int, _ number: Int) -> JobID { JobID(text: "n-\(master(recipe, number))") }

    /// A row of a repeat, which started this many seconds after the first planned job; nil for no start.
    static func row(
        _ id: JobID,
        of master: JobID,
        _ status: JobStatus = .pending,
        startedAt start: Int? = 1_000,
        completedAt end: Int? = nil,
        error: ErrorParts? = nil
    ) -> JobRow {
        JobRow(
            id: id,
            masterJobID: master,
            status: status,
            startedAt: start.map { outage + .seconds($0) },
            completedAt: end.map { outage + .seconds($0) },
            errorParts: error
        )
    }

    /// What a list shows of a repeat of the job at a position.
    static func seen(
        _ position: Int,
        _ id: JobID,
        _ status: JobStatus = .pending,
        startedAt start: Int? = 1_000,
        completedAt end: Int? = nil,
        error: ErrorParts? = nil
    ) -> SeenRow {
        let row = row(id, of: JobID(text: "m"), status, startedAt: start, completedAt: end, error: error)
        return SeenRow(position: position, seen: SeenRepeat(row: row, recipe: 7))
    }

    /// A page of a list that is empty.
    static let emptyPage = JobPage(items: [], jobScopeCount: 0)
}
