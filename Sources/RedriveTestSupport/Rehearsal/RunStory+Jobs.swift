import RedriveCore

extension RunStory {
    /// A job by recipe and master.
    struct Job: Hashable {
        var recipe: Int
        var master: String
    }

    /// Where a job stands.
    enum Fate: Hashable {
        case waiting
        case sent(chunk: Int)
        case enqueued(String?, outcome: Outcome?)
        case refused
        case dropped
        case held
    }

    /// A request as the records tell it.
    struct Chunk {
        var step: Int
        var recipe: Int
        var jobs: [Job]
        var session: Int
        var intendedAt: Int64
        /// When its answer was lost; nil if it was not.
        var lostAt: Int64?
        var isResend = false
        /// The place of its intent among all intents.
        var ordinal = 0
    }
}
