import RedriveCore

/// Where the numbers of a workspace's pacing gate are kept between two questions.
protocol PacingStore: Sendable {
    /// Runs `body` on the gate while nobody else can, and keeps what it leaves there.
    ///
    /// - Parameter body: is given the time, read once nobody else can come between.
    /// - Returns: nil where somebody else has the gate at this moment; ask again shortly.
    func update<Result>(
        limits: Limits,
        clock: any TimeSource,
        _ body: (inout PacingGate, Instant) -> Result
    ) throws(FileError) -> Result?
}
