/// The id (handle) of a job, such as `j-AJTAt8w6-wdAgWM` or `j-Aaxc9bm4-egoMDh-CD`.
///
/// Opaque: nothing is read from its parts, and it is compared case-sensitively. Jobs from before 2020 have numbers,
/// which are stored as their digits. Source: reference, "Job object".
package struct JobID: Sendable, Hashable {
    /// The id as the API writes it.
    package let text: String

    /// The longest id that is accepted, in characters.
    package static let maximumLength = 128

    /// An id from text that is known to be an id; nothing is checked.
    package init(text: String) {
        self.text = text
    }

    /// An id from untrusted text; nil if it is empty, longer than 128 characters, or not visible ASCII.
    ///
    /// White space, control characters and look-alikes are no part of an id.
    package init?(validating text: String) {
        guard !text.isEmpty, text.utf8.count <= JobID.maximumLength,
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { return nil }
        self.text = text
    }
}

extension JobID: Comparable {
    /// Compares the bytes of the text; the order says nothing about age.
    package static func < (left: JobID, right: JobID) -> Bool { left.text < right.text }
}

extension JobID: CustomStringConvertible {
    /// The id as the API writes it.
    package var description: String { text }
}

extension JobID: Codable {
    /// Reads a string or a whole number, validated.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text: String
        do {
            text = try container.decode(String.self)
        } catch {
            // The rare form comes second: an error costs more than the rest of a line.
            guard let number = try? container.decode(UInt64.self) else { throw error }
            text = String(number)
        }
        guard let id = JobID(validating: text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "the id of a job")
        }
        self = id
    }

    /// Writes a string.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

extension JobID: CodingKeyRepresentable {
    /// A key of a JSON object that is an id.
    private struct Key: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    /// The id as a key, so that a dictionary by job is an object in JSON.
    package var codingKey: any CodingKey { Key(stringValue: text) }

    /// An id from a key, validated; nil if the key is not an id.
    package init?(codingKey: some CodingKey) { self.init(validating: codingKey.stringValue) }
}
