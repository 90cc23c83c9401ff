package import WorkatoJobs

/// What must hold of a job's newest attempt: `where` in a runbook; it is checked here and never sent to the server.
package indirect enum Predicate: Sendable, Hashable {
    /// Each of them; true when empty.
    case all([Predicate])
    /// At least one of them; false when empty.
    case any([Predicate])
    /// Not this.
    case not(Predicate)
    /// One field, one matcher.
    case field(Field, Matcher)

    /// The fields that `where` can name; the raw value is the key in a runbook.
    package enum Field: String, Sendable, Hashable, CaseIterable {
        /// The title; absent if the server sends none or an empty one.
        case title
        /// The error string as the server sends it.
        case error
        /// The type of the error, from `error_parts`.
        case errorType = "error_type"
        /// The message of the error, from `error_parts`.
        case errorMessage = "error_message"
        /// The inner message of the error.
        case innerMessage = "inner_message"
        /// The adapter that failed.
        case adapter
        /// The id of the newest attempt.
        case jobID = "job_id"
        /// The id of the master.
        case masterJobID = "master_job_id"
        /// The recipe that called this one.
        case callingRecipeID = "calling_recipe_id"
        /// The recipe at the top of the call chain.
        case rootRecipeID = "root_recipe_id"
        /// When the attempt started.
        case startedAt = "started_at"
        /// When the attempt ended.
        case completedAt = "completed_at"
        /// From start to end.
        case duration
        /// How many repeats of the master were seen.
        case reruns

        /// What kind of value the field holds, and so which matchers it takes.
        package var kind: Kind {
            switch self {
            case .title, .error, .errorType, .errorMessage, .innerMessage, .adapter, .jobID, .masterJobID: .text
            case .callingRecipeID, .rootRecipeID, .reruns: .integer
            case .startedAt, .completedAt: .time
            case .duration: .duration
            }
        }
    }

    /// The kinds of values.
    package enum Kind: Sendable, Hashable {
        /// Text: equals, any of, contains, glob, matches, exists.
        case text
        /// A whole number: equals, any of, exists, comparisons.
        case integer
        /// An instant: exists, comparisons.
        case time
        /// A length of time: exists, comparisons.
        case duration
    }

    /// What is asked of one field.
    ///
    /// A field that the row does not have satisfies only `exists(false)`. Texts are compared by Unicode scalars in form C, by
    /// each matcher alike.
    package enum Matcher: Sendable, Hashable {
        /// Exactly one of these; case-sensitive.
        case anyOf([Value])
        /// Contains this text; case-sensitive, not empty.
        case contains(String)
        /// The whole text matches a shell pattern: `*`, `?`, `[…]`, `\`.
        case glob(String)
        /// A POSIX extended regular expression is found somewhere in the first 2,000 characters.
        case matches(POSIXPattern)
        /// The row has the field (true), or does not have it (false).
        case exists(Bool)
        /// All given bounds hold.
        case compare(Comparison)
    }

    /// A value to compare with.
    package enum Value: Sendable, Hashable {
        /// Text.
        case text(String)
        /// A whole number.
        case integer(Int)
        /// An instant.
        case time(Timestamp)
        /// A length of time.
        case duration(Duration)
    }

    /// Bounds; at least one is set.
    ///
    /// All values are of the field's kind.
    package struct Comparison: Sendable, Hashable {
        /// Less than.
        package var lessThan: Value?
        /// Less than or equal.
        package var atMost: Value?
        /// Greater than.
        package var greaterThan: Value?
        /// Greater than or equal.
        package var atLeast: Value?

        /// Bounds from their parts.
        package init(lessThan: Value? = nil, atMost: Value? = nil, greaterThan: Value? = nil, atLeast: Value? = nil) {
            self.lessThan = lessThan
            self.atMost = atMost
            self.greaterThan = greaterThan
            self.atLeast = atLeast
        }
    }
}
