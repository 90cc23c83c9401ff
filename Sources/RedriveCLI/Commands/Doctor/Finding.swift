import WorkatoJobs

/// What `redrive doctor` found in one check.
struct Finding: Sendable, Hashable {
    /// What is checked, in the order in which it is shown; the raw values are names in events.
    enum Check: String, Sendable, Hashable, CaseIterable {
        case address
        case proxy
        case tls
        case token
        case workspace
        case clock
        case limits
        case recipes
        case folders
        case list
        case pageSize = "page_size"
        case cursor
        case order
        case statusFilter = "status_filter"
        case rerunFilter = "rerun_filter"
        case previousPage = "previous_page"
        case unknownCursor = "unknown_cursor"
        case counts
        case statuses
        case rights

        /// The check in words, for the first column.
        var words: String {
            switch self {
            case .pageSize: "page size"
            case .statusFilter: "status filter"
            case .rerunFilter: "rerun filter"
            case .previousPage: "prev=true"
            case .unknownCursor: "lost cursor"
            case .tls: "TLS"
            case .address, .proxy, .token, .workspace, .clock, .limits, .recipes, .folders, .list, .cursor, .order,
                .counts, .statuses,
                .rights:
                rawValue
            }
        }
    }

    /// How a check ended; the raw values are names in events.
    enum Verdict: String, Sendable, Hashable {
        /// As Redrive expects it.
        case good = "ok"
        /// Worth knowing; nothing has to be done.
        case note
        /// Something will be slower, incomplete or wrong.
        case warning
        /// Redrive cannot work like this.
        case failed
        /// It could not be seen.
        case notChecked = "not_checked"
    }

    /// What was checked.
    var check: Check
    /// How it ended.
    var verdict: Verdict
    /// What was seen.
    var found: String
    /// What that means for planning and running; nil if nothing follows.
    var meaning: String?
    /// The question that the API's documents leave open and this answers, for this workspace; nil for none.
    var settles: OpenQuestion?
    /// The recipe that was looked at; nil if it is about none.
    var recipe: RecipeID?
    /// The exit status that a failed check asks for.
    var status: ExitStatus

    /// A finding from its parts.
    init(
        _ check: Check,
        _ verdict: Verdict,
        _ found: String,
        meaning: String? = nil,
        settles: OpenQuestion? = nil,
        recipe: RecipeID? = nil,
        status: ExitStatus = .done
    ) {
        self.check = check
        self.verdict = verdict
        self.found = found
        self.meaning = meaning
        self.settles = settles
        self.recipe = recipe
        self.status = status
    }
}

/// A question that the API's documents leave open.
///
/// Source: docs/doctor.md, "What it settles"; a test compares both.
enum OpenQuestion: String, Sendable, Hashable, CaseIterable {
    case pageSize = "how many rows a page has"
    case sortKey = "what lists are sorted by"
    case previousPage = "the order inside a page of prev=true"
    case unknownCursor = "what follows a cursor that is no job"
    case repeatsInLists = "whether status=failed lists repeats as well"
    case rerunOnly = "what rerun_only returns"
    case otherStatuses = "how canceled and aborted jobs appear"
    case refusals = "which status a missing privilege has"
    case limitHeaders = "whether headers name the limits"
}
