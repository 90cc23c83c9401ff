internal import JSONText
internal import Transport

extension RepeatResults {
    /// Reads the body of a 200; a fault if it has no results, or if they contradict each other.
    static func read(_ response: HTTPResponse) -> Result<RepeatResults, ReadingError> {
        let value: JSONTree
        do throws(JSONError) {
            value = try response.json()
        } catch {
            return .failure(ReadingError(error, in: response))
        }
        guard value.isObject else { return .failure(ReadingError("the body is \(value.kind) instead of an object")) }
        // Some endpoints refuse with a 200. Source: reference, "2xx may still be a refusal".
        if value["success"]?.flag == false { return .failure(ReadingError("the body says 'success: false'")) }
        guard let list = value["results"]?.items else {
            return .failure(ReadingError("the body has no array 'results'"))
        }
        var results = RepeatResults(entries: [])
        var places: [JobID: Int] = [:]
        for item in list {
            guard let entry = RepeatResult(reading: item) else {
                results.unreadableEntries += 1
                continue
            }
            if let place = places[entry.requested] {
                guard results.entries[place].agrees(with: entry) else {
                    return .failure(ReadingError("job \(entry.requested) has two results that differ"))
                }
            } else {
                places[entry.requested] = results.entries.count
                results.entries.append(entry)
            }
        }
        if let fault = results.contradiction(in: value["summary"]) { return .failure(fault) }
        return .success(results)
    }

    /// An error if there are more results of a kind than the summary counts.
    ///
    /// Fewer are no contradiction: an answer may leave out jobs.
    private func contradiction(in summary: JSONTree?) -> ReadingError? {
        let enqueued = entries.count { if case .enqueued = $0.outcome { true } else { false } }
        let refused = entries.count { if case .refused = $0.outcome { true } else { false } }
        if let total = summary?["total_enqueued"]?.integer, enqueued > total {
            return ReadingError("the results name \(enqueued) enqueued jobs, the summary \(total)")
        }
        if let total = summary?["total_failed"]?.integer, refused > total {
            return ReadingError("the results name \(refused) refused jobs, the summary \(total)")
        }
        return nil
    }
}

extension RepeatResult {
    /// Reads one entry; nil if it names no job.
    ///
    /// `job_id` stands in for `requested_job_id`: the official command line reads it so. Source: reference, "POST
    /// /api/recipes/:recipe_id/repeat_jobs (beyond the page)".
    fileprivate init?(reading value: JSONTree) {
        guard let requested = (value["requested_job_id"] ?? value["job_id"])?.jobID else { return nil }
        let sent = value["job"]?["id"]?.jobID
        let newJob = sent == requested ? nil : sent
        let error = value["error"]
        let outcome: Outcome
        switch value["status"]?.text {
        case "enqueued"? where error?.saysSomething ?? false: outcome = .unclear("enqueued, with an error")
        case "enqueued"?: outcome = .enqueued(newJob: newJob)
        case "failed"? where newJob != nil: outcome = .unclear("failed, with a new job")
        case "failed"?:
            let message = error?["message"]?.text ?? error?.text ?? ""
            outcome = .refused(typeID: error?["type_id"]?.text, message: ServerMessage.safe(message))
        case let status: outcome = .unclear(ServerMessage.safe(status ?? ""))
        }
        self.init(requested: requested, outcome: outcome)
    }

    /// Whether two results of one job can both be true.
    fileprivate func agrees(with other: RepeatResult) -> Bool {
        switch (outcome, other.outcome) {
        case (.enqueued(let job), .enqueued(let otherJob)): job == otherJob
        case (.refused, .refused): true
        case (.unclear, .unclear): true
        case (.enqueued, .refused), (.enqueued, .unclear), (.refused, .enqueued), (.refused, .unclear),
            (.unclear, .enqueued), (.unclear, .refused):
            false
        }
    }
}

extension JSONTree {
    /// Whether an `error` is more than a placeholder.
    fileprivate var saysSomething: Bool {
        switch self {
        case .null, .bool(false), .string(""): false
        case .object(let members): members.values.contains { $0 != .null && $0 != .string("") }
        case .array(let items): !items.isEmpty
        case .string, .number, .bool: true
        }
    }
}
