import Synchronization

/// What happened, in order; written by many tasks.
public final class Log<Element: Sendable>: Sendable {
    private let elements = Mutex<[Element]>([])

    /// Nothing has happened yet.
    public init() {}

    /// All that happened so far.
    public var all: [Element] { elements.withLock { $0 } }

    /// One more thing happened.
    public func add(_ element: Element) { elements.withLock { $0.append(element) } }
}
