internal import JSONText

/// The data for a job that is resumed: one JSON object, sent as it was written.
///
/// No description shows it, because it may contain anything.
package struct ResumeData: Sendable, Hashable {
    /// The bytes of the object.
    package let json: [UInt8]

    /// Why bytes cannot be sent as data.
    package enum DataError: Error, Sendable, Hashable {
        /// They are not JSON, or not JSON that every reader reads alike; the value says what is wrong, and at which byte, from 0.
        case notJSON(String, offset: Int)
        /// They are JSON, but not an object. Source: *Resume a job*: "data: hash".
        case notAnObject
        /// They are more than the API accepts.
        case tooLarge(bytes: Int)
    }

    /// Checks the bytes, because they become part of a request body between other keys.
    package init(json: [UInt8]) throws(DataError) {
        guard json.count <= DocumentedLimits.resumeDataBytes else { throw .tooLarge(bytes: json.count) }
        let isObject: Bool
        do {
            isObject = try JSONParser.isObject(json)
        } catch {
            throw .notJSON(error.reason, offset: error.offset)
        }
        guard isObject else { throw .notAnObject }
        var check = JSONObjectCheck()
        check.take(json)
        if let error = check.finish() { throw .notJSON(error.reason, offset: error.offset) }
        self.json = json
    }
}

extension ResumeData {
    /// The most values, arrays and objects included, whose texts are hidden in answers one by one.
    static let mostValues = 1_000

    /// The texts in it that an answer could repeat and that may not be shown: strings and numbers, however deep.
    ///
    /// Nil if it has more values than `mostValues`, which would be searched for in each answer: then nothing of an answer may be shown.
    package var texts: Set<String>? {
        guard let tree = try? JSONParser.parse(json, mostValues: Self.mostValues) else { return nil }
        var texts: Set<String> = []
        var rest = [tree]
        while let value = rest.popLast() {
            switch value {
            case .string(let text), .number(let text): texts.insert(text)
            case .array(let items): rest += items
            case .object(let members): rest += members.values
            case .bool, .null: break
            }
        }
        return texts
    }
}

extension ResumeData: CustomStringConvertible, CustomReflectable {
    /// The size only.
    package var description: String { "(\(json.count) bytes of data)" }
    /// An empty mirror, so that `dump` shows nothing.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
