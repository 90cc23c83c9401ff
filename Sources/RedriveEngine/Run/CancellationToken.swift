/// Takes back a wait from outside, by whoever started it.
struct CancellationToken: Sendable {
    private let stream: AsyncStream<Never>
    private let continuation: AsyncStream<Never>.Continuation

    init() {
        (stream, continuation) = AsyncStream.makeStream(of: Never.self)
    }

    /// Ends the wait; a second call, or one after its end, does nothing.
    func cancel() { continuation.finish() }

    /// Waits, until it is taken back.
    ///
    /// - Parameter wait: is cancelled where it is taken back; must end soon then.
    /// - Returns: what `wait` returned; nil if it was taken back first.
    func unlessCancelled<Result: Sendable>(_ wait: @escaping @Sendable () async -> Result) async -> Result? {
        let stream = stream
        return await withTaskGroup(of: Result?.self) { group in
            group.addTask { await wait() }
            group.addTask {
                for await _ in stream {}
                return nil
            }
            let first = await group.next()
            group.cancelAll()
            return first ?? nil
        }
    }
}
