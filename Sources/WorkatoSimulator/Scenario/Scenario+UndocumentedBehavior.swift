extension Scenario {
    /// The behavior of the server that is not documented; every plausible answer can be set.
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

        /// The position of repeats in a list.
        package enum RepeatsPlace: String, Sendable, Hashable, CaseIterable {
            /// Ordered by their own start or end.
            case own
            /// Next to their master, on the newer side.
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

        /// How the error of a failed job is shown.
        package enum ErrorForm: String, Sendable, Hashable, CaseIterable {
            /// A text, and `error_parts`.
            case plain
            /// A JSON document in the text, and no `error_parts`.
            case json
            /// A text, and no `error_parts`.
            case textOnly = "text_only"
            /// No `error`, only `error_parts`.
            case partsOnly = "parts_only"
            /// A text, and an empty `error_parts`.
            case emptyParts = "empty_parts"
        }

        /// The answer to a token that is unknown, used or expired.
        package enum ResumeRefusal: String, Sendable, Hashable, CaseIterable {
            /// 404.
            case notFound = "not_found"
            /// 400 with a message.
            case badRequest = "bad_request"
            /// 422 with a message.
            case unprocessable
            /// 204 for a token that was used, and its job goes on once more; 404 for the others.
            case again
        }

        /// What follows a cursor that is not in the list.
        package enum LostCursor: String, Sendable, Hashable, CaseIterable {
            /// The rows after its position in the order; an id that does not exist gives an empty page.
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

        /// A filter of a list.
        package enum Filter: String, Sendable, Hashable, CaseIterable {
            /// `status`.
            case status
            /// `rerun_only`.
            case rerunOnly = "rerun_only"
        }

        /// The order inside a page that was requested with `prev=true`.
        package enum PreviousPage: String, Sendable, Hashable, CaseIterable {
            /// As in the list.
            case listOrder = "list_order"
            /// The row next to the cursor first.
            case nearestFirst = "nearest_first"
        }

        /// Whether a repeat is enqueued if the documentation does not mention the case.
        package enum Doubtful: String, Sendable, Hashable, CaseIterable {
            /// It is enqueued.
            case enqueue
            /// It is refused.
            case refuse
        }

        /// A walk of a list that loses its position.
        package struct Stumble: Sendable, Hashable {
            /// The page of a walk, from 2, at which it happens.
            package var page: Int
            /// Whether the first page is sent again; otherwise an empty page ends the walk early.
            package var restarts: Bool
            /// How often it happens; later walks are complete.
            package var times: Int

            /// A stumble from its parts.
            package init(page: Int, restarts: Bool, times: Int = 1) {
                self.page = page
                self.restarts = restarts
                self.times = times
            }
        }

        /// Lists that fall behind while a client is working.
        package struct Slowdown: Sendable, Hashable {
            /// When it begins, counted from the start of the world.
            package var after: Duration
            /// How long a new repeat is missing from all lists from then on.
            package var visibleAfter: ClosedRange<Duration>

            /// A slowdown from its parts.
            package init(after: Duration, visibleAfter: ClosedRange<Duration>) {
                self.after = after
                self.visibleAfter = visibleAfter
            }
        }

        /// The number of rows of a page, 1 to 100.
        package var pageSize = 25
        /// What lists are sorted by.
        package var order = SortKey.startedAt
        /// Which end comes first; `prev=false` continues in this direction.
        package var direction = Direction.newestFirst
        /// The position of repeats.
        package var repeatsPlace = RepeatsPlace.own
        /// What `master_job_id` holds.
        package var masterID = MasterID.own
        /// Appended to invented ids, such as `-CD`.
        package var idSuffix = ""
        /// How times are written.
        package var timestamps = TimestampForm.utcMilliseconds
        /// How errors are shown.
        package var errors = ErrorForm.plain
        /// Whether lists include `job_scope_count`.
        package var tellsScopeCount = true
        /// The name of the array in lists.
        package var itemsKey = "items"
        /// What follows a cursor whose job exists, but is not in the requested list.
        package var filteredCursor = LostCursor.position
        /// What follows a cursor that is not a job of the recipe.
        package var unknownCursor = LostCursor.empty
        /// A walk that loses its position; nil for never.
        package var stumble: Stumble?
        /// The number of rows of the previous page that each further page repeats; less than the page size.
        package var overlap = 0
        /// Filters that are accepted and have no effect.
        package var ignoredFilters: Set<Filter> = []
        /// What `rerun_only` selects.
        package var rerunOnly = RerunOnly.repeats
        /// Whether lists with `rerun_only` count their rows but never show any.
        package var hidesRepeats = false
        /// Whether lists with `status` include repeats as well as masters if `rerun_only` is not requested.
        package var statusListsRepeats = true
        /// How long a new repeat is missing from all lists.
        package var visibleAfter: ClosedRange<Duration> = .zero ... .zero
        /// A slowdown, after which new repeats are missing from all lists for longer; nil for never.
        package var slowdown: Slowdown?
        /// The order inside a page that was requested with `prev=true`.
        package var previousPage = PreviousPage.listOrder
        /// Whether a master that has not ended can be repeated.
        package var repeatOfPending = Doubtful.enqueue
        /// The answer to a token that is unknown, used or expired.
        package var resumeRefusal = ResumeRefusal.notFound
        /// Whether a test can be repeated.
        package var repeatOfTest = Doubtful.enqueue
        /// `type_id` for a job that has reached the limit of repeats.
        package var repeatLimitCode = "err.job.repeat.limit_reached"

        /// The default behavior.
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
