/// The numbers that the API's documentation states; an account can have others.
///
/// The only place in the client that has them. The simulator has its own, so that a mistake here is noticed.
package enum DocumentedLimits {
    /// Jobs in one request to `repeat_jobs`, at most.
    ///
    /// Source: *Jobs*, "Rate limits": "25 jobs per request".
    package static let jobsPerRepeatRequest = 25

    /// Requests to `repeat_jobs` in a second, at most.
    ///
    /// Source: *Jobs*, "Rate limits": "1 request per second".
    package static let repeatRequestsPerSecond = 1

    /// Requests in a minute to all other endpoints for jobs together, at most.
    ///
    /// Source: *Jobs*, "Rate limits": "All other Jobs endpoints: 60 requests per minute".
    package static let otherRequestsPerMinute = 60

    /// How often one master can be repeated.
    ///
    /// Source: *Repeat jobs*, "You can repeat each job a maximum of 100 times".
    package static let repeatsPerJob = 100

    /// How long the server works on a request before it gives up.
    ///
    /// Source: https://docs.workato.com/en/workato-api/limits.md, "request timeout 40 s".
    package static let serverTimeLimit: Duration = .seconds(40)

    /// How long a job may be active, at most.
    ///
    /// Source: reference, "90 min active timeout".
    package static let longestJob: Duration = .seconds(90 * 60)

    /// Rows in one page of a job list, if known; only estimates use it.
    ///
    /// Source: reference, "probably also pages by 25".
    package static let rowsPerPage = 25

    /// The size of `data` in a request to resume a job, in bytes, at most.
    ///
    /// Source: *Resume a job*, "The payload's limit is 50MB"; read as 50 million, the smaller meaning.
    package static let resumeDataBytes = 50_000_000

    /// Requests in a minute for recipes, at most; a limit of its own beside that of jobs.
    ///
    /// Source: https://docs.workato.com/en/workato-api/recipes.md, "Rate limits": "all others 60 requests per minute".
    package static let recipeRequestsPerMinute = 60

    /// Rows in one page of recipes or folders: the default and the most that can be asked for.
    ///
    /// Source: reference, "Recipes": "`per_page` (default 100, max 100)".
    package static let recipesPerPage = 100

    /// Requests in a minute for the jobs of an embedded customer, repeats excepted, at most.
    ///
    /// Source: https://docs.workato.com/oem/oem-api/jobs, "Rate limits".
    package static let embeddedOtherRequestsPerMinute = 1_000

    /// Requests in a minute that list or get the recipes of an embedded customer, at most.
    ///
    /// Source: reference, "OEM (Embedded)": "list/get recipes 2,000/min".
    package static let embeddedRecipeRequestsPerMinute = 2_000
}
