extension Ledger {
    /// The entries as JSON Lines, each with its `type` and a time in UTC; the same world gives the same bytes.
    package func jsonLines() -> String {
        var json = JSONWriter()
        for entry in entries {
            entry.write(to: &json)
            json.newline()
        }
        return String(decoding: json.bytes, as: UTF8.self)
    }
}

extension Ledger.Entry {
    fileprivate func write(to json: inout JSONWriter) {
        json.beginObject()
        switch self {
        case .request(let request):
            json.field("type", "request")
            json.field("at", request.at)
            json.field("request", request.number)
            json.field("method", request.method)
            json.field("target", request.target)
            json.field("kind", request.kind.rawValue)
            if let recipe = request.recipe { json.field("recipe", recipe) }
            if let token = request.token { json.field("token", token) }
            if !request.jobs.isEmpty {
                json.key("jobs")
                json.beginArray()
                for job in request.jobs { json.string(job) }
                json.endArray()
            }
            switch request.outcome {
            case .answered(let status): json.field("status", status)
            case .closed: json.field("fault", "closed")
            case .silence: json.field("fault", "silence")
            }
        case .enqueued(let new):
            json.field("type", "enqueued")
            json.field("at", new.at)
            json.field("recipe", new.recipe)
            json.field("master", new.master)
            json.field("job", new.job)
            new.by.write(to: &json)
        case .refused(let refused):
            json.field("type", "refused")
            json.field("at", refused.at)
            json.field("recipe", refused.recipe)
            json.field("requested", refused.requested)
            json.field("type_id", refused.typeID)
            refused.by.write(to: &json)
        case .ended(let end):
            json.field("type", "ended")
            json.field("at", end.at)
            json.field("recipe", end.recipe)
            json.field("job", end.job)
            json.field("status", end.status.rawValue)
        case .resumed(let resumed):
            json.field("type", "resumed")
            json.field("at", resumed.at)
            json.field("token", resumed.token)
            if let job = resumed.job {
                json.field("recipe", job.recipe)
                json.field("job", job.job)
            }
            json.field("request", resumed.request)
            if let digest = resumed.dataDigest {
                json.field("data_bytes", resumed.dataBytes)
                json.field("data_fnv1a", digest)
            }
        case .violation(let violation):
            json.field("type", "violation")
            json.field("at", violation.at)
            json.field("request", violation.request)
            json.field("kind", violation.kind.rawValue)
            json.field("early_ms", Int(violation.early.wholeMilliseconds))
        case .swept(let at, let before):
            json.field("type", "swept")
            json.field("at", at)
            json.field("before", before)
        }
        json.endObject()
    }
}

extension Ledger.Maker {
    fileprivate func write(to json: inout JSONWriter) {
        switch self {
        case .client(let request):
            json.field("by", "client")
            json.field("request", request)
        case .foreign: json.field("by", "foreign")
        }
    }
}
