package import WorkatoJobs

/// What a report says of one planned job, suspended ones included.
package struct ReportRow: Sendable, Hashable {
    /// Why the job is in its class; the causes are values, so that a report can group by them.
    package enum Reason: Sendable, Hashable {
        /// The server will not repeat it.
        case refused(typeID: String?, message: String)
        /// A newer attempt of it was seen.
        case dropped(DropReason)
        /// A person must decide.
        case held(Record.Held.Reason)
        /// The answer to its request was lost; the cause is nil in files of before causes were recorded.
        case lost(LostCause?, why: String)
        /// The answer to its request does not mention it.
        case unmentioned
        /// No answer to its request is recorded.
        case unanswered
        /// A person left the rest of its recipe unsent.
        case skipped
        /// Its step was not to run.
        case stepLeftOut
        /// A guard stopped its step.
        case guardTripped(String)
    }

    /// What a row is about, with where it stands.
    package enum Subject: Sendable, Hashable {
        /// A job that is repeated: its recipe and its master.
        case job(RecipeID, JobID, JobProgress)
        /// A suspended job that is resumed.
        case token(TokenRow, TokenProgress, TokenEvidence?)
    }

    /// The step's name.
    package var step: String
    /// What the row is about.
    package var subject: Subject
    /// Why it is in its class; nil if it was repeated, or is simply not sent yet.
    package var reason: Reason?
    /// The signature of the error that it was planned for, in words; nil for a job that had succeeded.
    package var signatureBefore: String?
    /// The last request that it was in; nil for a job that was never sent.
    package var request: Int?
    /// Which sending of that request it was in; nil likewise.
    package var tryNumber: Int?
    /// When its class or outcome was recorded; nil for a job of which nothing was.
    package var at: Timestamp?

    /// The recipe; nil for a token whose row does not name one.
    package var recipe: RecipeID? {
        switch subject {
        case .job(let recipe, _, _): recipe
        case .token(let row, _, _): row.recipe
        }
    }

    /// What names the job in the run: the master's id, or the token's fingerprint.
    package var id: String {
        switch subject {
        case .job(_, let master, _): master.text
        case .token(let row, _, _): row.fingerprint
        }
    }

    /// The class.
    package var jobClass: JobClass {
        switch subject {
        case .job(_, _, let progress): progress.jobClass
        case .token(_, let progress, _): progress.jobClass
        }
    }

    /// Where a job that is repeated stands; nil for a suspended one.
    package var progress: JobProgress? {
        switch subject {
        case .job(_, _, let progress): progress
        case .token: nil
        }
    }

    /// What its repeat came to; nil if it was not repeated.
    package var outcome: Outcome? { progress?.outcome }

    /// The repeat; nil if there is none, or if no answer and no list has named it.
    package var newJob: JobID? {
        if case .enqueued(let new, _) = progress { new } else { nil }
    }

    /// The signature of the new error, in words; nil if the repeat did not fail, as far as is known.
    package var signatureAfter: String? {
        if case .enqueued(_, let followed?) = progress { followed.signatureAfter } else { nil }
    }
}

extension ReportRow.Reason {
    /// The name in JSON.
    package var name: String {
        switch self {
        case .refused: "refused"
        case .dropped(let why): why.rawValue
        case .held(let why): why.rawValue
        case .lost(let cause, _): cause.map { "lost_\($0.rawValue)" } ?? "lost"
        case .unmentioned: "unmentioned"
        case .unanswered: "unanswered"
        case .skipped: "skipped"
        case .stepLeftOut: "step_left_out"
        case .guardTripped: "guard"
        }
    }
}
