internal import JSONText
internal import Transport

/// Why a body or a part of it is not as expected.
struct ReadingError: Error, Sendable, Hashable {
    /// What is wrong, in words.
    var reason: String

    init(_ reason: String) {
        self.reason = reason
    }

    /// A body that is not JSON: what was received instead, if known.
    init(_ fault: JSONError, in response: HTTPResponse) {
        if let foreign = ForeignAnswer(response) {
            reason = foreign.words
        } else if response.body.isEmpty {
            reason = "the body is empty"
        } else {
            let type = response.contentType.map { $0.hasSuffix("json") ? "" : "\($0); " } ?? ""
            reason = "the body is not JSON (\(type)\(fault.reason), at byte \(fault.offset))"
        }
    }
}

extension JobRow {
    /// Reads one row.
    ///
    /// Only the id is needed: whatever else is missing or odd is nil, and unknown keys are ignored.
    ///
    /// - Parameter secrets: the secrets to remove from a document inside one of its strings.
    static func read(_ value: JSONTree, hiding secrets: Secrets = .none) -> Result<JobRow, ReadingError> {
        guard value.isObject else { return .failure(ReadingError("a row is \(value.kind) instead of an object")) }
        guard let sent = value["id"] ?? value["handle"], sent != .string("") else {
            return .failure(ReadingError("a row has no 'id'"))
        }
        guard let id = sent.jobID else { return .failure(ReadingError("a row's 'id' is not the id of a job")) }
        // A master that cannot be read must not turn into "its own master": the wrong job would be repeated.
        let masters = ["master_job_id", "master_job_handle"].compactMap { value[$0] }.filter { $0 != .string("") }
        if masters.contains(where: { $0.jobID == nil }) {
            return .failure(ReadingError("the 'master_job_id' of row \(id) is not the id of a job"))
        }
        var row = JobRow(
            id: id,
            recipeID: value["recipe_id"]?.recipeID,
            // Most rows are their own masters: one text for both, which is compared at once wherever the two are.
            masterJobID: masters.first?.jobID.map { $0 == id ? id : $0 },
            status: JobStatus(rawValue: value["status"]?.text ?? ""),
            startedAt: value["started_at"]?.timestamp,
            completedAt: value["completed_at"]?.timestamp,
            title: value["title"]?.textOrNumber,
            isPollError: value["is_poll_error"]?.flag ?? false,
            isRepeat: value["is_repeat"]?.flag,
            callingRecipeID: value["calling_recipe_id"]?.recipeID,
            callingJobID: (value["calling_job_id"] ?? value["calling_job_handle"])?.jobID,
            rootRecipeID: value["root_recipe_id"]?.recipeID,
            rootJobID: value["root_job_id"]?.jobID
        )
        let tests = ["is_test", "is_test_case_job"].compactMap { value[$0]?.flag }
        row.isTest = tests.isEmpty ? nil : tests.contains(true)
        row.readError(value, hiding: secrets)
        return .success(row)
    }

    private mutating func readError(_ value: JSONTree, hiding secrets: Secrets) {
        switch value["error"] {
        case .string(let text)?:
            error = text.isEmpty ? nil : text
            // A document inside the text has escapes of its own.
            if !secrets.isEmpty { parsedError = ErrorParts(document: text, hiding: secrets) }
        case .object(let members)? where !members.isEmpty:
            let object = JSONTree.object(members)
            let parts = ErrorParts(reading: object)
            error = parts?.message ?? object.compactText
            parsedError = parts
        case .number(let digits)?: error = digits
        case .array(let items)? where !items.isEmpty: error = JSONTree.array(items).compactText
        case .array, .object, .bool, .null, nil: break
        }
        switch value["error_parts"] {
        case .object(let members)?: errorParts = ErrorParts(reading: .object(members))
        case .string(let text)?: errorParts = ErrorParts(document: text, hiding: secrets)
        case .number, .array, .bool, .null, nil: break
        }
    }
}

extension ErrorParts {
    /// The parts that an object names; nil if it names none.
    init?(reading value: JSONTree) {
        self.init(
            adapter: value["adapter"]?.shownText,
            errorType: value["error_type"]?.shownText,
            message: value["message"]?.shownText,
            innerMessage: value["inner_message"]?.shownText,
            errorID: value["error_id"]?.shownText,
            errorAt: value["error_at"]?.timestamp
        )
        if self == ErrorParts() { return nil }
    }

    /// The parts that a JSON document in a string names; nil for any other text.
    ///
    /// Source: reference, "`error` used to be either plain text or a JSON document encoded as a string".
    init?(document text: String, hiding secrets: Secrets = .none) {
        // Most errors are sentences: look before parsing.
        guard text.utf8.first(where: { !($0 == 0x20 || (0x09...0x0D).contains($0)) }) == UInt8(ascii: "{"),
            let value = try? JSONParser.parse(
                Array(text.utf8),
                skipping: JobDetail.runTimeKeys,
                rewriting: secrets.rewriting
            )
        else { return nil }
        self.init(reading: value)
    }
}

extension JSONTree {
    /// Text to show: a string or number as it is, a structure as JSON; nil if there is nothing.
    fileprivate var shownText: String? {
        switch self {
        case .string, .number: textOrNumber
        case .bool(let flag): flag ? "true" : "false"
        case .array(let items): items.isEmpty ? nil : compactText
        case .object(let members): members.isEmpty ? nil : compactText
        case .null: nil
        }
    }
}
