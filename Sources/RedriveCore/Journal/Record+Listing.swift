extension Record {
    /// A step has listed its jobs.
    ///
    /// Recorded before the file has its name; `step_finished` comes after.
    package struct Listed: Sendable, Hashable, Codable {
        /// The step's index.
        package var step: Int
        /// How many jobs it listed.
        package var jobs: Int
        /// How many requests that took.
        package var requests: Int
        /// Whether the list is proven to be complete.
        package var isComplete: Bool
        /// Whether there may be more jobs than a limit has let through.
        package var isCut: Bool
        /// Why it is not proven to be complete, and what else a person should know; at most `mostWarnings`.
        package var warnings: [String]
        /// Why the list could not be read to its end; nil if it could.
        package var failure: String?
        /// The file that it was saved in; nil for none.
        package var path: String?
        /// The SHA-256 of that file, as 64 hex digits.
        package var digest: String?

        /// The most warnings that a record keeps.
        static let mostWarnings = 20

        /// A record from its parts.
        package init(
            step: Int,
            jobs: Int,
            requests: Int,
            isComplete: Bool,
            isCut: Bool = false,
            warnings: [String] = [],
            failure: String? = nil,
            path: String? = nil,
            digest: String? = nil
        ) {
            self.step = step
            self.jobs = jobs
            self.requests = requests
            self.isComplete = isComplete
            self.isCut = isCut
            self.warnings = warnings
            self.failure = failure
            self.path = path
            self.digest = digest
        }

        private enum CodingKeys: String, CodingKey {
            case step, jobs, requests, warnings, failure, path
            case isComplete = "complete"
            case isCut = "cut"
            case digest = "sha256"
        }
    }
}
