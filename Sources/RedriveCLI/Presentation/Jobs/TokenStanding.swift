import RedriveCore
import WorkatoJobs

/// One suspended job as lists of jobs show it: what is known of it, from its plan and from its run.
///
/// Its token is never shown.
struct TokenStanding: Sendable, Hashable {
    /// The step's name.
    let step: String
    /// What the plan keeps of its row: the token's fingerprint, the line of the file, and what the row says of the job.
    let row: TokenRow
    /// Where it stands in the run; nil without a run.
    let progress: TokenProgress?
    /// What *Get a job* has shown of it after its answer was lost; nil for nothing.
    let evidence: TokenEvidence?

    /// A suspended job of a plan, by its row.
    ///
    /// - Parameter run: the plan's run; nil for a plan that is not run.
    init(_ row: Int, of plan: Plan, in run: RunState?) {
        let token = plan.tokens[row]
        step = plan.header.steps[token.step].name
        self.row = token.row
        progress = run?.tokens.progress[row]
        evidence = run?.tokens.evidence[row]
    }

    /// What stands in the place of a job's id.
    var id: String { row.fingerprint }

    /// The names under which it can be asked for.
    var labels: [String] { [JobStanding.included] + [progress?.jobClass.rawValue].compactMap { $0 } }

    /// Where it stands, in one word of JSON.
    var word: String { progress?.jobClass.rawValue ?? JobStanding.included }

    /// How the word looks.
    var style: Line.Style { progress?.jobClass.style ?? .good }

    /// Where its row is, and which job and note the row names.
    var place: String {
        let job = row.job.map { "job \($0)" }
        return ["line \(row.line)", job, row.note].compactMap { $0 }.joined(separator: "  ")
    }

    /// Why it stands where it stands; nil if there is nothing to say.
    var why: String? {
        let told: String? =
            switch progress {
            case .refused(let status, let message)?: "\(status): \(message)"
            case .unknown(_, _, let why)?: why
            case .inFlight?: "its request is not answered yet"
            case .notSent?, .resumed?, nil: nil
            }
        let parts = [told, evidence?.words].compactMap { $0 }
        return parts.isEmpty ? nil : parts.joined(separator: "; ")
    }

    /// The suspended job as an event: its fingerprint is in the member that names masters, as in reports.
    var event: Event {
        var members: JSONObject = [
            JSONMember(.recipeID, .optional(row.recipe?.value)), JSONMember(.masterJobID, .string(row.fingerprint)),
            JSONMember(.included, true), JSONMember(.reason, .null), JSONMember(.step, .string(step)),
            JSONMember(.line, .int(row.line)), JSONMember(.jobID, .optional(row.job?.text)),
            JSONMember(.note, .optional(row.note)),
        ]
        guard let progress else { return Event(.job, members) }
        members.append(JSONMember(.jobClass, .string(progress.jobClass.rawValue)))
        switch progress {
        case .refused(let status, let message):
            members += [JSONMember(.httpStatus, .int(status)), JSONMember(.message, .string(message))]
        case .unknown(let status, _, let why):
            members += [JSONMember(.httpStatus, .optional(status)), JSONMember(.message, .string(why))]
        case .notSent, .inFlight, .resumed: break
        }
        if let evidence { members.append(JSONMember(.evidence, .string(evidence.words))) }
        return Event(.job, members)
    }
}
