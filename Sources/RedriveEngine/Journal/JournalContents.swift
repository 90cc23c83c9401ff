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
        var reader = JournalReader()
        var lines = LineReader(file)
        var wholeBytes = 0
        var lastLineOffset = 0
        var tornBytes = 0
        var lacksNewline = false
        do {
            while let line = try lines.next() {
                if line.isTooLong {
                    let number = reader.position.sequence + 1
                    throw JournalError.damaged(line: number, why: "it is longer than \(LineReader.longestLine) bytes")
                }
                do {
                    if let (record, time) = try reader.consume(line: line.bytes), let state = reader.state {
                        eachRecord(record, time, state)
                    }
                } catch {
                    // What is cut short, or has such a byte, is refused before anything of it is taken in.
                    guard error.mayBeTorn, !line.isComplete || line.bytes.contains(0), try !lines.hasWholeLine() else {
                        throw error
                    }
                    tornBytes = line.bytes.count + (line.isComplete ? 1 : 0) + (try lines.next()?.bytes.count ?? 0)
                    break
                }
                lastLineOffset = line.offset
                wholeBytes = line.offset + line.bytes.count + (line.isComplete ? 1 : 0)
                lacksNewline = !line.isComplete
            }
            if wholeBytes == 0, tornBytes == 0 { throw JournalError.empty }
            let (header, state) = try reader.finish()
            return JournalContents(
                header: header,
                state: state,
                planDigest: reader.planDigest,
                tornBytes: tornBytes,
                wholeBytes: wholeBytes,
                lastLineOffset: lastLineOffset,
                lacksNewline: lacksNewline,
                position: reader.position
            )
        } catch let fault as JournalError {
            throw .stateFile(path: path, fault)
        } catch let failure as FileError {
            throw .file(failure)
        } catch {
            preconditionFailure("a bug in Redrive: \(error)")
        }
    }
}

extension JournalError {
    /// Whether it is the line itself that is not whole; a whole one that cannot stand where it stands is damage.
    fileprivate var mayBeTorn: Bool {
        switch self {
        case .damaged, .notAStateFile: true
        case .empty, .newerFormat, .cannotFollow, .planCutShort, .plan: false
        }
    }
}
