/// The status of a job, in the API's words.
package enum JobStatus: Sendable, Hashable {
    /// It ran to its end.
    case succeeded
    /// It ended with an error.
    case failed
    /// It has not ended.
    case pending
    /// A word that the documentation does not have (a cancelled job's is unknown); empty if none was sent.
    case other(String)
}

extension JobStatus: RawRepresentable, Codable {
    /// A status from the API's word; every word is one.
    package init(rawValue: String) {
        switch rawValue {
        case "succeeded": self = .succeeded
        case "failed": self = .failed
        case "pending": self = .pending
        default: self = .other(rawValue)
        }
    }

    /// The API's word.
    package var rawValue: String {
        switch self {
        case .succeeded: "succeeded"
        case .failed: "failed"
        case .pending: "pending"
        case .other(let word): word
        }
    }
}

extension JobStatus: CustomStringConvertible {
    /// The API's word.
    package var description: String { rawValue }
}
