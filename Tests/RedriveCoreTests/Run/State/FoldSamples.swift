import RedriveCore
import WorkatoJobs

/// Records about recipe 7 of `makePlan(jobs: [7: 4])`, its jobs named by their numbers.
enum FoldSamples {
    static let recipe: RecipeID = 7
    static let stamp = Timestamp(milliseconds: 1_800_000_000_000)
    static let session = Record.session(.init(number: 1, host: "h", pid: 1, version: "t"))

    static func state(after records: [Record]) throws -> RunState {
        var state = RunState(plan: try makePlan(jobs: [7: 4]), planID: "abc")
        for record in records { try state.apply(record, at: stamp) }
        return state
    }

    static func intent(_ jobs: [Int], chunk: Int = 1, tryNumber: Int = 1) -> Record {
        .intent(
            .init(chunk: chunk, tryNumber: tryNumber, step: 0, recipe: recipe, masters: jobs.map(job), known: [:])
        )
    }

    static func answered(enqueued: [Int] = [], refused: [Int] = [], chunk: Int = 1, tryNumber: Int = 1) -> Record {
        var jobs: [Record.Answered.Job] = []
        for number in enqueued { jobs.append(.init(master: job(number), enqueued: true, new: repeated(number))) }
        for number in refused { jobs.append(.init(master: job(number), enqueued: false, message: "no")) }
        return .answered(.init(chunk: chunk, tryNumber: tryNumber, jobs: jobs))
    }

    static func lost(chunk: Int = 1, tryNumber: Int = 1) -> Record {
        .lost(.init(chunk: chunk, tryNumber: tryNumber, why: "closed"))
    }

    static func notApplied(_ reason: Record.NotApplied.Reason, chunk: Int = 1, tryNumber: Int = 1) -> Record {
        .notApplied(.init(chunk: chunk, tryNumber: tryNumber, reason: reason, message: "no"))
    }

    static func settled(found: [Int] = [], notApplied: [Int] = [], chunk: Int = 1, tryNumber: Int = 1) -> Record {
        let found = found.map { Record.Settled.Found(master: job($0), new: repeated($0)) }
        return .settled(.init(chunk: chunk, tryNumber: tryNumber, found: found, notApplied: notApplied.map(job)))
    }

    static func held(_ jobs: [Int]) -> Record {
        .held(.init(recipe: recipe, masters: jobs.map(job), reason: .noWitness))
    }

    static func released(_ jobs: [Int]) -> Record { .released(.init(recipe: recipe, masters: jobs.map(job))) }

    static func refused(_ jobs: [Int]) -> Record {
        .refused(.init(recipe: recipe, masters: jobs.map(job), status: 404, message: "no"))
    }

    static func dropped(_ jobs: [Int]) -> Record {
        let jobs = jobs.map { Record.Dropped.Job(master: job($0), why: .recovered, newest: JobID(text: "x-\($0)")) }
        return .dropped(.init(recipe: recipe, jobs: jobs))
    }

    static func outcomes(_ jobs: [Int]) -> Record {
        let jobs = jobs.map { Record.Outcomes.Job(master: job($0), new: repeated($0), outcome: .recovered) }
        return .outcomes(.init(recipe: recipe, jobs: jobs))
    }

    private static func job(_ number: Int) -> JobID { master(7, number) }
    private static func repeated(_ number: Int) -> JobID { JobID(text: "n-\(number)") }
}
