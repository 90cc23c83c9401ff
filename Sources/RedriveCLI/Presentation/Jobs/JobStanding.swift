import RedriveCore
import WorkatoJobs

/// One job as lists of jobs show it: what is known of it, from its plan and from its run.
struct JobStanding: Sendable, Hashable {
    /// The step's name.
    let step: String
    let recipe: RecipeID
    let master: JobID
    /// The newest attempt when the plan was made.
    let newest: JobID
    /// When that attempt ended; nil if it is not known.
    let ended: Timestamp?
    let title: String?
    /// Why the plan leaves it out; nil if it is included.
    let leftOut: LeftOutReason?
    /// The error that it failed with, in words; nil if it had succeeded.
    let errorBefore: String?
    /// Where it stands in the run; nil without a run, and for a job that is left out.
    let progress: JobProgress?

    /// A job that the plan includes.
    ///
    /// - Parameter run: the plan's run; nil for a plan that is not run.
    init(included position: Int, of plan: Plan, in run: RunState?) {
        let job = plan.jobs[position]
        step = plan.header.steps[job.step].name
        recipe = job.recipe
        master = job.master
        newest = job.newestAttempt
        ended = job.completedAt
        title = job.title
        leftOut = nil
        errorBefore = job.signature.map { plan.signatures[$0].words }
        progress = run?.jobs[position]
    }

    /// A job that the plan leaves out.
    init(leftOut position: Int, of plan: Plan) {
        let job = plan.leftOut[position]
        step = plan.header.steps[job.step].name
        recipe = job.recipe
        master = job.master
        newest = job.newestAttempt
        ended = nil
        title = nil
        leftOut = job.reason
        errorBefore = nil
        progress = nil
    }

    /// What the repeat came to; nil if the job was not repeated.
    var outcome: Outcome? {
        guard case .enqueued(_, let followed)? = progress else { return nil }
        return followed?.outcome ?? .unverified
    }

    /// The new job that the repeat made, if the server named it.
    var newJob: JobID? {
        guard case .enqueued(let new, _)? = progress else { return nil }
        return new
    }

    /// The names under which the job can be asked for.
    var labels: [String] {
        if let leftOut { return [leftOut.rawValue] }
        guard let progress else { return [Self.included] }
        return [Self.included, progress.jobClass.rawValue] + [outcome?.rawValue].compactMap { $0 }
    }

    /// The name of every job that a plan includes.
    static let included = "included"

    /// Where the job stands, in one word of JSON.
    var word: String {
        if let leftOut { return leftOut.rawValue }
        guard let progress else { return Self.included }
        return outcome?.rawValue ?? progress.jobClass.rawValue
    }

    /// How the word looks.
    var style: Line.Style {
        if leftOut != nil { return .dim }
        return outcome?.style ?? progress?.jobClass.style ?? .good
    }

    /// Why the job stands where it stands: the error after the repeat, the server's refusal, what a person has to know; otherwise the
    /// error that it was planned for.
    var why: String? {
        switch progress {
        case .refused(let type, let message)?: [type, message].compactMap { $0 }.joined(separator: ": ")
        case .dropped(let reason)?: reason.words
        case .held(let reason)?: reason.words
        case .enqueued(_, let followed?)?: followed.signatureAfter ?? errorBefore
        case .unknown(let chunk)?: "the answer to request \(chunk) was lost"
        case .inFlight(let chunk)?: "request \(chunk) is not answered yet"
        case .enqueued(_, nil)?, .notSent?, nil: errorBefore
        }
    }

    /// The job as an event.
    var event: Event {
        var members: JSONObject = [
            JSONMember(.recipeID, .int(recipe.value)), JSONMember(.masterJobID, .string(master.text)),
            JSONMember(.included, .bool(leftOut == nil)), JSONMember(.reason, .optional(leftOut?.rawValue)),
            JSONMember(.step, .string(step)), JSONMember(.newestJobID, .string(newest.text)),
        ]
        if leftOut == nil {
            members.append(JSONMember(.completedAt, .optional(ended?.description)))
            members.append(JSONMember(.signatureBefore, .optional(errorBefore)))
        }
        if let title { members.append(JSONMember(.title, .string(title))) }
        if let progress { members += Self.members(of: progress, outcome) }
        return Event(.job, members)
    }

    private static func members(of progress: JobProgress, _ outcome: Outcome?) -> JSONObject {
        var members: JSONObject = [JSONMember(.jobClass, .string(progress.jobClass.rawValue))]
        if let outcome { members.append(JSONMember(.outcome, .string(outcome.rawValue))) }
        switch progress {
        case .enqueued(let new, let followed):
            members.append(JSONMember(.newJobID, .optional(new?.text)))
            if let after = followed?.signatureAfter { members.append(JSONMember(.signatureAfter, .string(after))) }
        case .refused(let type, let message):
            members.append(JSONMember(.errorTypeID, .optional(type)))
            members.append(JSONMember(.message, .string(message)))
        case .dropped(let reason): members.append(JSONMember(.classReason, .string(reason.rawValue)))
        case .held(let reason): members.append(JSONMember(.classReason, .string(reason.rawValue)))
        case .unknown(let chunk), .inFlight(let chunk): members.append(JSONMember(.chunk, .int(chunk)))
        case .notSent: break
        }
        return members
    }
}
