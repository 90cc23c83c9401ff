extension Scenario {
    /// What the lists of recipes show of a recipe, besides its id and whether it runs.
    package struct RecipeFacts: Sendable, Equatable {
        /// Its name; empty for one that is made from its id.
        package var name = ""
        /// The folder that it is in; 1, the home folder, by default.
        package var folder = 1
        /// The names of the connectors that it uses; the first one is its trigger's.
        package var adapters: [String] = []
        /// The titles of its tags.
        package var tags: [String] = []
        /// `job_succeeded_count`; nil for the number of such jobs in the world.
        package var succeededCount: Int?
        /// `job_failed_count`; nil for the number of such jobs in the world.
        package var failedCount: Int?
        /// `last_run_at`.
        package var lastRun = LastRun.newestJob

        /// What `last_run_at` says.
        package enum LastRun: Sendable, Equatable {
            /// The start of the newest job that has started; null if there is none.
            case newestJob
            /// Null.
            case never
            /// This time.
            case at(Time)
        }

        /// The facts of a recipe of which nothing is said.
        package init() {}
    }

    /// A folder; the home folder, 1, is always there.
    package struct Folder: Sendable, Equatable {
        /// Its id; from 2.
        package var id: Int
        /// Its name.
        package var name: String
        /// The folder that it is in.
        package var parent: Int

        /// A folder from its parts; in the home folder by default.
        package init(id: Int, name: String, parent: Int = 1) {
            self.id = id
            self.name = name
            self.parent = parent
        }
    }

    /// How the lists of recipes behave where the documentation is silent, or differs between its versions.
    package struct RecipeListBehavior: Sendable, Equatable {
        /// What recipes are sorted by.
        package enum Order: String, Sendable, Hashable, CaseIterable {
            /// By id, the highest first.
            case descending
            /// By id, the lowest first.
            case ascending
        }

        /// How ids are written.
        package enum Identifiers: String, Sendable, Hashable, CaseIterable {
            /// As numbers.
            case numbers
            /// As strings of digits.
            case strings
        }

        /// A field of a row.
        package enum Field: String, Sendable, Hashable, CaseIterable {
            /// `name`.
            case name
            /// `running`.
            case running
            /// `folder_id`.
            case folder
            /// `applications`, `trigger_application` and `action_applications`.
            case adapters
            /// `tags`.
            case tags
            /// `job_succeeded_count` and `job_failed_count`.
            case counts
            /// `last_run_at`.
            case lastRun = "last_run"
        }

        /// A parameter of a request.
        package enum Parameter: String, Sendable, Hashable, CaseIterable {
            /// `page`: the first page is sent instead.
            case page
            /// `since_id`: as if it had not been sent.
            case sinceID = "since_id"
            /// `per_page`: the largest page is sent.
            case perPage = "per_page"
            /// `folder_id`.
            case folder
            /// `adapter_names_any`.
            case adapters
            /// `running`.
            case running
        }

        /// The rows of the largest page, 1 to 100.
        package var pageSize = 100
        /// What recipes are sorted by.
        package var order = Order.descending
        /// How ids are written.
        package var identifiers = Identifiers.numbers
        /// The number of rows of the previous page that each further page repeats; less than the page size.
        package var overlap = 0
        /// Fields that no row has.
        package var omits: Set<Field> = []
        /// Parameters that are accepted and have no effect.
        package var ignores: Set<Parameter> = []

        /// The default behavior.
        package init() {}
    }
}
