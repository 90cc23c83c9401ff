/// What an operator asked for, with inputs filled in, defaults applied and relative times resolved.
///
/// The value holds everything that the planner needs. RunbookParsing reads it from YAML; the header of the plan keeps what a
/// run needs of it.
package struct Runbook: Sendable, Hashable {
    /// The name; `[A-Za-z0-9][A-Za-z0-9._-]*`, at most 100 characters.
    ///
    /// Begins the names of plan and state files.
    package var name: String
    /// A sentence for people.
    package var description: String?
    /// Why this is run, such as a ticket; kept in plan and state.
    package var reason: String?
    /// A plan with more jobs than this is refused; nil for no bound.
    package var maxJobs: Int?
    /// The `timezone`, for times that people read; nil for UTC.
    package var timeZone: UTCOffset?
    /// What happens to jobs whose request was lost and then shown not to have been applied.
    package var onUnknown: OnUnknown
    /// Where the jobs are, and how fast they may be repeated.
    package var workspace: Workspace
    /// At least one step, run in this order.
    package var steps: [Step]

    /// The longest name, in characters.
    package static let longestName = 100

    /// Whether a text can be the name of a runbook, and so the start of the names of files.
    package static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, isLetterOrDigit(first), text.utf8.count <= longestName else { return false }
        return text.utf8.allSatisfy { isLetterOrDigit($0) || "._-".utf8.contains($0) }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }

    /// A runbook from its parts.
    package init(
        name: String,
        description: String? = nil,
        reason: String? = nil,
        maxJobs: Int? = nil,
        timeZone: UTCOffset? = nil,
        onUnknown: OnUnknown = .resend,
        workspace: Workspace,
        steps: [Step]
    ) {
        self.name = name
        self.description = description
        self.reason = reason
        self.maxJobs = maxJobs
        self.timeZone = timeZone
        self.onUnknown = onUnknown
        self.workspace = workspace
        self.steps = steps
    }
}

/// What to do with a request whose answer was lost, once there is evidence that nothing was applied.
package enum OnUnknown: String, Sendable, Hashable, Codable, CaseIterable {
    /// Send it again; each chunk is sent again at most once.
    case resend
    /// Leave its jobs to a person.
    case hold
}
