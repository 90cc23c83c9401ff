import FoundationEssentials
package import WorkatoJobs

/// Reads the lines of a state file one by one and checks that each is whole, unaltered, and in its place.
///
/// It does not fold: whether a record can follow is for `RunState`, whether the plan is valid for the plan's decoder.
/// `JournalReader` puts the three together.
package struct JournalDecoder: Sendable {
    /// What a line held.
    package enum Line: Sendable, Hashable {
        /// The first line.
        case header(JournalHeader)
        /// A line of the plan, exactly as it stands in the plan file, without a newline.
        case plan(ArraySlice<UInt8>)
        /// A record, with its time.
        case record(Record, at: Timestamp)
    }

    /// Behind the last good line; an encoder goes on from here.
    package private(set) var position = JournalEncoder.Position.start

    private var sawRecord = false
    private let json = JSONDecoder()

    /// A decoder at the first line.
    package init() {}

    /// Takes the next line.
    ///
    /// - Parameter line: without its newline. Whether a line without one was cut short is for the caller to decide.
    /// - Throws: `JournalError`; the decoder stays as it was.
    package mutating func consume(line: ArraySlice<UInt8>) throws(JournalError) -> Line {
        let number = position.sequence + 1
        guard number > 1 else { return try consumeHeader(line) }
        let (open, sum) = try check(line, number: number)
        let opening = Array(#"{"seq":\#(number)"#.utf8)
        guard open.starts(with: opening) else {
            throw .damaged(line: number, why: "its number is not \(number)")
        }
        let rest = open.dropFirst(opening.count)
        let result: Line
        if rest.starts(with: JournalLine.planMarker) {
            guard !sawRecord else { throw .damaged(line: number, why: "a line of the plan stands after a record") }
            result = .plan(rest.dropFirst(JournalLine.planMarker.count))
        } else {
            let frequent = line.withUnsafeBufferPointer { RecordLine(frequent: $0) }
            let record = if let frequent { frequent } else { try decode(RecordLine.self, from: line, number: number) }
            guard record.sequence == number else {
                throw .damaged(line: number, why: "its number is \(record.sequence)")
            }
            sawRecord = true
            result = .record(record.record, at: record.time)
        }
        position = .init(sequence: number, sum: sum)
        return result
    }

    private mutating func consumeHeader(_ line: ArraySlice<UInt8>) throws(JournalError) -> Line {
        if let damage = LineDamage(line: line, number: 1) { throw .damaged(line: 1, why: "it \(damage.words)") }
        guard let marks = try? json.decode(HeaderMarks.self, from: Data(line)), marks.type == "state" else {
            guard line.starts(with: JournalLine.opening) else { throw .notAStateFile }
            throw .damaged(line: 1, why: "it is not the first line of a state file any more")
        }
        guard marks.format <= JournalHeader.formatVersion else { throw .newerFormat(marks.format) }
        let (_, sum) = try check(line, number: 1)
        guard marks.seq == 1, marks.format >= 1 else { throw .damaged(line: 1, why: "its number is not 1") }
        let header = try decode(JournalHeader.self, from: line, number: 1)
        position = .init(sequence: 1, sum: sum)
        return .header(header)
    }

    /// The line up to the comma before its sum, and the sum, which is right.
    private func check(
        _ line: ArraySlice<UInt8>,
        number: Int
    ) throws(JournalError) -> (open: ArraySlice<UInt8>, sum: [UInt8]) {
        let open = line.dropLast(JournalLine.closingCount)
        let closing = line.suffix(JournalLine.closingCount)
        guard !open.isEmpty, closing.starts(with: JournalLine.sumMarker), closing.suffix(2) == JournalLine.ending[...]
        else {
            if let damage = LineDamage(line: line, number: number) {
                throw .damaged(line: number, why: "it \(damage.words)")
            }
            throw .damaged(line: number, why: "it does not end in a sum")
        }
        let sum = JournalLine.sum(after: position.sum, open: open)
        guard closing.dropFirst(JournalLine.sumMarker.count).dropLast(2) == sum[...] else {
            throw .damaged(line: number, why: "its sum is wrong: it, or the line before, was altered or is missing")
        }
        return (open, sum)
    }

    private func decode<Value: Decodable>(
        _ type: Value.Type,
        from line: ArraySlice<UInt8>,
        number: Int
    ) throws(JournalError) -> Value {
        do {
            return try json.decode(type, from: Data(line))
        } catch let error as DecodingError {
            throw .damaged(line: number, why: error.plainWords)
        } catch {
            throw .damaged(line: number, why: "it is not JSON")
        }
    }
}

/// What tells a state file, of this format or another.
private struct HeaderMarks: Decodable {
    var seq: Int
    var type: String
    var format: Int
}

extension DecodingError {
    /// What is wrong, in words for an operator.
    fileprivate var plainWords: String {
        switch problem {
        case .notJSON: "it is not JSON"
        case .missing(let key): "'\(key)' is missing"
        case .wrong(let key, let expected): "'\(key)' must be \(expected)"
        }
    }
}
