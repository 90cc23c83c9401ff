extension Scenario {
    /// What the server does where its documentation is silent; every plausible answer can be set.
    package struct UndocumentedBehavior: Sendable, Equatable {
        /// What lists are sorted by.
        package enum SortKey: String, Sendable, Hashable, CaseIterable {
            /// The start of a job.
            case startedAt = "started_at"
            /// The end of a job; pending ones count as newest.
            case completedAt = "completed_at"
        }

        /// Which end of a list comes first.
        package enum Direction: String, Sendable, Hashable, CaseIterable {
            /// Newest first.
            case newestFirst = "newest_first"
            /// Oldest first.
            case oldestFirst = "oldest_first"
        }

        /// Where repeats stand in a list.
        package enum RepeatsPlace: String, Sendable, Hashable, CaseIterable {
            /// By their own start or end.
            case own
            /// Beside their master, newer than it.
            case besideMaster = "beside_master"
        }

        /// What `master_job_id` holds.
        package enum MasterID: String, Sendable, Hashable, CaseIterable {
            /// The own id for a job that is no repeat.
            case own
            /// Null for a job that is no repeat.
            case null
            /// Always a handle of its own (the id and `-B1`), which alone can be repeated.
            case alias
        }

        /// How the error of a failed job is told.
        package enum ErrorForm: String, Sendable, Hashable, CaseIterable {
            /// A text, and `error_parts`.
            case plain
            /// A JSON document within the text, and no `error_parts`.
            case json
            /// A text, and no `error_parts`.
            case textOnly = "text_only"
            /// No `error`, only `error_parts`.
            case partsOnly = "parts_only"
            /// A text, and an empty `error_parts`.
            case emptyParts = "empty_parts"
        }

        /// What follows a cursor that is not in the list.
        package enum LostCursor: String, Sendable, Hashable, CaseIterable {
            /// The rows after the place where it would stand; an id that does not exist gives an empty page.
            case position
            /// An empty page.
            case empty
            /// The first page.
            case restart
            /// 404.
            case notFound = "not_found"
            /// 400.
            case badRequest = "bad_request"
        }

        /// What `rerun_only` selects.
        package enum RerunOnly: String, Sendable, Hashable, CaseIterable {
            /// The repeats.
            case repeats
            /// The masters that were repeated.
            case masters
            /// Both.
            case both
        }

        /// A filter that a list takes.
        package enum Filter: String, Sendable, Hashable, CaseIterable {
            /// `status`.
            case status
            /// `rerun_only`.
            case rerunOnly = "rerun_only"
        }

        /// The order inside a page that was asked for with `prev=true`.
        package enum PreviousPage: String, Sendable, Hashable, CaseIterable {
            /// As in the list.
            case listOrder = "list_order"
            /// The row beside the cursor first.
            case nearestFirst = "nearest_first"
        }

        /// Whether a repeat is enqueued that the documentation says nothing of.
        package enum Doubtful: String, Sendable, Hashable, CaseIterable {
            /// It is enqueued.
            case enqueue
            /// It is refused.
            case refuse
        }

        /// A walk that loses its place.
        package struct Stumble: Sendable, Hashable {
            /// The page of a walk, from 2, at which it happens.
            package var page: Int
            /// Whether the first page comes again; otherwise an empty page ends the walk early.
            package var restarts: Bool
            /// How often it happens; further walks are whole.
            package var times: Int

            /// A stumble from its parts.
            package init(page: Int, restarts: Bool, times: Int = 1) {
                self.page = page
                self.restarts = restarts
                self.times = times
            }
        }

        /// Lists that fall behind while a client is at work.
        package struct Slowdown: Sendable, Hashable {
            /// When it begins, counted from the beginning.
            package var after: Duration
            /// How long a new repeat is in no list from then on.
            package var visibleAfter: ClosedRange<Duration>

            /// A slowdown from its parts.
            package init(after: Duration, visibleAfter: ClosedRange<Duration>) {
                self.after = after
                self.visibleAfter = visibleAfter
            }
        }

        /// The rows of a page, 1 to 100.
        package var pageSize = 25
        /// What lists are sorted by.
        package var order = SortKey.startedAt
        /// Which end comes first; `prev=false` goes on in this direction.
        package var direction = Direction.newestFirst
        /// Where repeats stand.
        package var repeatsPlace = RepeatsPlace.own
        /// What `master_job_id` holds.
        package var masterID = MasterID.own
        /// Appended to invented ids, such as `-CD`.
        package var idSuffix = ""
        /// How times are written.
        package var timestamps = TimestampForm.utcMilliseconds
        /// How errors are told.
        package var errors = ErrorForm.plain
        /// Whether lists tell `job_scope_count`.
        package var tellsScopeCount = true
        /// The name of the array in lists.
        package var itemsKey = "items"
        /// What follows a cursor whose job exists, but is not in the list that is asked for.
        package var filteredCursor = LostCursor.position
        /// What follows a cursor that is no job of the recipe.
        package var unknownCursor = LostCursor.empty
        /// A walk that loses its place; nil for never.
        package var stumble: Stumble?
        /// Rows of the page before that come again on each further page; less than the page size.
        package var overlap = 0
        /// Filters that are accepted and have no effect.
        package var ignoredFilters: Set<Filter> = []
        /// What `rerun_only` selects.
        package var rerunOnly = RerunOnly.repeats
        /// Whether lists of `rerun_only` count their rows and never show any.
        package var hidesRepeats = false
        /// Whether `status` lists repeats as well as masters, where `rerun_only` is not asked for.
        package var statusListsRepeats = true
        /// How long a new repeat is in no list.
        package var visibleAfter: ClosedRange<Duration> = .zero ... .zero
        /// From this time after the beginning on, new repeats are in no list for longer; nil for never.
        package var slowdown: Slowdown?
        /// The order inside a page that was asked for with `prev=true`.
        package var previousPage = PreviousPage.listOrder
        /// Whether a master that has not ended can be repeated.
        package var repeatOfPending = Doubtful.enqueue
        /// Whether a test can be repeated.
        package var repeatOfTest = Doubtful.enqueue
        /// `type_id` for a job that was repeated as often as is allowed.
        package var repeatLimitCode = "err.job.repeat.limit_reached"

        /// The default habits.
        package init() {}
    }
}

/// How times are written in answers.
package enum TimestampForm: String, Sendable, Hashable, CaseIterable {
    /// `2026-11-20T08:00:00.000Z`.
    case utcMilliseconds = "utc"
    /// `2026-11-20T08:00:00Z`, the milliseconds cut off.
    case utcSeconds = "utc_seconds"
    /// `2026-11-20T00:00:00.000-08:00`, with daylight saving.
    case pacific
}
