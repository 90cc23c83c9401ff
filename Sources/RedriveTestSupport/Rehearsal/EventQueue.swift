import HeapModule

/// Events by time; events at the same time in the order in which they were added.
struct EventQueue<Event: Sendable>: Sendable {
    private struct Entry: Comparable, Sendable {
        var time: Duration
        var number: Int
        var event: Event

        static func == (left: Entry, right: Entry) -> Bool { left.number == right.number }
        static func < (left: Entry, right: Entry) -> Bool { (left.time, left.number) < (right.time, right.number) }
    }

    private var entries = Heap<Entry>()
    private var count = 0

    /// Adds an event.
    mutating func add(_ event: Event, at time: Duration) {
        entries.insert(Entry(time: time, number: count, event: event))
        count += 1
    }

    /// The time of the earliest event; nil if there is none.
    var nextTime: Duration? { entries.min?.time }

    /// Takes the earliest event.
    mutating func next() -> (time: Duration, event: Event)? {
        entries.popMin().map { ($0.time, $0.event) }
    }
}
