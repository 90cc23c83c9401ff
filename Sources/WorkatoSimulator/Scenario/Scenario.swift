/// A simulated workspace before its time starts: its history, its behavior, and what will go wrong.
///
/// A value: built in Swift, or read from YAML by `parse(_:)`. docs/scenario.md describes the keys, which have the same
/// names and defaults as here.
package struct Scenario: Sendable, Equatable {
    /// A name, for people.
    package var name: String
    /// A description of what the scenario shows; may be empty.
    package var description = ""
    /// The seed that a driver uses if it has no other.
    package var seed: UInt64 = 1
    /// The bearer token that is accepted.
    package var token = "simulated-token"
    /// The embedded customer under whose `/api/managed_users/:id/` the recipes stand as well; nil for none.
    package var managedUser: String?
    /// What `GET /api/users/me` says of the workspace.
    package var identity = Identity()
    /// The recipes with their job histories.
    package var recipes: [Recipe]
    /// The folders, besides the home folder, each after its parent.
    package var folders: [Folder] = []
    /// The kinds of requests for which the token lacks the privilege.
    package var denied: Set<RequestKind> = []
    /// The status of the answer to a request that is denied: 401 or 403.
    ///
    /// Source: the reference sheet, "Error bodies": 401 "also covers missing privileges".
    package var deniedStatus = 401
    /// The tokens that `POST /api/job/resume` knows.
    package var resumeTokens: [ResumeToken] = []
    /// The outcome of repeats if neither job, error kind nor recipe sets one.
    package var repeats = Outcome()
    /// How long jobs can be repeated, counted from their completion; nil for no limit.
    package var retention: Duration?
    /// The behavior of the server that is not documented.
    package var behavior = UndocumentedBehavior()
    /// How the lists of recipes behave.
    package var recipeLists = RecipeListBehavior()
    /// What the server allows.
    package var limits = Limits()
    /// The latency of answers.
    package var latency = Latency()
    /// What goes wrong with requests; of several faults for one request the first applies, and all of the `slow` ones.
    package var faults: [Fault] = []
    /// What happens without the client.
    package var scheduledEvents: [ScheduledEvent] = []

    /// A scenario; all properties but the recipes have defaults and can be set afterwards.
    package init(name: String = "scenario", recipes: [Recipe] = []) {
        self.name = name
        self.recipes = recipes
    }

    /// A time, fixed or counted from the start of the world.
    package enum Time: Sendable, Hashable {
        /// At an instant.
        case at(SimulatedTime)
        /// A duration after the start of the world; negative for before.
        case fromStart(Duration)
    }

    /// The kind of a request, by its endpoint.
    package enum RequestKind: String, Sendable, Hashable, CaseIterable {
        /// `GET /api/recipes/:id/jobs`.
        case list
        /// `GET /api/recipes/:id/jobs/:job`.
        case get
        /// `POST /api/recipes/:id/repeat_jobs`.
        case `repeat`
        /// `POST /api/job/resume`.
        case resume
        /// `GET /api/users/me`.
        case me
        /// `GET /api/recipes`.
        case recipes
        /// `GET /api/recipes/:id`.
        case recipe
        /// `GET /api/folders`.
        case folders
        /// Anything else.
        case other
    }

    /// What `GET /api/users/me` says of the workspace.
    package struct Identity: Sendable, Equatable {
        /// The id of the workspace.
        package var id = 17423
        /// Its name; nil for the scenario's.
        package var name: String?
        /// How the question is refused; nil for an answer.
        package var refused: Refused?

        /// How the question is refused; the raw value is the status.
        package enum Refused: Int, Sendable, Hashable, CaseIterable {
            /// As without a token.
            case unauthorized = 401
            /// As without the privilege.
            case forbidden = 403
            /// As if there were no such endpoint.
            case notFound = 404
        }

        /// An identity with its defaults.
        package init() {}
    }

    /// A suspended job that waits to be resumed.
    package struct ResumeToken: Sendable, Equatable {
        /// What a token is worth.
        package enum State: String, Sendable, Hashable, CaseIterable {
            /// It resumes its job.
            case good
            /// It was used before the world started.
            case used
            /// The job has stopped waiting.
            case expired
        }

        /// The token.
        package var token: String
        /// The job that continues, with its recipe; nil for a job that is in no list.
        package var job: JobReference?
        /// What the token is worth when the world starts.
        package var state = State.good
        /// How long the job runs after it was resumed.
        package var runs: ClosedRange<Duration> = .seconds(1) ... .seconds(3)

        /// A token, and the pending job that it resumes.
        package init(_ token: String, job: JobReference? = nil) {
            self.token = token
            self.job = job
        }
    }

    /// A job by recipe and id.
    package struct JobReference: Sendable, Hashable {
        /// The recipe's id.
        package var recipe: Int
        /// The job's id.
        package var job: String

        /// A reference from its parts.
        package init(recipe: Int, job: String) {
            self.recipe = recipe
            self.job = job
        }
    }
}
