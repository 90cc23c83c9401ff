extension Rate {
    /// How long this many jobs take at this pace: the time from the request that holds them to the next one.
    ///
    /// The one formula for estimate, expiry and run.
    package func time(forJobs jobs: Int) -> Duration { per * jobs / count }
}
