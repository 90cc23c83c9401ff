/// What is due, by time, and in the order of its adding where times are equal.
struct EventQueue {
    /// Something that will happen by itself.
    enum Event {
        /// A pending job ends.
        case end(job: Int, status: Scenario.Status, error: Int32)
        /// A job comes into the lists.
        case show(job: Int)
        /// A request takes effect whose client has long been told something else.
        case apply(LateRequest)
        /// One of the scenario's happenings.
        case happen(Int)
    }

    /// What is left of a request that takes effect later.
    enum LateRequest {
        case repeatJobs(recipe: Int, ids: [String], request: Int)
        case resume(token: Int, request: Int)
    }

    private struct Entry {
        var at: Int64
        var number: Int
        var event: Event

        func isBefore(_ other: Entry) -> Bool {
            at != other.at ? at < other.at : number < other.number
        }
    }

    private var heap: [Entry] = []
    private var count = 0

    /// When the next event is due; nil where none is.
    var nextTime: Int64? { heap.first?.at }

    mutating func add(_ event: Event, at time: Int64) {
        count += 1
        heap.append(Entry(at: time, number: count, event: event))
        var place = heap.count - 1
        while place > 0, heap[place].isBefore(heap[(place - 1) / 2]) {
            heap.swapAt(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
    }

    /// Takes the next event that is due up to and including a time.
    mutating func next(until time: Int64) -> (at: Int64, event: Event)? {
        guard let first = heap.first, first.at <= time else { return nil }
        let last = heap.removeLast()
        guard !heap.isEmpty else { return (first.at, first.event) }
        heap[0] = last
        var place = 0
        while true {
            var least = place
            for child in [2 * place + 1, 2 * place + 2] where child < heap.count && heap[child].isBefore(heap[least]) {
                least = child
            }
            guard least != place else { break }
            heap.swapAt(place, least)
            place = least
        }
        return (first.at, first.event)
    }
}
