import JSONText

/// The members of one line of a plan after the header; nil for those that it does not have.
struct PlanLineFields {
    var type: String?
    var step: Int?
    var recipe: Int?
    var master: String?
    var newest: String?
    var startedAt: String?
    var completedAt: String?
    var signature: Int?
    var repeats: Int?
    var title: String?
    var fingerprint: String?
    var line: Int?
    var job: String?
    var note: String?
    var dataBytes: Int?
    var dataFile: String?
    var dataDigest: String?
    var reason: String?
    var adapter: String?
    var errorType: String?
    var message: String?
    var list: String?
    var requests: Int?
    var rows: Int?
    var completeBecause: String?
    var signatures: Int?
    var jobs: Int?
    var tokens: Int?
    var leftOut: Int?
    var listings: Int?
    var warnings: Int?
    var sha256: String?

    private static let number = 0...Int(Int32.max)

    /// Reads a line.
    static func read(_ bytes: UnsafeBufferPointer<UInt8>) -> Result<PlanLineFields, JSONLineReader.LineError> {
        do throws(JSONLineReader.LineError) {
            var reader = try JSONLineReader(bytes)
            var fields = PlanLineFields()
            while let key = try reader.nextKey() { try fields.take(key, &reader) }
            return .success(fields)
        } catch {
            return .failure(error)
        }
    }

    private mutating func take(_ key: String, _ reader: inout JSONLineReader) throws(JSONLineReader.LineError) {
        switch key {
        case "type": type = try once(type, try reader.string(), key)
        case "step": step = try once(step, try reader.integer(in: Self.number), key)
        case "recipe_id": recipe = try once(recipe, try reader.integer(in: 1...Int.max), key)
        case "master_job_id": master = try once(master, try reader.string(), key)
        case "newest_job_id": newest = try once(newest, try reader.string(), key)
        case "started_at": startedAt = try once(startedAt, try reader.string(), key)
        case "completed_at": completedAt = try once(completedAt, try reader.string(), key)
        case "signature": signature = try once(signature, try reader.integer(in: Self.number), key)
        case "repeats": repeats = try once(repeats, try reader.integer(in: Self.number), key)
        case "title": title = try once(title, try reader.string(), key)
        case "fingerprint": fingerprint = try once(fingerprint, try reader.string(), key)
        case "line": line = try once(line, try reader.integer(in: 1...Int(Int32.max)), key)
        case "job_id": job = try once(job, try reader.string(), key)
        case "note": note = try once(note, try reader.string(), key)
        case "data_bytes": dataBytes = try once(dataBytes, try reader.integer(in: Self.number), key)
        case "data_file": dataFile = try once(dataFile, try reader.string(), key)
        case "data_sha256": dataDigest = try once(dataDigest, try reader.string(), key)
        case "reason": reason = try once(reason, try reader.string(), key)
        case "adapter": adapter = try once(adapter, try reader.string(), key)
        case "error_type": errorType = try once(errorType, try reader.string(), key)
        case "message": message = try once(message, try reader.string(), key)
        case "list": list = try once(list, try reader.string(), key)
        case "requests": requests = try once(requests, try reader.integer(in: Self.number), key)
        case "rows": rows = try once(rows, try reader.integer(in: Self.number), key)
        case "complete_because": completeBecause = try once(completeBecause, try reader.string(), key)
        case "signatures": signatures = try once(signatures, try reader.integer(in: Self.number), key)
        case "tokens": tokens = try once(tokens, try reader.integer(in: Self.number), key)
        case "jobs": jobs = try once(jobs, try reader.integer(in: Self.number), key)
        case "left_out": leftOut = try once(leftOut, try reader.integer(in: Self.number), key)
        case "listings": listings = try once(listings, try reader.integer(in: Self.number), key)
        case "warnings": warnings = try once(warnings, try reader.integer(in: Self.number), key)
        case "sha256": sha256 = try once(sha256, try reader.string(), key)
        default: try reader.skip()
        }
    }

    private func once<Value>(_ before: Value?, _ value: Value, _ key: String) throws(JSONLineReader.LineError) -> Value
    {
        guard before == nil else { throw .repeated(key: key) }
        return value
    }
}
