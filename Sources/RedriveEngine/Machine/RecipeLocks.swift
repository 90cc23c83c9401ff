import Synchronization

/// The locks of a run's recipes and files of tokens; they end with this value, and with the process at the latest.
package final class RecipeLocks: Sendable {
    private let files = Mutex<[any OpenFile]>([])

    init() {}

    deinit { release() }

    func add(_ file: any OpenFile) { files.withLock { $0.append(file) } }

    /// Gives all of them back.
    package func release() {
        let held = files.withLock { files in
            defer { files = [] }
            return files
        }
        for file in held { file.close() }
    }
}
