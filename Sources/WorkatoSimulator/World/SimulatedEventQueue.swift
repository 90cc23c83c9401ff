import HeapModule

/// The events of a world that no request causes, by time; events at the same time in the order of their addition.
struct SimulatedEventQueue {
    /// An event that no request causes.
    enum Event {
        /// A pending job ends.
        case end(job: Int, status: Scenario.Status, error: Int32)
        /// A job appears in the lists.
        case show(job: Int)
        /// A request takes effect after its client was given another answer, or none.
        case apply(LateRequest)
        /// One of the scenario's scheduled events, by its index.
        case scheduled(Int)
    }

    /// The remaining effect of a request that takes effect later.
    enum LateRequest {
        /// Jobs are repeated.
        case repeatJobs(recipe: Int, ids: [String], request: Int)
        /// A suspended job is resumed.
        case resume(token: Int, request: Int, dataBytes: Int, dataDigest: String?)
    }

    private struct Entry: Comparable {
        var time: Int64
        var number: Int
        var event: Event

        static func == (left: Entry, right: Entry) -> Bool { left.number == right.number }
        static func < (left: Entry, right: Entry) -> Bool { (left.time, left.number) < (right.time, right.number) }
    }

    private var entries = Heap<Entry>()
    private var count = 0

    /// The time of the next event in milliseconds since 1970; nil if there is none.
    var nextTime: Int64? { entries.min?.time }

    /// Adds an event.
    mutating func add(_ event: Event, at time: Int64) {
        entries.insert(Entry(time: time, number: count, event: event))
        count += 1
    }

    /// Takes the next event if it is due at or before a time.
    mutating func next(until time: Int64) -> (at: Int64, event: Event)? {
        guard let nextTime, nextTime <= time, let entry = entries.popMin() else { return nil }
        return (entry.time, entry.event)
    }
}
