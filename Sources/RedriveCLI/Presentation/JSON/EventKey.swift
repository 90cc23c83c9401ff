/// The keys of events: every name of a member that `--json` prints, in one place.
///
/// A key keeps its meaning until the version of the events changes. Counts by job class, by outcome, by the reason why
/// jobs are left out and by kind of change are named after those values, so they are not listed here.
///
/// Source: docs/formats/output.md.
enum EventKey: String, Sendable, Hashable, CaseIterable {
    // Every event.
    case type
    case at

    // The version and the summary.
    case events
    case redrive
    case commit
    case exit
    case totals
    case resume

    // What it is about.
    case planID = "plan_id"
    case name
    case step
    case recipeID = "recipe_id"
    case masterJobID = "master_job_id"
    case masterJobIDs = "master_job_ids"
    case newestJobID = "newest_job_id"
    case newJobID = "new_job_id"
    case chunk
    case tryNumber = "try"
    case status
    case reason
    case message

    // A plan.
    case createdAt = "created_at"
    case workspace
    case url
    case simulated
    case path
    case firstFailure = "first_failure"
    case lastFailure = "last_failure"
    case signatures
    case signature
    case since
    case until
    case errors
    case error
    case example
    case repeatedBefore = "repeated_before"
    case dataCenter = "data_center"
    case identity
    case id
    case conditions = "where"
    case limit
    case limitPerRecipe = "limit_per_recipe"
    case order
    case conduct
    case kind
    case rollout
    case onUnknown = "on_unknown"

    // The totals of a plan.
    case jobs
    case requests
    case recipes
    case leftOut = "left_out"
    case estimatedSeconds = "estimated_seconds"
    case complete
    case completeBecause = "complete_because"

    // The totals of a run.
    case planned
    case outcomes
    case throttled
    case repeatedByOthers = "repeated_by_others"

    // The totals of other commands.
    case runbooks
    case runs
    case invalid
    case unchanged
    case absent

    // A recipe.

    case recipeQuery = "recipe_query"
    case matched
    case skipped
    case running
    case failed
    case succeeded
    case lastRunAt = "last_run_at"
    case folderID = "folder_id"
    case adapters
    case tags
    case managedUser = "managed_user"

    // A job of a plan, and a change between two plans.
    case included
    case title
    case jobID = "job_id"
    case note
    case evidence
    case change
    case before
    case after

    // A job or a request of a run.
    case jobClass = "class"
    case outcome
    case classReason = "class_reason"
    case completedAt = "completed_at"
    case signatureBefore = "signature_before"
    case signatureAfter = "signature_after"
    case errorTypeID = "error_type_id"
    case httpStatus = "http_status"
    case guardName = "guard"
    case method
    case body

    // A stage of a rollout, and a command to a run.
    case stage
    case sent
    case recovered
    case failedAgain = "failed_again"
    case otherErrors = "other_errors"
    case steps
    case groupsPassed = "groups_passed"
    case groupsClosed = "groups_closed"
    case command
    case pace
    case by
    case user
    case result
    case waitsFor = "waits_for"

    // A report, and the story of a job.
    case decidedAt = "decided_at"
    case format
    case event
    case recordedAt = "recorded_at"
    case words

    // Progress.
    case list
    case rows
    case expectedRows = "expected_rows"
    case recipesDone = "recipes_done"
    case jobsPer1000Seconds = "jobs_per_1000_seconds"
    case inFlight = "in_flight"
    case waiting
    case waitingSeconds = "waiting_seconds"
    case settling
    case open
    case ended
    case secondsLeftToSend = "seconds_left_to_send"

    // Where a run stands.
    case live
    case host
    case pid
    case ending
    case canGoOn = "can_go_on"
    case lastRecordAt = "last_record_at"
    case runExit = "run_exit"

    // A diagnostic.
    case severity
    case dataBytes = "data_bytes"
    case file
    case line
    case column
    case endLine = "end_line"
    case endColumn = "end_column"
    case help
    case see
    case related
    case found
    case meaning
    case check
    case settles
    case commands
}
