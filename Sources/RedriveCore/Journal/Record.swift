/// One event of a run, as the state file keeps it.
///
/// State, status, report and exit status are folds over these and nothing else. Each is appended and synced before
/// anything that depends on it happens.
package enum Record: Sendable, Hashable {
    /// A process began, or went on with, the run.
    case session(Session)
    /// A step began.
    case stepStarted(StepStarted)
    /// Jobs that are not sent since something happened to them after the plan.
    case dropped(Dropped)
    /// A request is about to be sent. Durable before the request takes its turn.
    case intent(Intent)
    /// A request was answered, by job.
    case answered(Answered)
    /// A request's answer was lost, or says nothing of what was applied.
    case lost(Lost)
    /// A request was certainly not applied.
    case notApplied(NotApplied)
    /// The server will not repeat these jobs, told without a result for each.
    case refused(Refused)
    /// What looking has shown of a lost request.
    case settled(Settled)
    /// Jobs are left to a person.
    case held(Held)
    /// A person decided that held jobs are to be sent again.
    case released(Released)
    /// An acknowledged repeat appeared in a list.
    case witnessed(Witnessed)
    /// What repeats came to.
    case outcomes(Outcomes)
    /// Somebody else has repeated jobs that this run had enqueued.
    case others(Others)
    /// A read was answered with 429.
    case throttled(Throttled)
    /// A recipe's list of repeats has to be read as a whole from here on.
    case wholeList(WholeList)
    /// A command to a live run took effect.
    case commanded(Commanded)
    /// Something happened to a suspended job of the plan.
    case token(Token)
    /// A guard stopped a step.
    case guardTripped(GuardTripped)
    /// A stage of a rollout has ended.
    case stageEnded(StageEnded)
    /// A step has listed its jobs.
    case listed(Listed)
    /// A step is over.
    case stepFinished(StepFinished)
    /// The process ended the run, or left it to be resumed.
    case ended(Ended)
}

extension Record {
    /// A process began, or went on with, the run.
    package struct Session: Sendable, Hashable, Codable {
        /// Counted from 1.
        package var number: Int
        /// The name of the machine.
        package var host: String
        /// The process.
        package var pid: Int
        /// The name of the user that it acts for; nil in older files, and for a user without a name.
        package var user: String?
        /// The version of Redrive.
        package var version: String
        /// Who approved, as in `terminal`, `--approve` or `--yes`; nil on a resume that asks for nothing.
        package var approval: String?
        /// Who said that the plan may run although its lists are not proven complete, as in `terminal` or
        /// `--allow-incomplete`; nil where nobody had to.
        package var allowedIncomplete: String?
        /// The reason given on the command line; replaces the plan's.
        package var reason: String?
        /// Replaces the plan's `on_unknown` from here on.
        package var onUnknown: OnUnknown?
        /// The steps that may run, by name; nil for all.
        ///
        /// A resume keeps them unless other steps are named.
        package var only: [String]?
        /// The share of a recipe's jobs, in percent, that may have changed since the plan before the run stops (exit 3); nil for any.
        package var maxDrift: Int?
        /// Whether the files of lists may replace others (`--force`); nil for no.
        package var replacesFiles: Bool?

        /// A session from its parts.
        package init(
            number: Int,
            host: String,
            pid: Int,
            user: String? = nil,
            version: String,
            approval: String? = nil,
            allowedIncomplete: String? = nil,
            reason: String? = nil,
            onUnknown: OnUnknown? = nil,
            only: [String]? = nil,
            maxDrift: Int? = nil,
            replacesFiles: Bool? = nil
        ) {
            self.number = number
            self.host = host
            self.pid = pid
            self.user = user
            self.version = version
            self.approval = approval
            self.allowedIncomplete = allowedIncomplete
            self.reason = reason
            self.onUnknown = onUnknown
            self.only = only
            self.maxDrift = maxDrift
            self.replacesFiles = replacesFiles
        }

        private enum CodingKeys: String, CodingKey {
            case number = "session"
            case host, pid, user, version, approval, reason
            case allowedIncomplete = "allowed_incomplete"
            case onUnknown = "on_unknown"
            case only
            case maxDrift = "max_drift"
            case replacesFiles = "force"
        }
    }

    /// A step began.
    package struct StepStarted: Sendable, Hashable, Codable {
        /// Its index in the plan.
        package var step: Int

        /// A record from its parts.
        package init(step: Int) { self.step = step }
    }

    /// A guard stopped a step.
    package struct GuardTripped: Sendable, Hashable, Codable {
        /// The step's index.
        package var step: Int
        /// Which guard, by its key in the runbook; `max_drift` for `--max-drift`.
        package var guardName: String
        /// In words, with the numbers.
        package var message: String

        /// A record from its parts.
        package init(step: Int, guardName: String, message: String) {
            self.step = step
            self.guardName = guardName
            self.message = message
        }

        private enum CodingKeys: String, CodingKey {
            case step
            case guardName = "guard"
            case message
        }
    }

    /// A step is over.
    package struct StepFinished: Sendable, Hashable, Codable {
        /// Its index.
        package var step: Int

        /// A record from its parts.
        package init(step: Int) { self.step = step }
    }

    /// The process ended the run, or left it to be resumed.
    package struct Ended: Sendable, Hashable, Codable {
        /// Why.
        package var ending: RunEnding
        /// After how many seconds its time was over, if that is what interrupted it (`--max-duration`).
        package var maxDuration: Int?

        /// A record from its parts.
        package init(ending: RunEnding, maxDuration: Int? = nil) {
            self.ending = ending
            self.maxDuration = maxDuration
        }
    }
}

/// Why a job of the plan is not sent after all.
package enum DropReason: String, Sendable, Hashable, Codable, CaseIterable {
    /// Its newest attempt has succeeded since.
    case recovered
    /// Its newest attempt is pending.
    case inFlight = "in_flight"
    /// It was repeated since, and failed again.
    case repeatedSince = "repeated_since"
}

/// What a repeat came to.
///
/// The raw values are the names in JSON, reports and CSV.
package enum Outcome: String, Sendable, Hashable, Codable, CaseIterable {
    /// It succeeded.
    case recovered
    /// It failed with the same error signature.
    case failedSame = "failed_same"
    /// It failed with another error signature.
    case failedOther = "failed_other"
    /// It had not ended when `within` was over.
    case stillPending = "still_pending"
    /// It was not followed.
    case unverified
}

/// Why a process stopped working on a run.
package enum RunEnding: Sendable, Hashable, Codable {
    /// There is nothing left to do.
    case finished
    /// A guard stopped it; can be resumed.
    case guardTripped
    /// A person or a signal stopped it; can be resumed.
    case interrupted
    /// The API cannot be reached or does not answer as documented; can be resumed.
    case unreachable(String)
    /// The token is not accepted; can be resumed.
    case unauthorized(String)
}
