package import RedriveCore

/// The clocks of a machine, and waiting by them.
package protocol TimeSource: Sendable {
    /// Now, on both clocks.
    func now() -> Moment

    /// Returns as soon as possible after `instant`, at once where it has passed.
    ///
    /// - Throws: `CancellationError` if the task is cancelled before.
    func sleep(until instant: Instant) async throws(CancellationError)
}

extension TimeSource {
    /// Waits for a duration.
    package func sleep(for duration: Duration) async throws(CancellationError) {
        try await sleep(until: now().instant + duration)
    }
}
