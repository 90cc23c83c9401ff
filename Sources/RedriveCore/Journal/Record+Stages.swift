extension Record {
    /// A stage of a rollout has ended: all that it sent has come to an outcome, or the time for that was over.
    package struct StageEnded: Sendable, Hashable, Codable {
        /// The step's index.
        package var step: Int
        /// The stage's place in the rollout, from 0; a canary is the first.
        package var stage: Int
        /// How many jobs of the step were sent by its end.
        package var sent: Int
        /// How many repeats of the step had recovered by its end.
        package var recovered: Int
        /// How many had failed again by its end.
        package var failed: Int
        /// How many groups its canary has closed; nil for a stage of the ramp.
        package var closed: Int?
        /// How many groups its canary has let go on; nil for a stage of the ramp.
        package var passed: Int?

        /// A record from its parts.
        package init(
            step: Int,
            stage: Int,
            sent: Int,
            recovered: Int,
            failed: Int,
            closed: Int? = nil,
            passed: Int? = nil
        ) {
            self.step = step
            self.stage = stage
            self.sent = sent
            self.recovered = recovered
            self.failed = failed
            self.closed = closed
            self.passed = passed
        }
    }
}
