import JSONText
import TerminalText
import WorkatoJobs

/// A column of a list of jobs: a member of its JSON, a column of its CSV.
package enum ListingColumn: String, Sendable, Hashable, Codable, CaseIterable {
    /// The recipe.
    case recipeID = "recipe_id"
    /// The attempt's own id.
    case jobID = "job_id"
    /// The master, which is what would be repeated.
    case masterJobID = "master_job_id"
    /// Whether it is a repeat.
    case isRepeat = "is_repeat"
    /// The status, in the API's word.
    case status
    /// When it started.
    case startedAt = "started_at"
    /// When it ended.
    case completedAt = "completed_at"
    /// From its start to its end, in seconds with three decimals.
    case durationSeconds = "duration_seconds"
    /// The title; may hold personal data.
    case title
    /// The error as one text.
    case error
    /// The type of the error.
    case errorType = "error_type"
    /// The message of the error.
    case errorMessage = "error_message"
    /// The message of the underlying error.
    case innerMessage = "inner_message"
    /// The connector that failed.
    case adapter
    /// The error signature in words.
    case signature
    /// The recipe that called this one.
    case callingRecipeID = "calling_recipe_id"
    /// The job that called this one.
    case callingJobID = "calling_job_id"
    /// The recipe at the top of the call chain.
    case rootRecipeID = "root_recipe_id"
    /// The job at the top of the call chain.
    case rootJobID = "root_job_id"
    /// Whether the trigger's poll failed.
    case isPollError = "is_poll_error"
    /// Whether it was a test; needs details.
    case isTest = "is_test"
    /// How many steps it ran; needs details.
    case steps
    /// The number of the first step that failed; needs details.
    case failedStep = "failed_step"
    /// The connector of that step; needs details.
    case failedAdapter = "failed_adapter"
    /// The trigger or action of that step; needs details.
    case failedOperation = "failed_operation"

    /// What a cell holds.
    package enum Value: Sendable, Hashable {
        /// Text.
        case text(String)
        /// A whole number.
        case integer(Int)
        /// A length of time, in milliseconds; written in seconds.
        case milliseconds(Int64)
        /// Yes or no.
        case flag(Bool)
        /// Nothing is known.
        case none
    }

    /// Whether only *Get a job* says it, so that `details: true` is needed.
    package var needsDetails: Bool {
        switch self {
        case .isTest, .steps, .failedStep, .failedAdapter, .failedOperation: true
        case .recipeID, .jobID, .masterJobID, .isRepeat, .status, .startedAt, .completedAt, .durationSeconds, .title,
            .error, .errorType, .errorMessage, .innerMessage, .adapter, .signature, .callingRecipeID, .callingJobID,
            .rootRecipeID, .rootJobID, .isPollError:
            false
        }
    }

    /// The columns of a file that names none: all that lists show but the title, which may hold personal data.
    package static let usual = allCases.filter { $0 != .title && !$0.needsDetails }
    /// The same with what *Get a job* adds.
    package static let usualWithDetails = allCases.filter { $0 != .title }
    /// What is shown of a job on request: everything that lists have.
    package static let listed = allCases.filter { !$0.needsDetails }

    /// The cell of a row.
    package func value(of listed: ListedRow) -> Value {
        // Member by member: a row is large, and a copy of it for each cell costs more than the cell.
        switch self {
        case .recipeID: return .integer(listed.recipe.value)
        case .jobID: return .text(listed.row.id.text)
        case .masterJobID: return .text(listed.row.master.text)
        case .isRepeat: return .flag(!listed.row.isMaster)
        case .status: return .text(listed.row.status.rawValue)
        case .startedAt: return Self.time(listed.row.startedAt)
        case .completedAt: return Self.time(listed.row.completedAt)
        case .durationSeconds:
            guard let start = listed.row.startedAt, let end = listed.row.completedAt, start <= end else { return .none }
            return .milliseconds(end.milliseconds - start.milliseconds)
        case .title: return Self.text(listed.row.title)
        case .error: return Self.text(listed.row.error)
        case .errorType: return Self.text(listed.row.errorType)
        case .errorMessage: return Self.text(listed.row.errorMessage)
        case .innerMessage: return Self.text(listed.row.innerMessage)
        case .adapter: return Self.text(listed.row.adapter)
        case .signature: return Self.text(listed.signature?.words)
        case .callingRecipeID: return Self.integer(listed.row.callingRecipeID?.value)
        case .callingJobID: return Self.text(listed.row.callingJobID?.text)
        case .rootRecipeID: return Self.integer(listed.row.rootRecipeID?.value)
        case .rootJobID: return Self.text(listed.row.rootJobID?.text)
        case .isPollError: return .flag(listed.row.isPollError)
        case .isTest: return listed.row.isTest.map(Value.flag) ?? .none
        case .steps: return Self.integer(listed.lines?.count)
        case .failedStep: return Self.integer(listed.failedLine?.recipeLineNumber)
        case .failedAdapter: return Self.text(listed.failedLine?.adapterName)
        case .failedOperation: return Self.text(listed.failedLine?.operation)
        }
    }

    private static func text(_ text: String?) -> Value { text.map(Value.text) ?? .none }
    private static func integer(_ number: Int?) -> Value { number.map(Value.integer) ?? .none }
    private static func time(_ time: Timestamp?) -> Value { text(time?.description) }
}

extension ListingColumn.Value {
    /// The cell as text: empty if nothing is known.
    package var text: String {
        switch self {
        case .text(let text): text
        case .integer(let number): String(number)
        case .milliseconds(let milliseconds): Self.seconds(milliseconds)
        case .flag(let flag): flag ? "true" : "false"
        case .none: ""
        }
    }

    /// Appends the cell as JSON, with everything escaped that could move a terminal's cursor or hide text.
    package func appendJSON(to bytes: inout [UInt8]) {
        switch self {
        case .text(let text): JSONString.append(text, to: &bytes) { escape(for: $0) == nil }
        case .integer, .milliseconds, .flag: bytes += text.utf8
        case .none: bytes += "null".utf8
        }
    }

    private static func seconds(_ milliseconds: Int64) -> String {
        let fraction = String(milliseconds % 1000 + 1000).dropFirst()
        return "\(milliseconds / 1000).\(fraction)"
    }
}
