/// A simulated workspace before its time begins: its history, its habits, and what will go wrong.
///
/// A value: built in Swift, or read from YAML by `parse(_:)`. docs/scenario.md describes the keys, which have the same
/// names and defaults as here.
package struct Scenario: Sendable, Equatable {
    /// A name for the eye.
    package var name: String
    /// What the scenario shows; empty for nothing to say.
    package var description = ""
    /// The seed that a driver should use where it has no better one.
    package var seed: UInt64 = 1
    /// The bearer token that is accepted.
    package var token = "simulated-token"
    /// The embedded customer under whose `/api/managed_users/:id/` the recipes stand as well; nil for none.
    package var managedUser: String?
    /// The recipes with their job histories.
    package var recipes: [Recipe]
    /// The tokens that `POST /api/job/resume` knows.
    package var resumeTokens: [ResumeToken] = []
    /// What repeats come to where neither job, error kind nor recipe says so.
    package var repeats = Outcome()
    /// How long jobs can be repeated, counted from their completion; nil for ever.
    package var retention: Duration?
    /// What the server does where its documentation is silent.
    package var behavior = UndocumentedBehavior()
    /// What the server allows.
    package var limits = Limits()
    /// How long answers take.
    package var latency = Latency()
    /// What goes wrong with requests; of those that fire at once the first counts, and all of the `slow` ones.
    package var faults: [Fault] = []
    /// What happens without the client.
    package var scheduledEvents: [ScheduledEvent] = []

    /// A scenario; everything but the recipes has a default and can be set afterwards.
    package init(name: String = "scenario", recipes: [Recipe] = []) {
        self.name = name
        self.recipes = recipes
    }

    /// When something is, fixed or counted from the begin of the world.
    package enum Time: Sendable, Hashable {
        /// At an instant.
        case at(SimulatedTime)
        /// So long after the begin of the world; negative for before.
        case fromStart(Duration)
    }

    /// What is asked for, by the endpoint.
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
        /// Anything else.
        case other
    }

    /// A suspended job that waits to be resumed.
    package struct ResumeToken: Sendable, Equatable {
        /// The token.
        package var token: String
        /// The job that goes on, with its recipe; nil for a job that is in no list.
        package var job: JobReference?
        /// How long the job still runs after it was resumed.
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
