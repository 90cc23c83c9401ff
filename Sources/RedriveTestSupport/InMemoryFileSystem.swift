import Glibc
package import RedriveEngine
import Synchronization

/// Files in memory that know what a power cut would leave of them.
///
/// Names and contents are durable only where the code under test has synced them, as `FileSystem` promises. Locks are
/// kept for each open file, as the kernel keeps them.
package final class InMemoryFileSystem: FileSystem {
    /// What is lost when the machine or the process dies.
    package enum Crash: Sendable, Hashable {
        /// The process was killed: all that was written is there.
        case killed
        /// The power was cut: names and contents that were not synced are gone, but for this many bytes behind what was
        /// synced.
        case powerCut(unsyncedBytesKept: Int)
        /// The power was cut, and of what was not synced only the length is there, and this many bytes at the end:
        /// what is before them is zeros.
        case powerCutLeavingHole(bytesBehind: Int)
    }

    fileprivate struct Node {
        var contents: [UInt8] = []
        var synced: [UInt8] = []
        /// Where bytes stand that a failed sync has left behind: no later sync writes them, unless they are written anew.
        var abandoned: Range<Int>?
        var lockedBy: Int?

        /// What a sync at this moment makes of `synced`.
        mutating func sync() {
            var durable = contents
            if let abandoned {
                for place in abandoned where place < durable.count {
                    durable[place] = place < synced.count ? synced[place] : 0
                }
            }
            synced = durable
        }

        /// A sync that fails: what it should have written counts as written, and is not.
        mutating func failSync() {
            let common = zip(contents, synced).prefix { $0 == $1 }.count
            let lost = common..<max(common, contents.count)
            abandoned =
                abandoned.map { min($0.lowerBound, lost.lowerBound)..<max($0.upperBound, lost.upperBound) } ?? lost
        }

        mutating func write(_ bytes: [UInt8], at offset: Int) {
            contents.replaceSubrange(offset..<min(offset + bytes.count, contents.count), with: bytes)
            guard let lost = abandoned, offset <= lost.lowerBound else { return }
            let left = max(lost.lowerBound, min(offset + bytes.count, lost.upperBound))..<lost.upperBound
            abandoned = left.isEmpty ? nil : left
        }
    }

    fileprivate struct State {
        var nodes: [Int: Node] = [:]
        var names: [String: Int] = [:]
        var durableNames: [String: Int] = [:]
        var directories: Set<String> = ["/", "."]
        var nextNumber = 1

        func information(_ node: Int) -> FileInformation {
            FileInformation(
                kind: .file,
                owner: 0,
                permissions: 0o600,
                identity: [UInt64(node)],
                names: names.values.count { $0 == node }
            )
        }

        mutating func number() -> Int {
            defer { nextNumber += 1 }
            return nextNumber
        }

        /// - Parameter kept: what is left of the bytes behind what was synced.
        mutating func cutPower(_ kept: (ArraySlice<UInt8>) -> [UInt8]) {
            names = durableNames
            nodes = nodes.mapValues { node in
                let tail = node.contents.starts(with: node.synced) ? node.contents.dropFirst(node.synced.count) : []
                let left = node.synced + kept(tail)
                return Node(contents: left, synced: left)
            }
        }
    }

    fileprivate let state = Mutex(State())

    /// An empty file system with the directories `/` and `.`.
    package init() {}

    /// A file system with what a crash at this moment leaves; the one that crashed stays as it is.
    package func after(_ crash: Crash) -> InMemoryFileSystem {
        let copy = InMemoryFileSystem()
        let left = state.withLock { state in
            var left = state
            for number in left.nodes.keys { left.nodes[number]?.lockedBy = nil }
            switch crash {
            case .killed: break
            case .powerCut(let kept): left.cutPower { Array($0.prefix(kept)) }
            case .powerCutLeavingHole(let behind):
                left.cutPower { Array(repeating: 0, count: max($0.count - behind, 0)) + $0.suffix(behind) }
            }
            return left
        }
        copy.state.withLock { $0 = left }
        return copy
    }

    /// The contents of a file as they are now; nil if there is none.
    package func contents(of path: String) -> [UInt8]? {
        state.withLock { state in state.names[path].flatMap { state.nodes[$0]?.contents } }
    }

    /// Puts a file there, durably.
    package func put(_ contents: [UInt8], at path: String) {
        state.withLock { state in
            let node = state.number()
            state.nodes[node] = Node(contents: contents, synced: contents)
            state.names[path] = node
            state.durableNames[path] = node
        }
    }

    /// All paths of files, sorted.
    package var paths: [String] { state.withLock { $0.names.keys.sorted() } }

    /// Makes a new, empty file with mode 0600.
    package func create(_ path: String) throws(FileError) -> any OpenFile {
        try checkDirectory(of: path, .create)
        let node: Int? = state.withLock { state in
            guard state.names[path] == nil else { return nil }
            let node = state.number()
            state.nodes[node] = Node()
            state.names[path] = node
            return node
        }
        guard let node else { throw FileError(path: path, operation: .create, code: EEXIST) }
        return handle(path, node)
    }

    /// Opens a file.
    package func open(_ path: String, for access: FileAccess) throws(FileError) -> any OpenFile {
        if let node = state.withLock({ $0.names[path] }) { return handle(path, node) }
        switch access {
        case .reading, .writing: throw FileError(path: path, operation: .open, code: ENOENT)
        case .writingOrCreating: return try create(path)
        }
    }

    /// Gives a complete file its name, and never takes that of another.
    package func publish(_ temporary: String, as path: String) throws(FileError) {
        let code: Int32? = state.withLock { state in
            guard state.names[path] == nil else { return EEXIST }
            guard let node = state.names.removeValue(forKey: temporary) else { return ENOENT }
            state.names[path] = node
            state.durableNames[temporary] = nil
            state.durableNames[path] = node
            return nil
        }
        if let code { throw FileError(path: path, operation: .create, code: code) }
    }

    /// Gives a complete file its name, in place of the file that has it.
    package func publish(_ temporary: String, over path: String) throws(FileError) {
        state.withLock { state in
            state.names[path] = nil
            state.durableNames[path] = nil
        }
        try publish(temporary, as: path)
    }

    /// Replaces the contents of a file at once.
    package func replace(_ path: String, with contents: [UInt8]) throws(FileError) {
        try checkDirectory(of: path, .create)
        put(contents, at: path)
    }

    /// Removes a file.
    package func remove(_ path: String) throws(FileError) {
        let removed = state.withLock { $0.names.removeValue(forKey: path) }
        guard removed != nil else { throw FileError(path: path, operation: .remove, code: ENOENT) }
    }

    /// Makes a directory and those above it.
    package func makeDirectory(_ path: String) throws(FileError) {
        var parts = path.split(separator: "/", omittingEmptySubsequences: true)
        let prefix = path.hasPrefix("/") ? "/" : ""
        state.withLock { state in
            while !parts.isEmpty {
                state.directories.insert(prefix + parts.joined(separator: "/"))
                parts.removeLast()
            }
        }
    }

    /// Does nothing: no other process works in this memory.
    package func removeLeftovers(of path: String) {}

    /// What stands under a path: everything is the user's alone.
    package func information(_ path: String) throws(FileError) -> FileInformation? {
        let resolved = Self.normalized(path)
        return state.withLock { state in
            let node = state.names[path] ?? state.names.first { Self.normalized($0.key) == resolved }?.value
            if let node { return state.information(node) }
            guard state.directories.contains(path) else { return nil }
            return FileInformation(kind: .directory, owner: 0, permissions: 0o700, identity: [0], names: 1)
        }
    }

    /// Makes a directory and those above it.
    package func makeDirectory(_ path: String, for sharing: FileSharing) throws(FileError) { try makeDirectory(path) }

    /// Opens a file, and makes it if there is none.
    package func openOwn(_ path: String, for sharing: FileSharing) throws(FileError) -> any OpenFile {
        try open(path, for: .writingOrCreating)
    }

    /// Replaces the contents of a file at once.
    package func replace(_ path: String, with contents: [UInt8], for sharing: FileSharing) throws(FileError) {
        try replace(path, with: contents)
    }

    /// The path from the root on; there are no symbolic links, and relative paths start at the root.
    package func resolve(_ path: String) throws(FileError) -> String {
        let resolved = Self.normalized(path)
        let isThere = state.withLock { state in
            state.names.keys.contains { name in
                let name = Self.normalized(name)
                return name == resolved || resolved == "/" || name.hasPrefix(resolved + "/")
            }
        }
        guard isThere else { throw FileError(path: path, operation: .resolve, code: ENOENT) }
        return resolved
    }

    private static func normalized(_ path: String) -> String {
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return "/" + parts.joined(separator: "/")
    }

    /// The names in a directory, sorted.
    package func list(_ directory: String) throws(FileError) -> [String] {
        let prefix = directory.hasSuffix("/") ? directory : directory + "/"
        return state.withLock { state in
            state.names.keys
                .filter { $0.hasPrefix(prefix) }
                .map { String($0.dropFirst(prefix.count)) }
                .filter { !$0.contains("/") }
                .sorted()
        }
    }

    private func handle(_ path: String, _ node: Int) -> any OpenFile {
        InMemoryFile(path: path, system: self, node: node, handle: state.withLock { $0.number() })
    }

    private func checkDirectory(of path: String, _ operation: FileError.Operation) throws(FileError) {
        guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return }
        let directory = String(path[..<slash])
        guard state.withLock({ $0.directories.contains(directory) }) else {
            throw FileError(path: path, operation: operation, code: ENOENT)
        }
    }
}

/// A file whose syncs can be made to fail as those of a disk with a bad block.
protocol ForgetfulFile: OpenFile {
    /// A sync that fails, and after which what it should have written counts as written.
    func failSync()
}

private final class InMemoryFile: ForgetfulFile {
    let path: String
    private let system: InMemoryFileSystem
    private let node: Int
    private let handle: Int

    init(path: String, system: InMemoryFileSystem, node: Int, handle: Int) {
        self.path = path
        self.system = system
        self.node = node
        self.handle = handle
    }

    deinit { unlock() }

    func information() throws(FileError) -> FileInformation { system.state.withLock { $0.information(node) } }

    func size() throws(FileError) -> Int { withNode { $0.contents.count } }

    func read(at offset: Int, count: Int) throws(FileError) -> [UInt8] {
        withNode { Array($0.contents.dropFirst(offset).prefix(count)) }
    }

    func append(_ bytes: [UInt8]) throws(FileError) { withNode { $0.write(bytes, at: $0.contents.count) } }

    func write(_ bytes: [UInt8], at offset: Int) throws(FileError) { withNode { $0.write(bytes, at: offset) } }

    func overwrite(_ bytes: [UInt8]) throws(FileError) {
        withNode {
            $0.contents = bytes
            $0.abandoned = nil
        }
    }

    func sync() throws(FileError) { withNode { $0.sync() } }

    func truncate(to size: Int) throws(FileError) {
        withNode {
            $0.contents = Array($0.contents.prefix(size))
            if let lost = $0.abandoned, lost.upperBound > size {
                $0.abandoned = lost.lowerBound < size ? lost.lowerBound..<size : nil
            }
        }
    }

    func failSync() { withNode { $0.failSync() } }

    func tryLock() throws(FileError) -> Bool {
        withNode { [handle] node in
            guard node.lockedBy == nil || node.lockedBy == handle else { return false }
            node.lockedBy = handle
            return true
        }
    }

    func unlock() {
        withNode { [handle] in if $0.lockedBy == handle { $0.lockedBy = nil } }
    }

    func close() { unlock() }

    private func withNode<Result>(_ body: (inout InMemoryFileSystem.Node) -> Result) -> Result {
        system.state.withLock { state in
            var node = state.nodes[node] ?? InMemoryFileSystem.Node()
            defer { state.nodes[self.node] = node }
            return body(&node)
        }
    }
}
