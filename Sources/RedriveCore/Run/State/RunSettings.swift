package import WorkatoJobs

/// What is in force in a run: the plan's words, and what sessions and commands have put in their place.
///
/// One fold of both, so that a run, its resume, its status and its report cannot disagree.
package struct RunSettings: Sendable, Hashable {
    /// A command that is in force, with who gave it and why.
    package struct Word: Sendable, Hashable {
        /// The command.
        package var given: GivenCommand
        /// When it was recorded.
        package var at: Timestamp
    }

    /// What happens to a lost request that was shown not to be applied: the last session's word, or the plan's.
    package private(set) var onUnknown: OnUnknown
    /// Why the run is made: the last session's reason, or the plan's.
    package private(set) var reason: String?
    /// The steps that the last process was to run, by name; nil for all.
    package private(set) var scope: [String]?
    /// The bound on drift that the last process keeps, in percent; nil for none.
    package private(set) var maxDrift: Int?
    /// Whether the files of lists may replace others.
    package private(set) var replacesFiles = false
    /// The word by which the run is paused; nil if it is not.
    ///
    /// A pause ends with its process.
    package private(set) var pause: Word?
    /// The last word by which the last process was told to stop or to leave; nil if it was not.
    package private(set) var stop: Word?
    /// After how many seconds the last process was interrupted because its time was over; nil if it was not.
    package private(set) var maxDurationReached: Int?
    /// Recipes whose remaining jobs are left unsent, with the word by which they are.
    package private(set) var skipped: [RecipeID: Word] = [:]
    /// The pace of each step, in jobs; nil for as fast as the limits allow.
    private var paces: [Rate?]

    /// What the plan says.
    init(_ header: PlanHeader) {
        onUnknown = header.onUnknown
        reason = header.reason
        paces = header.steps.map(\.conduct.pace)
    }

    /// The pace of a step, in jobs; nil for as fast as the limits allow.
    package func pace(ofStep step: Int) -> Rate? { paces[step] }

    /// Whether a step may run in the last process.
    ///
    /// - Parameter name: the step's.
    package func mayRun(_ name: String) -> Bool { scope?.contains(name) ?? true }

    /// A process begins, or goes on with, the run.
    mutating func begin(_ session: Record.Session) {
        onUnknown = session.onUnknown ?? onUnknown
        reason = session.reason ?? reason
        scope = session.only
        maxDrift = session.maxDrift
        replacesFiles = session.replacesFiles ?? replacesFiles
        pause = nil
        stop = nil
        maxDurationReached = nil
    }

    /// The process ends.
    mutating func end(_ record: Record.Ended) { maxDurationReached = record.maxDuration }

    /// A command takes effect.
    mutating func take(_ given: GivenCommand, at time: Timestamp) {
        let word = Word(given: given, at: time)
        switch given.command {
        case .stop, .leave: stop = word
        case .pause: pause = pause ?? word
        case .resume: pause = nil
        case .pace(let step, let rate):
            for number in paces.indices where step.map({ $0 == number }) ?? true { paces[number] = rate }
        case .skip(let recipe): skipped[recipe] = skipped[recipe] ?? word
        }
    }
}
