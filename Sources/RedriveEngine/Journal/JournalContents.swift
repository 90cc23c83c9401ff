package import RedriveCore
package import WorkatoJobs

/// What a state file says, read without touching it; works while another process appends to it.
package struct JournalContents: Sendable {
    /// What its first line says.
    package var header: JournalHeader
    /// The fold of its records.
    package var state: RunState
    /// The SHA-256 of the plan in it, as 64 hex digits.
    package var planDigest: String
    /// Bytes behind the last whole line: a record that is being written, or was when the writer died.
    ///
    /// A last line that only lacks its newline is whole, if its sum is right.
    /// A last line with bytes of zero counts as well: after a power cut some file systems show zeros for a block that was
    /// not written any more, be there a newline behind it or not. No record holds such a byte.
    package var tornBytes: Int

    /// Bytes up to the end of the last whole line.
    var wholeBytes: Int
    /// Where the last whole line begins.
    var lastLineOffset: Int
    /// Whether the last whole line has lost its newline, as editors do to a file.
    var lacksNewline: Bool
    var position: JournalEncoder.Position

    /// Reads a state file.
    ///
    /// - Parameter eachRecord: told each record with its time and the state that it led to, in order; not to keep the
    ///   state, which would have to be copied.
    /// - Throws: `EngineError.stateFile` or `.file`.
    package static func read(
        _ path: String,
        fileSystem: any FileSystem,
        eachRecord: (Record, Timestamp, RunState) -> Void = { _, _, _ in }
    ) throws(EngineError) -> JournalContents {
        let file: any OpenFile
        do {
            file = try fileSystem.open(path, for: .reading)
        } catch {
            throw .file(error)
        }
        defer { file.close() }
        return try read(file, path: path, eachRecord: eachRecord)
    }

    static func read(
        _ file: any OpenFile,
        path: String,
        eachRecord: (Record, Timestamp, RunState) -> Void
    ) throws(EngineError) -> JournalContents {
        var tail = JournalTail()
        return try tail.advance(file, path: path, eachRecord: eachRecord)
    }
}
