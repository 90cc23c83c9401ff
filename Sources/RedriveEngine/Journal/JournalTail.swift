import RedriveCore
import WorkatoJobs

/// Reads a state file again and again, each time only what was appended since: for who watches a run that goes on.
///
/// A file that was replaced, or that is shorter than what was read of it, is read from its first line.
package struct JournalTail: Sendable {
    private var reader = JournalReader()
    /// Which file was read; nil before the first reading.
    private var identity: [UInt64]?
    /// Bytes up to the end of the last whole line.
    private var wholeBytes = 0
    private var lastLineOffset = 0
    private var lacksNewline = false

    /// A reader of a file that it has not seen yet.
    package init() {}

    /// Reads what was appended; works while another process appends.
    ///
    /// - Returns: what the file says; not to be kept over the next reading, since the fold would have to be copied.
    /// - Throws: `EngineError.stateFile` or `.file`; the next reading begins with the first line then.
    package mutating func read(_ path: String, fileSystem: any FileSystem) throws(EngineError) -> JournalContents {
        do throws(EngineError) {
            return try reading(path, fileSystem)
        } catch {
            self = JournalTail()
            throw error
        }
    }

    private mutating func reading(_ path: String, _ fileSystem: any FileSystem) throws(EngineError) -> JournalContents {
        let file: any OpenFile
        do throws(FileError) {
            file = try fileSystem.open(path, for: .reading)
            let found = try file.information().identity
            let size = try file.size()
            if found != identity || size < wholeBytes { self = JournalTail() }
            identity = found
        } catch {
            throw .file(error)
        }
        defer { file.close() }
        return try advance(file, path: path) { _, _, _ in }
    }

    /// Reads what stands behind what was read before.
    mutating func advance(
        _ file: any OpenFile,
        path: String,
        eachRecord: (Record, Timestamp, RunState) -> Void
    ) throws(EngineError) -> JournalContents {
        var tornBytes = 0
        do {
            var lines = LineReader(file, from: try begin(file))
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

    /// Where the next line begins: a line that was read before its newline was written ends with it now.
    private mutating func begin(_ file: any OpenFile) throws(FileError) -> Int {
        if lacksNewline, try file.read(at: wholeBytes, count: 1) == [UInt8(ascii: "\n")] {
            wholeBytes += 1
            lacksNewline = false
        }
        return wholeBytes
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
