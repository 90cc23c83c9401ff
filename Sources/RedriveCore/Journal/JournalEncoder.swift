import FoundationEssentials
package import WorkatoJobs

/// Writes the lines of a state file, each with its number and the sum that ties it to the line before.
///
/// A line is `{"seq":N,…,"sum":"…"}` and a newline. The sum is the first 16 hex digits of the SHA-256 of the sum of the
/// line before (nothing for the first) and this line without its `,"sum":"…"`. See docs/formats/state.md.
package struct JournalEncoder: Sendable {
    /// Where a journal stands: what the next line needs to know of those before it.
    package struct Position: Sendable, Hashable {
        /// The number of the last line; 0 before the first.
        package var sequence: Int
        /// The sum of the last line as ASCII; empty before the first.
        var sum: [UInt8]

        /// Before the first line.
        package static let start = Position(sequence: 0, sum: [])
    }

    /// Behind the last line that was encoded.
    package private(set) var position: Position

    private let json: JSONEncoder

    /// An encoder that goes on behind a position; from the beginning by default.
    package init(after position: Position = .start) {
        self.position = position
        json = JSONEncoder()
        json.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    }

    /// The first line.
    ///
    /// Only to be called at the start.
    package mutating func encode(_ header: JournalHeader) -> [UInt8] {
        precondition(position == .start, "the header is the first line, not line \(position.sequence + 1)")
        var body = opening()
        body += #","type":"state","format":\#(JournalHeader.formatVersion)"#.utf8
        appendMembers(of: header, to: &body)
        return close(body)
    }

    /// A line of the plan, embedded as it is.
    ///
    /// - Parameter line: one JSON object without the newline, exactly as it stands in the plan file.
    package mutating func encode(planLine line: some Collection<UInt8>) -> [UInt8] {
        var body = opening()
        body.reserveCapacity(body.count + line.count + 64)
        body += JournalLine.planMarker
        body += line
        return close(body)
    }

    /// A record.
    ///
    /// - Parameters:
    ///   - time: when it happened, by this machine's clock.
    ///   - clean: takes what must not be written out of the strings of the line, which is given without its end.
    package mutating func encode(
        _ record: Record,
        at time: Timestamp,
        clean: ([UInt8]) -> [UInt8] = { $0 }
    ) -> [UInt8] {
        var body = opening()
        body += #","at":"\#(time)","type":"\#(record.kind.rawValue)""#.utf8
        switch record {
        case .session(let payload): appendMembers(of: payload, to: &body)
        case .stepStarted(let payload): appendMembers(of: payload, to: &body)
        case .dropped(let payload): appendMembers(of: payload, to: &body)
        case .intent(let payload): appendMembers(of: payload, to: &body)
        case .answered(let payload): appendMembers(of: payload, to: &body)
        case .lost(let payload): appendMembers(of: payload, to: &body)
        case .notApplied(let payload): appendMembers(of: payload, to: &body)
        case .refused(let payload): appendMembers(of: payload, to: &body)
        case .settled(let payload): appendMembers(of: payload, to: &body)
        case .held(let payload): appendMembers(of: payload, to: &body)
        case .released(let payload): appendMembers(of: payload, to: &body)
        case .witnessed(let payload): appendMembers(of: payload, to: &body)
        case .outcomes(let payload): appendMembers(of: payload, to: &body)
        case .others(let payload): appendMembers(of: payload, to: &body)
        case .throttled(let payload): appendMembers(of: payload, to: &body)
        case .wholeList(let payload): appendMembers(of: payload, to: &body)
        case .commanded(let payload): appendMembers(of: payload, to: &body)
        case .token(let payload): appendMembers(of: payload, to: &body)
        case .guardTripped(let payload): appendMembers(of: payload, to: &body)
        case .stageEnded(let payload): appendMembers(of: payload, to: &body)
        case .listed(let payload): appendMembers(of: payload, to: &body)
        case .stepFinished(let payload): appendMembers(of: payload, to: &body)
        case .ended(let payload): appendMembers(of: payload, to: &body)
        }
        return close(clean(body))
    }

    private func opening() -> [UInt8] {
        Array(#"{"seq":\#(position.sequence + 1)"#.utf8)
    }

    /// Adds the members of an object to one that is open.
    private func appendMembers(of payload: some Encodable, to body: inout [UInt8]) {
        do {
            let object = try json.encode(payload)
            guard object.count > 2 else { return }
            body.append(UInt8(ascii: ","))
            body += object.dropFirst().dropLast()
        } catch {
            preconditionFailure("a bug in Redrive: \(payload) cannot be written as JSON: \(error)")
        }
    }

    private mutating func close(_ open: [UInt8]) -> [UInt8] {
        let sum = JournalLine.sum(after: position.sum, open: open[...])
        position = Position(sequence: position.sequence + 1, sum: sum)
        return open + JournalLine.sumMarker + sum + JournalLine.ending + [UInt8(ascii: "\n")]
    }
}

/// The parts of a line that are the same in each.
enum JournalLine {
    /// How each line begins.
    static let opening = Array(#"{"seq":"#.utf8)
    /// Before an embedded line of the plan.
    static let planMarker = Array(#","type":"plan","line":"#.utf8)
    /// Before the sum.
    static let sumMarker = Array(#","sum":""#.utf8)
    /// After the sum.
    static let ending = Array(#""}"#.utf8)
    /// From the sum's comma to the end of the line.
    static let closingCount = sumMarker.count + ShortDigest.lineDigits + ending.count

    /// The sum of a line that is given up to, and without, the comma before its sum.
    static func sum(after previous: [UInt8], open: ArraySlice<UInt8>) -> [UInt8] {
        ShortDigest.hexBytes(of: [previous[...], open, [UInt8(ascii: "}")]], digits: ShortDigest.lineDigits)
    }
}
