/// The limits that the API's documentation states; an account can have others.
public enum DocumentedLimits {
    /// Jobs in one request to `repeat_jobs`, at most.
    ///
    /// Source: *Jobs*, "Rate limits": "25 jobs per request".
    public static let jobsPerRepeatRequest = 25

    /// Requests to `repeat_jobs` in a second, at most.
    ///
    /// Source: *Jobs*, "Rate limits": "1 request per second".
    public static let repeatRequestsPerSecond = 1

    /// Requests in a minute to all other endpoints for jobs together, at most.
    ///
    /// Source: *Jobs*, "Rate limits": "All other Jobs endpoints: 60 requests per minute".
    public static let otherRequestsPerMinute = 60

    /// How often one master can be repeated.
    ///
    /// Source: *Repeat jobs*, "You can repeat each job a maximum of 100 times".
    public static let repeatsPerJob = 100

    /// How long the server works on a request before it gives it up.
    ///
    /// Source: https://docs.workato.com/en/workato-api/limits.md, "request timeout 40 s".
    public static let serverTimeLimit: Duration = .seconds(40)

    /// The size of `data` in a request to resume a job, in bytes, at most.
    ///
    /// Source: *Resume a job*, "The payload's limit is 50MB"; read as 50 million, the smaller meaning.
    public static let resumeDataBytes = 50_000_000
}
