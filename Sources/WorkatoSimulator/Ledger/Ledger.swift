/// Everything that really happened in a world, in order, whatever the client was told.
public struct Ledger: Sendable, Equatable {
    /// One thing that happened.
    public enum Entry: Sendable, Equatable {
        /// A request arrived; what was answered is filled in when it is known, at once.
        case request(Request)
        /// A repeat was made.
        case enqueued(Enqueued)
        /// A repeat was refused.
        case refused(Refused)
        /// A pending job ended.
        case ended(Ended)
        /// A suspended job was resumed.
        case resumed(Resumed)
        /// A request came sooner than the limits allow.
        case violation(Violation)
        /// Retention erased what had ended before a time.
        case swept(at: SimulatedTime, before: SimulatedTime)
    }

    /// A request that arrived.
    public struct Request: Sendable, Equatable {
        /// Its number, counted from 1.
        public var number: Int
        /// When it arrived.
        public var at: SimulatedTime
        /// `GET` or `POST`.
        public var method: String
        /// The target as it was sent.
        public var target: String
        /// What it asked for.
        public var kind: Scenario.RequestKind
        /// The recipe in its path; nil where there is none.
        public var recipe: Int?
        /// The jobs that a repeat request named, as far as its body could be read.
        public var jobs: [String]
        /// What the client was told.
        public var outcome: Outcome
    }

    /// What the client was told.
    public enum Outcome: Sendable, Hashable {
        /// A status; the body may be cut or wrong all the same, where a fault says so.
        case answered(Int)
        /// Nothing: the connection was closed.
        case closed
        /// Nothing, ever.
        case silence
    }

    /// Who made a repeat.
    public enum Maker: Sendable, Hashable {
        /// The client, by a request of this number.
        case client(request: Int)
        /// Somebody else.
        case foreign
    }

    /// A job by recipe and id.
    public typealias JobKey = Scenario.JobReference

    /// A repeat that was made.
    public struct Enqueued: Sendable, Equatable {
        /// When it was made; may be long after the request arrived.
        public var at: SimulatedTime
        /// The recipe.
        public var recipe: Int
        /// The master's own id.
        public var master: String
        /// The id of the new job.
        public var job: String
        /// Who made it.
        public var by: Maker
    }

    /// A repeat that was refused.
    public struct Refused: Sendable, Equatable {
        /// When.
        public var at: SimulatedTime
        /// The recipe.
        public var recipe: Int
        /// The id as it was requested.
        public var requested: String
        /// `type_id` of the answer.
        public var typeID: String
        /// Who asked.
        public var by: Maker
    }

    /// A pending job that ended.
    public struct Ended: Sendable, Equatable {
        /// When.
        public var at: SimulatedTime
        /// The recipe.
        public var recipe: Int
        /// Its id.
        public var job: String
        /// How.
        public var status: Scenario.Status
    }

    /// A suspended job that was resumed.
    public struct Resumed: Sendable, Equatable {
        /// When.
        public var at: SimulatedTime
        /// The place of the token in the scenario, from 0; the token itself is not kept.
        public var token: Int
        /// The job, where the token names one.
        public var job: JobKey?
        /// The number of the request.
        public var request: Int
    }

    /// A request that came sooner than the limits allow, whether it was let through or not.
    public struct Violation: Sendable, Equatable {
        /// When it arrived.
        public var at: SimulatedTime
        /// The number of the request.
        public var request: Int
        /// What it asked for.
        public var kind: Scenario.RequestKind
        /// How much too soon it was.
        public var early: Duration
    }

    /// In the order in which it happened.
    public internal(set) var entries: [Entry] = []

    /// How many requests arrived.
    public internal(set) var requestCount = 0

    /// Each repeat of a master that the client made, by master.
    public internal(set) var clientRepeats: [JobKey: [String]] = [:]

    /// Each repeat of a master that somebody else made, by master.
    public internal(set) var foreignRepeats: [JobKey: [String]] = [:]

    /// How the pending jobs that have ended since the begin ended, by job.
    public internal(set) var ends: [JobKey: Scenario.Status] = [:]

    private var places: [Int] = []

    /// An empty ledger.
    public init() {}

    /// Notes a request and gives its number.
    mutating func open(
        at: SimulatedTime,
        method: String,
        target: String,
        kind: Scenario.RequestKind,
        recipe: Int?,
        jobs: [String]
    ) -> Int {
        requestCount += 1
        places.append(entries.count)
        entries.append(
            .request(
                Request(
                    number: requestCount,
                    at: at,
                    method: method,
                    target: target,
                    kind: kind,
                    recipe: recipe,
                    jobs: jobs,
                    outcome: .silence
                )
            )
        )
        return requestCount
    }

    /// Fills in what a request was told.
    mutating func close(_ number: Int, _ outcome: Outcome) {
        let place = places[number - 1]
        guard case .request(var request) = entries[place] else { return }
        request.outcome = outcome
        entries[place] = .request(request)
    }

    /// Notes anything but a request.
    mutating func note(_ entry: Entry) {
        entries.append(entry)
        switch entry {
        case .enqueued(let new):
            let key = JobKey(recipe: new.recipe, job: new.master)
            switch new.by {
            case .client: clientRepeats[key, default: []].append(new.job)
            case .foreign: foreignRepeats[key, default: []].append(new.job)
            }
        case .ended(let end): ends[JobKey(recipe: end.recipe, job: end.job)] = end.status
        case .request, .refused, .resumed, .violation, .swept: break
        }
    }
}
