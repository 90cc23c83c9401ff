import Hashing
import WorkatoJobs

/// One step that lists jobs, while a process works on it: what is read next, and the file as it grows.
///
/// It sends nothing. A step that an earlier process did not finish begins anew: nothing of its file was given a name.
struct ListStep: Sendable {
    /// How a step ended.
    enum End: Sendable {
        /// All is listed, and the file has its name.
        case finished
        /// It could not be read.
        case failed(RunEnding)
    }

    /// The index of the step.
    let number: Int
    private var listing: JobListingStateMachine
    private let save: SavedListing?
    private var encoder: ListingEncoder?
    private var hash = SHA256()
    /// The read to ask for next; nil while one is on its way, and at the end.
    private var wanted: ListingEffect?
    /// The read that is on its way.
    private(set) var request: Int?

    /// Enters a step: records that it has begun, unless an earlier process did.
    init(_ number: Int, _ listing: JobListing, _ outbox: inout Outbox, at now: Moment) {
        self.number = number
        let lookback = outbox.state.plan.header.workspace.lookback
        self.listing = JobListingStateMachine(listing, lookback: lookback)
        save = listing.save
        if outbox.state.steps[number].stage == .waiting { outbox.record(.stepStarted(.init(step: number)), at: now) }
        guard let save, let format = save.format else { return }
        let encoder = ListingEncoder(format, columns: save.columns)
        // A file that this run has written and could not name for sure is its own.
        let own = outbox.state.steps[number].listed?.digest.map(ListFileEffect.Replacement.own)
        let replacing = outbox.state.settings.replacesFiles ? ListFileEffect.Replacement.any : own ?? .none
        outbox.want(.listFile(.open(path: save.path, replacing: replacing)))
        self.encoder = encoder
        append(encoder.head(), &outbox)
    }

    /// Begins to list.
    ///
    /// - Returns: how the step ended; nil if it goes on.
    mutating func begin(_ outbox: inout Outbox, at now: Moment) -> End? { take(listing.begin(), &outbox, at: now) }

    /// Asks for the next read, unless one is on its way or the run is paused.
    mutating func ask(_ outbox: inout Outbox) {
        guard request == nil, let read = wanted, outbox.state.settings.pause == nil else { return }
        let number = outbox.newRequest()
        switch read {
        case .list(let query): outbox.want(.list(request: number, query, priority: .verifying))
        case .job(let recipe, let job): outbox.want(.job(request: number, recipe, job, priority: .verifying))
        case .rows, .finished, .failed: preconditionFailure("a listing waits for \(read)")
        }
        request = number
        wanted = nil
    }

    /// A read was answered.
    ///
    /// - Returns: how the step ended; nil if it goes on.
    mutating func received(_ reply: ReadReply, _ outbox: inout Outbox, at now: Moment) -> End? {
        request = nil
        return take(listing.received(reply), &outbox, at: now)
    }

    /// The step is left unfinished: nothing of its file keeps a name.
    func abandon(_ outbox: inout Outbox) {
        if save != nil { outbox.want(.listFile(.abandon)) }
    }

    private mutating func take(_ effects: [ListingEffect], _ outbox: inout Outbox, at now: Moment) -> End? {
        for effect in effects {
            switch effect {
            case .rows(let rows):
                guard var encoder else { continue }
                var bytes: [UInt8] = []
                for row in rows { encoder.append(row, to: &bytes) }
                self.encoder = encoder
                append(bytes, &outbox)
            case .list, .job: wanted = effect
            case .finished(let summary):
                finish(summary, &outbox, at: now)
                return .finished
            case .failed(let error): return fail(error, &outbox, at: now)
            }
        }
        return nil
    }

    private mutating func append(_ bytes: [UInt8], _ outbox: inout Outbox) {
        guard !bytes.isEmpty else { return }
        hash.update(data: bytes)
        outbox.want(.listFile(.append(bytes)))
    }

    /// First the record, with the digest by which a later process knows the file for this run's own; then the file's name.
    private mutating func finish(_ summary: ListingSummary, _ outbox: inout Outbox, at now: Moment) {
        if let encoder { append(encoder.tail(), &outbox) }
        let record = Record.Listed(
            step: number,
            jobs: summary.rows,
            requests: summary.requests,
            isComplete: summary.isComplete,
            isCut: summary.isCut,
            warnings: Array(summary.warnings.prefix(Record.Listed.mostWarnings)),
            path: save?.path,
            digest: save == nil ? nil : PlanDigest.hex(hash)
        )
        outbox.record(.listed(record), at: now)
        if save != nil { outbox.want(.listFile(.close)) }
        outbox.record(.stepFinished(.init(step: number)), at: now)
    }

    private func fail(_ error: ListingError, _ outbox: inout Outbox, at now: Moment) -> End {
        abandon(&outbox)
        if case .unauthorized = error.error { return .failed(.unauthorized(error.message)) }
        switch outbox.state.plan.header.steps[number].conduct.onFailure {
        case .stop: return .failed(.unreachable(error.message))
        case .continue:
            let record = Record.Listed(
                step: number,
                jobs: listing.rows,
                requests: listing.requests,
                isComplete: false,
                failure: error.message
            )
            outbox.record(.listed(record), at: now)
            outbox.record(.stepFinished(.init(step: number)), at: now)
            return .finished
        }
    }
}
