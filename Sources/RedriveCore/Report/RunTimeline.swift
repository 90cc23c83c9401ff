package import WorkatoJobs

/// What happened in a run as a whole, in order: processes, steps, guards, commands, lost answers and how they were settled.
package struct RunTimeline: Sendable, Hashable {
    /// What happened.
    package enum Event: Sendable, Hashable {
        /// A process began, or went on with, the run.
        case session(Record.Session)
        /// A step began, by its index.
        case stepStarted(Int)
        /// A step has listed its jobs.
        case listed(Record.Listed)
        /// A step is over.
        case stepFinished(Int)
        /// A stage of a rollout is over.
        case stageEnded(Record.StageEnded)
        /// A guard stopped a step.
        case guardTripped(step: Int, name: String, message: String)
        /// A command took effect.
        case command(GivenCommand)
        /// The answer to a request was lost.
        case lost(chunk: Int, RecipeID, jobs: Int, LostCause?, why: String)
        /// The answer to the token in this row was lost.
        case tokenLost(row: Int, LostCause, why: String)
        /// A person decided that the token in this row is sent again although its answer was lost.
        case tokenReleased(row: Int)
        /// The answer to a request does not mention some of its jobs.
        case unmentioned(chunk: Int, RecipeID, jobs: Int)
        /// What looking has shown of such a request.
        case settled(chunk: Int, RecipeID, found: Int, notApplied: Int)
        /// Jobs were left to a person.
        case held(RecipeID, jobs: Int, Record.Held.Reason)
        /// A person decided that held jobs are sent again.
        case released(RecipeID, jobs: Int)
        /// Jobs were not sent, since somebody else has repeated them or they have recovered.
        case dropped(RecipeID, jobs: Int)
        /// Somebody else has repeated jobs that this run had enqueued.
        case others(RecipeID, jobs: Int)
        /// Outcomes were recorded after the last process had ended: somebody looked again.
        case lookedAgain(RecipeID, jobs: Int)
        /// A recipe's list of repeats has to be read as a whole.
        case wholeList(RecipeID, Record.WholeList.Cause)
        /// A process left the run.
        case ended(RunEnding, maxDuration: Int?)
    }

    /// One line of the timeline.
    package struct Entry: Sendable, Hashable {
        /// When it was recorded.
        package var at: Timestamp
        /// What happened.
        package var event: Event
    }

    /// At most this many entries are kept; a run with more has so many lost answers that their number says more.
    package static let mostEntries = 500

    /// The entries, in order; those of processes, steps, guards, commands and endings are always kept.
    package private(set) var entries: [Entry] = []
    /// How many entries were left out.
    package private(set) var leftOut = 0

    /// An empty timeline.
    package init() {}

    /// Takes one record in.
    ///
    /// - Parameter state: the state after the record.
    package mutating func note(_ record: Record, at time: Timestamp, after state: RunState) {
        guard let event = Self.event(of: record, after: state) else { return }
        guard entries.count < Self.mostEntries || event.isAlwaysKept else {
            leftOut += 1
            return
        }
        entries.append(Entry(at: time, event: event))
    }

    private static func event(of record: Record, after state: RunState) -> Event? {
        switch record {
        case .session(let session): .session(session)
        case .stepStarted(let record): .stepStarted(record.step)
        case .listed(let record): .listed(record)
        case .stepFinished(let record): .stepFinished(record.step)
        case .stageEnded(let record): .stageEnded(record)
        case .guardTripped(let record):
            .guardTripped(step: record.step, name: record.guardName, message: record.message)
        case .commanded(let record): .command(record.given)
        case .lost(let record):
            state.chunks[record.chunk].map {
                .lost(chunk: record.chunk, $0.recipe, jobs: $0.jobs.count, record.cause, why: record.why)
            }
        case .answered(let answer):
            state.chunks[answer.chunk].flatMap { chunk in
                let silent = chunk.jobs.count - answer.jobs.count
                return silent > 0 ? .unmentioned(chunk: answer.chunk, chunk.recipe, jobs: silent) : nil
            }
        case .token(let record):
            switch record.event {
            case .lost(_, _, let cause, let why): .tokenLost(row: record.row, cause, why: why)
            case .released: .tokenReleased(row: record.row)
            case .intent, .resumed, .refused, .notApplied, .evidence: nil
            }
        case .settled(let record):
            state.chunks[record.chunk].map {
                .settled(
                    chunk: record.chunk,
                    $0.recipe,
                    found: record.found.count,
                    notApplied: record.notApplied.count
                )
            }
        case .held(let record): .held(record.recipe, jobs: record.masters.count, record.reason)
        case .released(let record): .released(record.recipe, jobs: record.masters.count)
        case .dropped(let record): .dropped(record.recipe, jobs: record.jobs.count)
        case .others(let record): .others(record.recipe, jobs: record.jobs.count)
        case .wholeList(let record): .wholeList(record.recipe, record.cause)
        case .ended(let record): .ended(record.ending, maxDuration: record.maxDuration)
        case .outcomes(let record):
            state.ending == nil ? nil : .lookedAgain(record.recipe, jobs: record.jobs.count)
        case .intent, .notApplied, .refused, .witnessed, .throttled: nil
        }
    }
}

extension RunTimeline.Event {
    /// Whether the entry is kept however many there are: who did what, and how it ended.
    fileprivate var isAlwaysKept: Bool {
        switch self {
        case .session, .stepStarted, .listed, .stepFinished, .stageEnded, .guardTripped, .command, .ended: true
        case .lost, .tokenLost, .tokenReleased, .unmentioned, .settled, .held, .released, .dropped, .others,
            .lookedAgain, .wholeList:
            false
        }
    }
}
