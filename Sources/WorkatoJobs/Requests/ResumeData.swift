internal import JSONText

/// What is handed to a job that is resumed: one JSON object, sent as it was written.
///
/// Not shown by any description: it may hold anything.
package struct ResumeData: Sendable, Hashable {
    /// The bytes of the object.
    package let json: [UInt8]

    /// Why bytes cannot be sent as data.
    package enum DataError: Error, Sendable, Hashable {
        /// They are not JSON; what is wrong, and at which byte.
        case notJSON(String, offset: Int)
        /// They are JSON, but no object. Source: *Resume a job*: "data: hash".
        case notAnObject
        /// They are more than the API takes.
        case tooLarge(bytes: Int)
    }

    /// Data from bytes, which are checked: they go into the body of a request between other keys.
    package init(json: [UInt8]) throws(DataError) {
        guard json.count <= DocumentedLimits.resumeDataBytes else { throw .tooLarge(bytes: json.count) }
        let isObject: Bool
        do {
            isObject = try JSONParser.isObject(json)
        } catch {
            throw .notJSON(error.reason, offset: error.offset)
        }
        guard isObject else { throw .notAnObject }
        self.json = json
    }
}

extension ResumeData: CustomStringConvertible, CustomReflectable {
    /// The size only.
    package var description: String { "(\(json.count) bytes of data)" }
    /// Nothing to look into.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
