package import RedriveCore
package import Transport
package import WorkatoJobs

/// The state file of a run that this process works on; locked as long as this value is kept.
package struct JournalFile: Sendable {
    /// A run that is about to go on.
    package struct Resumed: Sendable {
        /// The file, locked, and as it was found; its first append cuts off what stands behind the last whole line.
        package var journal: JournalFile
        /// What its first line says.
        package var header: JournalHeader
        /// The fold of its records.
        package var state: RunState
        /// The SHA-256 of the plan in it, as 64 hex digits.
        package var planDigest: String
        /// How many bytes of a record that was being written will be cut off; 0 for none.
        package var tornBytes: Int
    }

    /// Where the file is.
    package let path: String

    private let file: any OpenFile
    private let fileSystem: any FileSystem
    /// The file's own name, with no link on the way.
    private let ownPath: String
    private var encoder: JournalEncoder
    /// What an earlier process has left to be mended before anything is appended; nil if nothing is.
    private var found: JournalContents?
    /// What no record may bring into the file, whoever has put it there.
    package var secrets = Secrets.none
    /// A write failed: what stands at the end of the file is not known.
    private var isBroken = false

    /// The default name of a run's state file.
    package static func defaultName(of plan: Plan, planID: String) -> String {
        "\(plan.header.name)-\(planID).state.jsonl"
    }

    /// Makes the state file of a new run: complete, synced and locked before it has its name.
    ///
    /// - Parameter planLines: the lines of the plan file without their newlines, in order.
    /// - Throws: `EngineError.nameTaken` or `.file`; the name is not taken then.
    package static func create(
        at path: String,
        header: JournalHeader,
        planLines: some Sequence<[UInt8]>,
        fileSystem: any FileSystem
    ) throws(EngineError) -> JournalFile {
        let temporary = FilePath.temporary(for: path)
        do throws(FileError) {
            let file = try fileSystem.createTemporary(for: path)
            do throws(FileError) {
                let encoder = try write(header, planLines, to: file)
                try fileSystem.publish(temporary, as: path)
                // The name is new, so it is no link.
                return JournalFile(path, named: path, file, fileSystem, encoder, found: nil)
            } catch {
                file.close()
                try? fileSystem.remove(temporary)
                // The name was given and may not last: nothing was sent, so nobody needs it.
                if error.operation == .sync, error.path != temporary { try? fileSystem.remove(path) }
                throw error
            }
        } catch {
            if error.isAlreadyThere, error.path == path { throw .nameTaken(path: path) }
            throw .file(error)
        }
    }

    /// Opens the state file of a run to go on with it: takes the lock and reads.
    ///
    /// The file is changed by nothing but the first append, so that whoever is refused after this leaves it as it was.
    ///
    /// - Throws: `EngineError.stateLocked`, `.stateFile` or `.file`.
    package static func resume(_ path: String, fileSystem: any FileSystem) throws(EngineError) -> Resumed {
        let file = try openLocked(path, fileSystem)
        do throws(EngineError) {
            let contents = try JournalContents.read(file, path: path) { _, _, _ in }
            let ownPath = try name(of: path, fileSystem)
            let encoder = JournalEncoder(after: contents.position)
            return Resumed(
                journal: JournalFile(path, named: ownPath, file, fileSystem, encoder, found: contents),
                header: contents.header,
                state: contents.state,
                planDigest: contents.planDigest,
                tornBytes: contents.tornBytes
            )
        } catch {
            file.close()
            throw error
        }
    }

    private init(
        _ path: String,
        named ownPath: String,
        _ file: any OpenFile,
        _ fileSystem: any FileSystem,
        _ encoder: JournalEncoder,
        found: JournalContents?
    ) {
        self.path = path
        self.file = file
        self.fileSystem = fileSystem
        self.ownPath = ownPath
        self.encoder = encoder
        self.found = found
    }

    /// How many whole lines it has.
    package var lines: Int { encoder.position.sequence }

    /// Appends a record.
    ///
    /// Durable on return. A file that has lost its name, or whose name leads to another one by now, takes no more records: they
    /// would be found by nobody.
    ///
    /// - Throws: `FileError`; nothing can be appended from then on, since nobody knows what the file ends in.
    package mutating func append(_ record: Record, at time: Timestamp) throws(FileError) {
        guard !isBroken else {
            throw FileError(path: path, operation: .write, code: 0, reason: "an earlier write to it failed")
        }
        do throws(FileError) {
            try checkName()
            if let found { try mend(found) }
            found = nil
            try file.append(encoder.encode(record, at: time, clean: secrets.removed(fromJSON:)))
            try file.sync()
        } catch {
            isBroken = true
            var failure = error
            failure.path = path
            throw failure
        }
    }

    private static func name(of path: String, _ fileSystem: any FileSystem) throws(EngineError) -> String {
        do {
            return try fileSystem.resolve(path)
        } catch {
            throw .file(error)
        }
    }

    private func checkName() throws(FileError) {
        let own = try file.information()
        guard own.names > 0, try fileSystem.information(ownPath)?.identity == own.identity else {
            throw FileError(
                path: path,
                operation: .write,
                code: 0,
                reason: "it was deleted, or replaced by another file, while the run worked on it"
            )
        }
    }

    /// Closes the file and so gives the lock back.
    package func close() { file.close() }

    private static func openLocked(_ path: String, _ fileSystem: any FileSystem) throws(EngineError) -> any OpenFile {
        let isFree: Bool
        let file: any OpenFile
        do {
            file = try fileSystem.open(path, for: .writing)
            isFree = try file.tryLock()
        } catch {
            throw .file(error)
        }
        guard isFree else {
            file.close()
            // Who holds it stands in the file itself; where it cannot be read, that it is held is enough.
            let contents = try? JournalContents.read(path, fileSystem: fileSystem)
            let session = contents?.state.sessions.last?.record
            throw .stateLocked(
                path: path,
                by: session.map { LockHolder(host: $0.host, pid: $0.pid, statePath: path) }
            )
        }
        return file
    }

    /// Cuts off a torn last line, and writes the last whole one once more where it stands.
    ///
    /// The process before may have ended with a sync that failed. Then the line can be read, since the system has it in
    /// memory, and is yet not on the disk, and a sync alone would report success without writing it: the system takes
    /// what a failed sync left behind for written. All lines before it were synced on their own.
    private func mend(_ found: JournalContents) throws(FileError) {
        if found.tornBytes > 0 { try file.truncate(to: found.wholeBytes) }
        let length = found.wholeBytes - found.lastLineOffset
        try file.write(file.read(at: found.lastLineOffset, count: length), at: found.lastLineOffset)
        if found.lacksNewline { try file.append([UInt8(ascii: "\n")]) }
        try file.sync()
    }

    private static func write(
        _ header: JournalHeader,
        _ planLines: some Sequence<[UInt8]>,
        to file: any OpenFile
    ) throws(FileError) -> JournalEncoder {
        guard try file.tryLock() else { throw FileError(path: file.path, operation: .lock, code: 0, reason: "taken") }
        var encoder = JournalEncoder()
        var buffer = encoder.encode(header)
        for line in planLines {
            buffer += encoder.encode(planLine: line)
            if buffer.count > 1 << 20 {
                try file.append(buffer)
                buffer.removeAll(keepingCapacity: true)
            }
        }
        try file.append(buffer)
        try file.sync()
        return encoder
    }
}
