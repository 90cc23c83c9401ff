import RedriveCore

/// The fate of each suspended job of a plan, told anew from the records.
struct TokenStory: Sendable {
    /// What became of a row.
    enum Fate: Sendable, Hashable {
        /// Its token was not sent, or was not applied.
        case waiting
        /// Its token is in flight.
        case sent
        /// The answer was lost.
        case lost
        /// The job goes on.
        case resumed
        /// The server said no.
        case refused
    }

    /// By row.
    private(set) var fates: [Fate]
    /// How often a person has released each row.
    private(set) var releases: [Int]
    /// What is wrong with the records themselves.
    private(set) var findings: [RunChecker.Finding] = []

    /// Nothing was told.
    init(_ plan: Plan) {
        fates = Array(repeating: .waiting, count: plan.tokens.count)
        releases = Array(repeating: 0, count: plan.tokens.count)
    }

    /// Takes one record in.
    mutating func tell(_ record: Record) {
        guard case .token(let token) = record else { return }
        let row = token.row
        switch token.event {
        case .intent:
            if fates[row] != .waiting {
                findings.append(.init(promise: .twice, detail: "token \(row) is sent although it is \(fates[row])"))
            }
            fates[row] = .sent
            if fates.count(where: { $0 == .sent }) > 4 {
                findings.append(.init(promise: .inFlight, detail: "more than four tokens are in flight at once"))
            }
        case .resumed: fates[row] = .resumed
        case .refused: fates[row] = .refused
        case .lost: fates[row] = .lost
        case .notApplied: fates[row] = .waiting
        case .evidence: break
        case .released:
            releases[row] += 1
            fates[row] = .waiting
        }
    }

    /// How many rows are of each class.
    var counts: [JobClass: Int] {
        fates.reduce(into: [:]) { counts, fate in
            let jobClass: JobClass =
                switch fate {
                case .waiting: .notSent
                case .sent, .lost: .unknown
                case .resumed: .resumed
                case .refused: .refused
                }
            counts[jobClass, default: 0] += 1
        }
    }
}
