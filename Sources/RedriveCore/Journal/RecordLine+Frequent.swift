import JSONText
import WorkatoJobs

/// Reads the records that a long run has most of, several times as fast as the general decoder.
///
/// By hand although `JSONDecoder` reads the same records: it took half of the time of reading a state file
/// (docs/decisions/0040-frequent-records-by-hand.md). Only lines that look as Redrive writes them are read here. About
/// any other, the general decoder decides, so that one place says what is wrong with a line.
extension RecordLine {
    /// A line without its newline; nil if the record is of another kind, or written in another way.
    package init?(frequent line: UnsafeBufferPointer<UInt8>) {
        guard let read = try? Self.read(line) else { return nil }
        self = read
    }

    private typealias LineError = JSONLineReader.LineError

    private static func read(_ line: UnsafeBufferPointer<UInt8>) throws(LineError) -> RecordLine? {
        var reader = try JSONLineReader(line)
        guard try reader.nextKey() == "seq" else { return nil }
        let sequence = try reader.integer(in: 0...Int.max)
        guard try reader.nextKey() == "at", let time = Timestamp(iso8601: try reader.string()) else { return nil }
        guard try reader.nextKey() == "type" else { return nil }
        let record: Record?
        switch try reader.string() {
        case "intent": record = try intent(&reader).map(Record.intent)
        case "answered": record = try answered(&reader).map(Record.answered)
        case "outcomes": record = try outcomes(&reader).map(Record.outcomes)
        default: return nil
        }
        return record.map { RecordLine(sequence: sequence, time: time, record: $0) }
    }
}

// MARK: records

extension RecordLine {
    private static func intent(_ reader: inout JSONLineReader) throws(LineError) -> Record.Intent? {
        var chunk: Int?
        var tryNumber: Int?
        var step: Int?
        var recipe: RecipeID?
        var masters: [JobID]?
        var known: [JobID: [JobID]]?
        var halfOf: Int?
        while let key = try reader.nextKey() {
            switch key {
            case "chunk" where chunk == nil: chunk = try reader.integer(in: 0...Int.max)
            case "try" where tryNumber == nil: tryNumber = try reader.integer(in: 0...Int.max)
            case "step" where step == nil: step = try reader.integer(in: 0...Int.max)
            case "recipe" where recipe == nil: recipe = RecipeID(try reader.integer(in: 1...Int.max))
            case "masters" where masters == nil: masters = try ids(&reader)
            case "known" where known == nil: known = try idsByID(&reader)
            case "half_of" where halfOf == nil: halfOf = try reader.integer(in: 0...Int.max)
            case "sum": _ = try reader.string()
            default: return nil
            }
        }
        guard let chunk, let tryNumber, let step, let recipe, let masters, let known else { return nil }
        return Record.Intent(
            chunk: chunk,
            tryNumber: tryNumber,
            step: step,
            recipe: recipe,
            masters: masters,
            known: known,
            halfOf: halfOf
        )
    }

    private static func answered(_ reader: inout JSONLineReader) throws(LineError) -> Record.Answered? {
        var chunk: Int?
        var tryNumber: Int?
        var jobs: [Record.Answered.Job]?
        while let key = try reader.nextKey() {
            switch key {
            case "chunk" where chunk == nil: chunk = try reader.integer(in: 0...Int.max)
            case "try" where tryNumber == nil: tryNumber = try reader.integer(in: 0...Int.max)
            case "jobs" where jobs == nil:
                var read: [Record.Answered.Job] = []
                try reader.enterArray()
                while try reader.nextElement() {
                    guard let job = try answeredJob(&reader) else { return nil }
                    read.append(job)
                }
                jobs = read
            case "sum": _ = try reader.string()
            default: return nil
            }
        }
        guard let chunk, let tryNumber, let jobs else { return nil }
        return Record.Answered(chunk: chunk, tryNumber: tryNumber, jobs: jobs)
    }

    private static func answeredJob(_ reader: inout JSONLineReader) throws(LineError) -> Record.Answered.Job? {
        var master: JobID?
        var new: JobID?
        var enqueued: Bool?
        var typeID: String?
        var message: String?
        try reader.enterObject()
        while let key = try reader.nextKey() {
            switch key {
            case "master" where master == nil: master = try id(&reader)
            case "new" where new == nil: new = try id(&reader)
            case "enqueued" where enqueued == nil: enqueued = try reader.boolean()
            case "type_id" where typeID == nil: typeID = try reader.string()
            case "message" where message == nil: message = try reader.string()
            default: return nil
            }
        }
        guard let master, let enqueued else { return nil }
        return Record.Answered.Job(master: master, enqueued: enqueued, new: new, typeID: typeID, message: message)
    }

    private static func outcomes(_ reader: inout JSONLineReader) throws(LineError) -> Record.Outcomes? {
        var recipe: RecipeID?
        var jobs: [Record.Outcomes.Job]?
        while let key = try reader.nextKey() {
            switch key {
            case "recipe" where recipe == nil: recipe = RecipeID(try reader.integer(in: 1...Int.max))
            case "jobs" where jobs == nil:
                var read: [Record.Outcomes.Job] = []
                try reader.enterArray()
                while try reader.nextElement() {
                    guard let job = try outcomesJob(&reader) else { return nil }
                    read.append(job)
                }
                jobs = read
            case "sum": _ = try reader.string()
            default: return nil
            }
        }
        guard let recipe, let jobs else { return nil }
        return Record.Outcomes(recipe: recipe, jobs: jobs)
    }

    private static func outcomesJob(_ reader: inout JSONLineReader) throws(LineError) -> Record.Outcomes.Job? {
        var master: JobID?
        var new: JobID?
        var outcome: Outcome?
        var signatureAfter: String?
        try reader.enterObject()
        while let key = try reader.nextKey() {
            switch key {
            case "master" where master == nil: master = try id(&reader)
            case "new" where new == nil: new = try id(&reader)
            case "outcome" where outcome == nil: outcome = Outcome(rawValue: try reader.string())
            case "signature_after" where signatureAfter == nil: signatureAfter = try reader.string()
            default: return nil
            }
        }
        guard let master, let outcome else { return nil }
        return Record.Outcomes.Job(master: master, new: new, outcome: outcome, signatureAfter: signatureAfter)
    }
}

// MARK: ids

extension RecordLine {
    private static func id(_ reader: inout JSONLineReader) throws(LineError) -> JobID {
        guard let id = JobID(validating: try reader.string()) else {
            throw .wrong(key: "id", expected: "the id of a job")
        }
        return id
    }

    private static func ids(_ reader: inout JSONLineReader) throws(LineError) -> [JobID] {
        var ids: [JobID] = []
        try reader.enterArray()
        while try reader.nextElement() { ids.append(try id(&reader)) }
        return ids
    }

    private static func idsByID(_ reader: inout JSONLineReader) throws(LineError) -> [JobID: [JobID]] {
        var result: [JobID: [JobID]] = [:]
        try reader.enterObject()
        while let key = try reader.nextKey() {
            guard let master = JobID(validating: key), result[master] == nil else { throw .repeated(key: key) }
            result[master] = try ids(&reader)
        }
        return result
    }
}
