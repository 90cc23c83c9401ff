package import WorkatoJobs

/// The first line of a state file.
package struct JournalHeader: Sendable, Hashable {
    /// The version of the format that this Redrive writes, and the newest that it reads.
    package static let formatVersion = 1

    /// The first 12 hex digits of the plan's digest.
    package var planID: String
    /// The runbook's name.
    package var name: String
    /// The version of Redrive that began the run.
    package var version: String
    /// When the file was made, by this machine's clock.
    package var createdAt: Timestamp
    /// The scenario where the run is one of a simulated workspace; it cannot be resumed or sent elsewhere.
    package var simulated: String?

    /// A header from its parts.
    package init(planID: String, name: String, version: String, createdAt: Timestamp, simulated: String? = nil) {
        self.planID = planID
        self.name = name
        self.version = version
        self.createdAt = createdAt
        self.simulated = simulated
    }
}

extension JournalHeader: Codable {
    private enum CodingKeys: String, CodingKey {
        case planID = "plan_id"
        case name
        case version = "redrive"
        case createdAt = "created_at"
        case simulated
    }
}
