/// What an operator asked for, with inputs filled in, defaults applied and relative times resolved.
///
/// A value that says everything the planner needs; it is read from YAML by RunbookParsing and kept, as far as a run needs
/// it, in the header of the plan.
package struct Runbook: Sendable, Hashable {
    /// The name; `[A-Za-z0-9][A-Za-z0-9._-]*`, at most 100 characters.
    ///
    /// Begins the names of plan and state files.
    package var name: String
    /// A sentence for the eye.
    package var description: String?
    /// Why this is run (a ticket, say); kept in plan, state and report.
    package var reason: String?
    /// A plan with more jobs than this is refused; nil for no bound.
    package var maxJobs: Int?
    /// What happens to jobs whose request was lost and then shown not to have been applied.
    package var onUnknown: OnUnknown
    /// Where the jobs are and at what speed they may be repeated.
    package var workspace: Workspace
    /// At least one step, run in this order.
    package var steps: [Step]

    /// The longest name, in characters.
    package static let longestName = 100

    /// Whether a text can be the name of a runbook, and so begin the names of files.
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
        onUnknown: OnUnknown = .resend,
        workspace: Workspace,
        steps: [Step]
    ) {
        self.name = name
        self.description = description
        self.reason = reason
        self.maxJobs = maxJobs
        self.onUnknown = onUnknown
        self.workspace = workspace
        self.steps = steps
    }
}

/// What to do with a request whose answer was lost, once there is evidence that nothing was applied.
package enum OnUnknown: String, Sendable, Hashable, Codable, CaseIterable {
    /// Send it once more, once for a chunk.
    case resend
    /// Leave its jobs to a person.
    case hold
}

/// One step of a runbook: a selection of jobs to repeat, and how to go about it.
package struct Step: Sendable, Hashable {
    /// The name; unique in the runbook.
    ///
    /// `step-1`, `step-2` … where the runbook gives none.
    package var name: String
    /// Which jobs.
    package var selection: Selection
    /// How long outcomes are followed after the step's last enqueue; nil for not at all (`verify: off`).
    package var verifyWithin: Duration?
    /// When to stop by itself.
    package var guards: Guards
    /// Slower than the workspace's limits, in jobs; nil for as fast as the limits allow.
    package var pace: Rate?
    /// Whether the next step starts after this one was stopped by a guard.
    package var onFailure: OnFailure

    /// What happens to the following steps when a guard has stopped this one.
    package enum OnFailure: String, Sendable, Hashable, Codable, CaseIterable {
        /// The run stops (exit 3).
        case stop
        /// The run goes on with the next step; what was not sent stays `not_sent`.
        case `continue`
    }

    /// The default of `verify.within`: 10 minutes.
    package static let defaultVerifyWithin: Duration = .seconds(600)

    /// A step from its parts.
    package init(
        name: String,
        selection: Selection,
        verifyWithin: Duration? = Step.defaultVerifyWithin,
        guards: Guards = .default,
        pace: Rate? = nil,
        onFailure: OnFailure = .stop
    ) {
        self.name = name
        self.selection = selection
        self.verifyWithin = verifyWithin
        self.guards = guards
        self.pace = pace
        self.onFailure = onFailure
    }
}
