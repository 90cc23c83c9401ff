extension Scenario {
    /// A recipe with its job history.
    package struct Recipe: Sendable, Equatable {
        /// The recipe's id.
        package var id: Int
        /// Jobs that are given one by one, in any order.
        package var jobs: [Job]
        /// Jobs that the seed invents.
        package var groups: [JobGroup]
        /// The outcome of repeats; nil for the scenario's setting.
        package var repeats: Outcome?
        /// The number of repeats that run at once, while further ones wait; nil for no bound.
        package var concurrency: Int?
        /// Whether the recipe stores trigger data; if false, nothing can be repeated.
        package var keepsTriggerData = true
        /// Whether the recipe runs; if false, repeats are enqueued and stay pending.
        package var isRunning = true
        /// What the lists of recipes show of it.
        package var facts = RecipeFacts()

        /// A recipe with its history.
        package init(id: Int, jobs: [Job] = [], groups: [JobGroup] = []) {
            self.id = id
            self.jobs = jobs
            self.groups = groups
        }
    }

    /// The status of a job, as the API names it.
    package enum Status: String, Sendable, Hashable, CaseIterable {
        /// Ended with success.
        case succeeded
        /// Ended with an error.
        case failed
        /// Has not ended.
        case pending
    }

    /// One job of the history, a master or a repeat.
    package struct Job: Sendable, Equatable {
        /// Its id, any text; differs from every other id of the scenario.
        package var id: String
        /// Its status when the world starts.
        package var status: Status
        /// When it started.
        package var startedAt: Time
        /// When it ended; nil means one second after it started; ignored for pending jobs.
        package var completedAt: Time?
        /// The title; an empty title is shown as it is.
        package var title: String
        /// The error; nil for a default error if the job failed.
        package var error: ErrorKind?
        /// The job that this one repeats, of the same recipe; nil for a master.
        package var repeats: String?
        /// The job that called this one.
        package var caller: JobReference?
        /// The top of the call tree; nil means the caller's root, or the caller if it has none.
        package var root: JobReference?
        /// Whether it was a test, which only *Get a job* shows.
        package var isTest = false
        /// Whether the trigger's poll failed, not a run.
        package var isPollError = false
        /// Whether retention has erased it: it stays listed, without title and error, and cannot be repeated.
        package var isErased = false
        /// How often it was repeated before the earliest listed repeat; counts towards the limit of repeats.
        package var earlierRepeats = 0
        /// For a pending job: how long after the start it ends, and how; nil for never.
        package var ends: Outcome?
        /// The outcome of its repeats; nil for the setting of its error kind.
        package var outcome: Outcome?
        /// Why a repeat of it is refused; nil for no reason of its own.
        package var refusal: Refusal?

        /// A job; all properties but id, status and start have defaults and can be set afterwards.
        package init(
            _ id: String,
            _ status: Status = .failed,
            startedAt: Time = .fromStart(.seconds(-3600)),
            title: String = "",
            error: ErrorKind? = nil,
            repeats: String? = nil
        ) {
            self.id = id
            self.status = status
            self.startedAt = startedAt
            self.title = title
            self.error = error
            self.repeats = repeats
        }
    }

    /// Why a repeat of a job is refused, as in the answer's `error`.
    package struct Refusal: Sendable, Hashable {
        /// `type_id`, such as `err.job.repeat.something`.
        package var typeID: String
        /// `message`.
        package var message: String

        /// A refusal from its parts.
        package init(typeID: String, message: String) {
            self.typeID = typeID
            self.message = message
        }
    }

    /// A kind of error; texts are templates.
    ///
    /// In a template `{n}` stands for a number, `{id}` for eight letters and digits, `{uuid}` for a UUID, `{ip}` for an
    /// address and `{time}` for the start of the job; each occurrence is invented anew, for each job. Anything else in
    /// braces stays.
    package struct ErrorKind: Sendable, Equatable {
        /// `error_type`; empty for an error without parts.
        package var type: String
        /// `message`.
        package var message: String
        /// The text of `error`; nil for the same as `message`.
        package var text: String?
        /// `inner_message`.
        package var innerMessage: String?
        /// `adapter`.
        package var adapter: String
        /// How often it occurs among the kinds of a group; from 0.
        package var weight = 1
        /// The title of jobs with this error; nil for the group's.
        package var title: String?
        /// The outcome of repeats of such jobs; nil for the recipe's setting.
        package var repeats: Outcome?
        /// The number of the step that fails, from 1; those before it succeed, the trigger is 0.
        package var step = 1

        /// An error kind from its texts.
        package init(
            type: String = "Timeout",
            message: String = "Request {uuid} timed out after {n} ms",
            adapter: String = "salesforce",
            weight: Int = 1
        ) {
            self.type = type
            self.message = message
            self.adapter = adapter
            self.weight = weight
        }
    }
}
