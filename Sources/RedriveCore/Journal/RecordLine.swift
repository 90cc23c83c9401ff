package import WorkatoJobs

/// A whole line of a state file that holds a record.
package struct RecordLine: Sendable, Hashable {
    /// Its number in the file, from 1.
    package var sequence: Int
    /// When it happened, by the clock of the machine that wrote it.
    package var time: Timestamp
    /// What happened.
    package var record: Record
}

extension RecordLine: Decodable {
    private enum CodingKeys: String, CodingKey {
        case sequence = "seq"
        case time = "at"
        case kind = "type"
    }

    /// Reads the members that each record has, and those of its kind; passes over others.
    package init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        sequence = try members.decode(Int.self, forKey: .sequence)
        time = try members.decode(Timestamp.self, forKey: .time)
        let name = try members.decode(String.self, forKey: .kind)
        guard let kind = Record.Kind(rawValue: name) else {
            throw DecodingError.dataCorruptedError(
                forKey: .kind,
                in: members,
                debugDescription:
                    "a type of record that this Redrive knows (is '\(name)'; a newer one may have written it)"
            )
        }
        record = try Record(kind: kind, from: decoder)
    }
}
