package import WorkatoJobs

/// What a run knows of repeats: which are its own, which lists have shown, which somebody else made.
package struct RepeatLog: Sendable {
    /// The job, by index, of each repeat that belongs to a job of this run: such a repeat is not another job's answer.
    package private(set) var owner: [JobID: Int] = [:]
    /// Acknowledged repeats that have been seen in a list.
    package private(set) var witnessed: Set<JobID> = []
    /// The longest time that a repeat took to appear in a list; nil before one has.
    package private(set) var longestDelay: Duration?
    /// The latest request of each recipe, by its ordinal, of which a repeat was acknowledged and then seen in a list.
    private var witnessOrdinals: [RecipeID: Int] = [:]
    /// Repeats that somebody else made of jobs which this run had enqueued, by repeat; the value is the job's index.
    package private(set) var madeByOthers: [JobID: Int] = [:]
    /// Repeats that were found by looking after their answer was lost: nobody acknowledged them.
    private(set) var foundByLooking: Set<JobID> = []
    /// Jobs whose answer was ever lost, by index: a repeat of theirs that no answer named may be this run's own.
    private(set) var everUnknown: Set<Int> = []

    /// The latest request of the recipe (nil for any), by its ordinal, of which a repeat was acknowledged and then seen in a list; 0
    /// for none.
    func latestWitness(of recipe: RecipeID?) -> Int {
        recipe.map { witnessOrdinals[$0] ?? 0 } ?? witnessOrdinals.values.max() ?? 0
    }

    /// The repeat belongs to the job.
    mutating func claim(_ new: JobID, for position: Int) { owner[new] = position }

    /// The repeat was found by looking.
    mutating func found(_ new: JobID) { foundByLooking.insert(new) }

    /// The job's answer was lost.
    mutating func becameUnknown(_ position: Int) { everUnknown.insert(position) }

    /// Somebody else made this repeat of the job.
    mutating func recordOther(_ new: JobID, of position: Int) { madeByOthers[new] = position }

    /// A repeat took this long to appear in a list.
    mutating func recordDelay(_ delay: Duration) { longestDelay = max(longestDelay ?? delay, delay) }

    /// An acknowledged repeat was seen in a list.
    ///
    /// - Parameter ordinal: the place among all intents of the request that made it; nil if that is not known.
    mutating func witness(_ new: JobID, of recipe: RecipeID, delay: Duration, ordinal: Int?) {
        recordDelay(delay)
        witnessed.insert(new)
        if let ordinal { witnessOrdinals[recipe] = max(witnessOrdinals[recipe] ?? 0, ordinal) }
    }
}
