import RedriveEngine

extension CommandContext {
    /// Does work that Ctrl-C or SIGTERM cancels.
    ///
    /// - Throws: with exit status 4 if it was cancelled, or else the error of the work.
    func untilInterrupted<Result: Sendable>(
        _ work: @escaping @Sendable () async throws(ToolError) -> Result
    ) async throws(ToolError) -> Result {
        let result = try await race(work, watchesOutput: false)
        guard let result else { throw ToolError(.bug, "a bug in Redrive: work ended without a result") }
        return result
    }

    /// The same, which also ends when nobody reads standard output any more.
    ///
    /// - Returns: what the work came to; nil if its reader has gone.
    func whileRead<Result: Sendable>(
        _ work: @escaping @Sendable () async throws(ToolError) -> Result
    ) async throws(ToolError) -> Result? {
        try await race(work, watchesOutput: true)
    }

    /// How often it is asked whether standard output is still read.
    private static let watchEvery: Duration = .seconds(1)

    private func race<Result: Sendable>(
        _ work: @escaping @Sendable () async throws(ToolError) -> Result,
        watchesOutput: Bool
    ) async throws(ToolError) -> Result? {
        let interrupts = await environment.interrupts(.isIgnored)
        let result = await withTaskGroup(of: Swift.Result<Result?, ToolError>?.self) { group in
            group.addTask {
                do throws(ToolError) {
                    return .success(try await work())
                } catch {
                    return .failure(error)
                }
            }
            group.addTask {
                for await _ in interrupts {
                    return .failure(ToolError(.interrupted, "interrupted", meaning: "nothing was sent"))
                }
                return nil
            }
            if watchesOutput {
                group.addTask { [environment] in
                    while (try? await environment.clock.sleep(for: Self.watchEvery)) != nil {
                        if environment.terminal.outputIsClosed() { return .success(nil) }
                    }
                    return nil
                }
            }
            defer { group.cancelAll() }
            while let next = await group.next() {
                if let next { return next }
            }
            return .failure(ToolError(.bug, "a bug in Redrive: work ended without a result"))
        }
        return try result.get()
    }
}
