import Synchronization

/// What happened, in order; written by many tasks.
package final class Log<Element: Sendable>: Sendable {
    private let elements = Mutex<[Element]>([])

    /// Nothing has happened yet.
    package init() {}

    /// All that happened so far.
    package var all: [Element] { elements.withLock { $0 } }

    /// One more thing happened.
    package func add(_ element: Element) { elements.withLock { $0.append(element) } }
}
