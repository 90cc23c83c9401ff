import WorkatoJobs

/// Jobs that name one another, in a circle, as the job that called them.
///
/// Such a circle is impossible, so the rows of its jobs are wrong. Left out as `child`, each because of the next,
/// none of them would ever run again. A job that is called by one of a circle and is not in it is a child like any other.
struct CallerCircles: Sendable {
    /// The place of a master.
    struct Place: Hashable, Sendable {
        /// The index of its recipe's reading.
        var reading: Int
        /// The index of its entry in the index of its recipe.
        var position: Int
    }

    /// The circles that run again as a whole, since a job outside runs one of their jobs again.
    private(set) var runAgain: Set<Int> = []
    private var circles: [Place: Int] = [:]

    /// The circle that a master is in; nil for none.
    func circle(of place: Place) -> Int? { circles[place] }

    /// Whether a master is in a circle that no job outside of it runs again.
    func isPlannedAnyway(_ place: Place) -> Bool { circles[place].map { !runAgain.contains($0) } ?? false }

    /// The circles of a graph: its strongly connected components of more than one master, and masters that call themselves.
    ///
    /// - Parameters:
    ///   - callers: by master, the selected masters that called it.
    ///   - runAgain: masters that are run again for certain.
    init(_ callers: [Place: [Place]], runAgain certain: Set<Place>) {
        var search = Search(callers: callers)
        let order = callers.keys.sorted { ($0.reading, $0.position) < ($1.reading, $1.position) }
        for place in order { search.visit(place) }
        for (number, component) in search.components.enumerated() {
            let callsItself = component.count == 1 && (callers[component[0]] ?? []).contains(component[0])
            guard component.count > 1 || callsItself else { continue }
            for place in component { circles[place] = number }
        }
        for (place, number) in circles {
            let hasCallerOutside = (callers[place] ?? []).contains { circles[$0] != number }
            if hasCallerOutside || certain.contains(place) { runAgain.insert(number) }
        }
    }

    /// Tarjan's algorithm without recursion: a chain of callers may be as long as a list.
    private struct Search {
        let callers: [Place: [Place]]
        var components: [[Place]] = []
        private var numbers: [Place: Int] = [:]
        private var lowest: [Place: Int] = [:]
        private var stack: [Place] = []
        private var isOnStack: Set<Place> = []

        init(callers: [Place: [Place]]) { self.callers = callers }

        mutating func visit(_ root: Place) {
            guard numbers[root] == nil else { return }
            var path: [(place: Place, next: Int)] = []
            enter(root, &path)
            while let (place, next) = path.last {
                let edges = callers[place] ?? []
                guard next < edges.count else {
                    path.removeLast()
                    leave(place, to: path.last?.place)
                    continue
                }
                path[path.count - 1].next += 1
                let caller = edges[next]
                if numbers[caller] == nil {
                    enter(caller, &path)
                } else if isOnStack.contains(caller) {
                    lower(place, to: numbers[caller])
                }
            }
        }

        private mutating func enter(_ place: Place, _ path: inout [(place: Place, next: Int)]) {
            numbers[place] = numbers.count
            lowest[place] = numbers[place]
            stack.append(place)
            isOnStack.insert(place)
            path.append((place, 0))
        }

        private mutating func leave(_ place: Place, to before: Place?) {
            if let before { lower(before, to: lowest[place]) }
            guard lowest[place] == numbers[place] else { return }
            var component: [Place] = []
            while let last = stack.popLast() {
                isOnStack.remove(last)
                component.append(last)
                if last == place { break }
            }
            components.append(component)
        }

        private mutating func lower(_ place: Place, to number: Int?) {
            guard let number, let known = lowest[place] else { return }
            lowest[place] = min(known, number)
        }
    }
}
