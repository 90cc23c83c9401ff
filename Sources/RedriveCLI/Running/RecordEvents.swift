import RedriveCore
import WorkatoJobs

/// The events that a record of a run causes.
///
/// A `job` event is made each time a job changes its class or gets its outcome; a `chunk` event, each time something
/// becomes known about a request.
struct RecordEvents {
    /// The events, in order.
    private(set) var all: [Event] = []

    private let state: RunState

    /// - Parameter state: the state after the record.
    init(_ record: Record, _ state: RunState) {
        self.state = state
        switch record {
        case .session, .witnessed, .throttled, .wholeList, .ended: break
        case .commanded(let record): all.append(CommandWords(record.given, state).event)
        case .stageEnded(let record): step(record.step, "stage_ended", StageWords(record, state).members)
        case .stepStarted(let record): step(record.step, "started")
        case .listed(let record): step(record.step, "listed", ListedWords.members(record))
        case .stepFinished(let record): step(record.step, "finished")
        case .guardTripped(let record):
            step(
                record.step,
                "stopped",
                [
                    JSONMember(.guardName, .string(record.guardName)), JSONMember(.message, .string(record.message)),
                ]
            )
        case .intent(let intent):
            chunk(
                intent.chunk,
                intent.tryNumber,
                "sending",
                [
                    JSONMember(.step, .string(state.plan.header.steps[intent.step].name)),
                    JSONMember(.recipeID, .int(intent.recipe.value)),
                    JSONMember(.masterJobIDs, .array(intent.masters.map { .string($0.text) })),
                ]
            )
        case .token(let record): token(record)
        case .answered(let answer): answered(answer)
        case .lost(let record): lost(record)
        case .notApplied(let record):
            chunk(
                record.chunk,
                record.tryNumber,
                "not_applied",
                [
                    JSONMember(.reason, .string(record.reason.rawValue)),
                    JSONMember(.message, .string(record.message)),
                ]
            )
        case .refused(let record):
            for master in record.masters {
                job(record.recipe, master, .refused, [JSONMember(.message, .string(record.message))])
            }
        case .settled(let record): settled(record)
        case .held(let record):
            for master in record.masters {
                job(record.recipe, master, .held, [JSONMember(.reason, .string(record.reason.rawValue))])
            }
        case .released(let record):
            for master in record.masters { job(record.recipe, master, .notSent) }
        case .dropped(let record):
            for dropped in record.jobs {
                job(
                    record.recipe,
                    dropped.master,
                    .dropped,
                    [
                        JSONMember(.reason, .string(dropped.why.rawValue)),
                        JSONMember(.newestJobID, .string(dropped.newest.text)),
                    ]
                )
            }
        case .outcomes(let record): outcomes(record)
        case .others(let record):
            for repeated in record.jobs {
                job(
                    record.recipe,
                    repeated.master,
                    .enqueued,
                    [JSONMember(.repeatedByOthers, .string(repeated.new.text))]
                )
            }
        }
    }

    /// A token is named by its fingerprint, in the member that names masters.
    private mutating func token(_ record: Record.Token) {
        let token = state.plan.tokens[record.row]
        var members: JSONObject = [
            JSONMember(.step, .string(state.plan.header.steps[token.step].name)),
            JSONMember(.recipeID, .optional(token.row.recipe?.value)),
            JSONMember(.masterJobID, .string(token.row.fingerprint)),
            JSONMember(.jobClass, .string(state.tokens.progress[record.row].jobClass.rawValue)),
            JSONMember(.tryNumber, .int(state.tokens.tries[record.row])),
        ]
        switch record.event {
        case .intent, .resumed, .released: break
        case .refused(_, let status, let message), .lost(_, let status?, _, let message):
            members += [JSONMember(.httpStatus, .int(status)), JSONMember(.message, .string(message))]
        case .lost(_, nil, _, let message): members.append(JSONMember(.message, .string(message)))
        case .notApplied(_, let reason, _, let message):
            members += [JSONMember(.reason, .string(reason.rawValue)), JSONMember(.message, .string(message))]
        case .evidence(let evidence): members.append(JSONMember(.message, .string(evidence.words)))
        }
        all.append(Event(.job, members))
    }

    private mutating func answered(_ answer: Record.Answered) {
        chunk(answer.chunk, answer.tryNumber, "answered")
        guard let chunk = state.chunks[answer.chunk] else { return }
        for result in answer.jobs {
            if result.enqueued {
                job(chunk.recipe, result.master, .enqueued, newJob(result.new))
            } else {
                var members: JSONObject = []
                if let type = result.typeID { members.append(JSONMember(.errorTypeID, .string(type))) }
                if let message = result.message { members.append(JSONMember(.message, .string(message))) }
                job(chunk.recipe, result.master, .refused, members)
            }
        }
        let named = Set(answer.jobs.map(\.master))
        for position in chunk.jobs where !named.contains(state.plan.jobs[position].master) {
            job(chunk.recipe, state.plan.jobs[position].master, .unknown)
        }
    }

    private mutating func lost(_ record: Record.Lost) {
        var members: JSONObject = []
        if let status = record.status { members.append(JSONMember(.httpStatus, .int(status))) }
        members.append(JSONMember(.message, .string(record.why)))
        chunk(record.chunk, record.tryNumber, "lost", members)
        guard let chunk = state.chunks[record.chunk] else { return }
        for position in chunk.jobs { job(chunk.recipe, state.plan.jobs[position].master, .unknown) }
    }

    private mutating func settled(_ record: Record.Settled) {
        chunk(record.chunk, record.tryNumber, "settled")
        guard let chunk = state.chunks[record.chunk] else { return }
        for found in record.found { job(chunk.recipe, found.master, .enqueued, newJob(found.new)) }
        for master in record.notApplied { job(chunk.recipe, master, .notSent) }
    }

    private mutating func outcomes(_ record: Record.Outcomes) {
        for followed in record.jobs {
            var members = newJob(followed.new)
            members.append(JSONMember(.outcome, .string(followed.outcome.rawValue)))
            if let position = state.position(recipe: record.recipe, master: followed.master),
                let before = state.signatureBefore(position)
            {
                members.append(JSONMember(.signatureBefore, .string(before)))
            }
            if let after = followed.signatureAfter { members.append(JSONMember(.signatureAfter, .string(after))) }
            job(record.recipe, followed.master, .enqueued, members)
        }
    }

    private func newJob(_ id: JobID?) -> JSONObject {
        id.map { [JSONMember(.newJobID, .string($0.text))] } ?? []
    }

    private mutating func step(_ index: Int, _ status: String, _ more: JSONObject = []) {
        let name = state.plan.header.steps[index].name
        all.append(Event(.step, [JSONMember(.step, .string(name)), JSONMember(.status, .string(status))] + more))
    }

    private mutating func chunk(_ number: Int, _ tryNumber: Int, _ status: String, _ more: JSONObject = []) {
        let members = [
            JSONMember(.chunk, .int(number)), JSONMember(.tryNumber, .int(tryNumber)),
            JSONMember(.status, .string(status)),
        ]
        all.append(Event(.chunk, members + more))
    }

    private mutating func job(_ recipe: RecipeID, _ master: JobID, _ jobClass: JobClass, _ more: JSONObject = []) {
        let members = [
            JSONMember(.recipeID, .int(recipe.value)), JSONMember(.masterJobID, .string(master.text)),
            JSONMember(.jobClass, .string(jobClass.rawValue)),
        ]
        all.append(Event(.job, members + more))
    }
}
