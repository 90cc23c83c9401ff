/// Everything that really happened in a world, in order, regardless of the answers to the client.
package struct Ledger: Sendable, Equatable {
    /// One thing that happened.
    package enum Entry: Sendable, Equatable {
        /// A request arrived; the answer is filled in at once, when it is known.
        case request(Request)
        /// A repeat was made.
        case enqueued(Enqueued)
        /// A repeat was refused.
        case refused(Refused)
        /// A pending job ended.
        case ended(Ended)
        /// A suspended job was resumed.
        case resumed(Resumed)
        /// A request arrived earlier than the limits allow.
        case violation(Violation)
        /// Retention erased what had ended before a time.
        case swept(at: SimulatedTime, before: SimulatedTime)
    }

    /// A request that arrived.
    package struct Request: Sendable, Equatable {
        /// Its number, counted from 1.
        package var number: Int
        /// When it arrived.
        package var at: SimulatedTime
        /// `GET` or `POST`.
        package var method: String
        /// The target as it was sent.
        package var target: String
        /// What it asked for.
        package var kind: Scenario.RequestKind
        /// The recipe in its path; nil if there is none.
        package var recipe: Int?
        /// The place in the scenario, from 0, of the token that a resume request named; nil for a token that is not there.
        package var token: Int?
        /// The jobs that a repeat request named; only those that could be read from its body.
        package var jobs: [String]
        /// The answer to the client.
        package var outcome: Outcome
    }

    /// The answer to the client.
    package enum Outcome: Sendable, Hashable {
        /// A status; the body may still be cut or wrong, if a fault says so.
        case answered(Int)
        /// Nothing: the connection was closed.
        case closed
        /// Nothing at all: the connection stayed open.
        case silence
    }

    /// Who made a repeat.
    package enum Maker: Sendable, Hashable {
        /// The client, with the request of this number.
        case client(request: Int)
        /// Someone else.
        case foreign
    }

    /// A job by recipe and id.
    package typealias JobKey = Scenario.JobReference

    /// A repeat that was made.
    package struct Enqueued: Sendable, Equatable {
        /// When it was made; may be long after the request arrived.
        package var at: SimulatedTime
        /// The recipe.
        package var recipe: Int
        /// The master's own id.
        package var master: String
        /// The id of the new job.
        package var job: String
        /// Who made it.
        package var by: Maker
    }

    /// A repeat that was refused.
    package struct Refused: Sendable, Equatable {
        /// When.
        package var at: SimulatedTime
        /// The recipe.
        package var recipe: Int
        /// The id as it was requested.
        package var requested: String
        /// `type_id` of the answer.
        package var typeID: String
        /// Who asked.
        package var by: Maker
    }

    /// A pending job that ended.
    package struct Ended: Sendable, Equatable {
        /// When.
        package var at: SimulatedTime
        /// The recipe.
        package var recipe: Int
        /// Its id.
        package var job: String
        /// How.
        package var status: Scenario.Status
    }

    /// A suspended job that was resumed.
    package struct Resumed: Sendable, Equatable {
        /// When.
        package var at: SimulatedTime
        /// The place of the token in the scenario, from 0; the token itself is not stored.
        package var token: Int
        /// The job, if the token names one.
        package var job: JobKey?
        /// The number of the request.
        package var request: Int
        /// How many bytes of data came with it; 0 for none.
        package var dataBytes = 0
        /// A digest of the data: FNV-1a of 64 bits, as 16 hex digits; nil for none.
        package var dataDigest: String?
    }

    /// A request that arrived earlier than the limits allow, whether it was accepted or not.
    package struct Violation: Sendable, Equatable {
        /// When it arrived.
        package var at: SimulatedTime
        /// The number of the request.
        package var request: Int
        /// What it asked for.
        package var kind: Scenario.RequestKind
        /// How much too early it was.
        package var early: Duration
    }

    /// The entries, in the order in which they happened.
    package internal(set) var entries: [Entry] = []

    /// How many requests arrived.
    package internal(set) var requestCount = 0

    /// The repeats that the client made, by master.
    package internal(set) var clientRepeats: [JobKey: [String]] = [:]

    /// The repeats that someone else made, by master.
    package internal(set) var foreignRepeats: [JobKey: [String]] = [:]

    /// The outcomes of the pending jobs that have ended since the world started, by job.
    package internal(set) var ends: [JobKey: Scenario.Status] = [:]

    private var places: [Int] = []

    /// An empty ledger.
    package init() {}

    /// Records a request and returns its number.
    mutating func open(
        at: SimulatedTime,
        method: String,
        target: String,
        kind: Scenario.RequestKind,
        recipe: Int?,
        token: Int? = nil,
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
                    token: token,
                    jobs: jobs,
                    outcome: .silence
                )
            )
        )
        return requestCount
    }

    /// Fills in the answer to a request.
    mutating func close(_ number: Int, _ outcome: Outcome) {
        let place = places[number - 1]
        guard case .request(var request) = entries[place] else { return }
        request.outcome = outcome
        entries[place] = .request(request)
    }

    /// Records anything but a request.
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
