extension World {
    /// A job as lists show it.
    ///
    /// Source: the reference page, "List jobs from a recipe", "Response".
    func writeListRow(_ row: Int, to json: inout JSONWriter) {
        let job = jobs[row]
        json.beginObject()
        json.field("id", id(of: row))
        writeTimes(job, &json)
        json.field("title", title(of: job))
        json.field("is_poll_error", job.flags.contains(.pollError))
        writeError(row, &json)
        json.field("is_error", job.status == .failed)
        json.field("status", job.status.rawValue)
        writeCallers(job, &json, withHandles: false)
        json.field("recipe_id", recipes[Int(job.recipe)].id)
        json.field("master_job_id", orNull: shownMaster(of: row))
        json.endObject()
    }

    /// A job as *Get a job* shows it.
    func detail(of row: Int) -> JSONWriter {
        let job = jobs[row]
        let isRepeat = Int(job.master) != row
        var json = JSONWriter()
        json.beginObject()
        json.field("id", id(of: row))
        json.field("handle", id(of: row))
        json.field("recipe_id", recipes[Int(job.recipe)].id)
        writeTimes(job, &json)
        json.field("title", title(of: job))
        json.field("is_poll_error", job.flags.contains(.pollError))
        writeLines(row, &json)
        writeError(row, &json)
        json.field("is_error", job.status == .failed)
        json.field("is_repeat", isRepeat)
        json.field("is_test", job.flags.contains(.test))
        json.field("is_test_case_job", false)
        json.field("master_job_id", orNull: shownMaster(of: row))
        json.field("master_job_handle", orNull: shownMaster(of: row))
        json.field("status", job.status.rawValue)
        writeCallers(job, &json, withHandles: true)
        json.endObject()
        return json
    }

    private func writeTimes(_ job: SimulatedJobRow, _ json: inout JSONWriter) {
        json.key("completed_at")
        if job.status == .pending { json.null() } else { json.time(job.completedAt, scenario.behavior.timestamps) }
        json.key("started_at")
        json.time(job.startedAt, scenario.behavior.timestamps)
    }

    private func shownMaster(of row: Int) -> String? {
        let master = Int(jobs[row].master)
        return switch scenario.behavior.masterID {
        case .own: id(of: master)
        case .null: master == row ? nil : id(of: master)
        case .alias: id(of: master) + Self.aliasSuffix
        }
    }

    private func title(of job: SimulatedJobRow) -> String {
        if isErased(job) { return "" }
        // A repeat runs from the trigger of its master, which gives the title.
        let master = jobs[Int(job.master)]
        if master.detail != SimulatedJobRow.none { return details[Int(master.detail)].title }
        guard master.title != SimulatedJobRow.none else { return "" }
        var random = SeededRandom(seed, 0x717, UInt64(job.master))
        return titles[Int(master.title)].text(&random, time: master.startedAt)
    }

    private func writeCallers(_ job: SimulatedJobRow, _ json: inout JSONWriter, withHandles: Bool) {
        let detail = job.detail == SimulatedJobRow.none ? nil : details[Int(job.detail)]
        let caller = detail?.caller ?? reference(job.caller)
        let root = detail?.root ?? reference(job.root)
        json.key("calling_recipe_id")
        if let caller { json.number(caller.recipe) } else { json.null() }
        json.field("calling_job_id", orNull: caller?.job)
        if withHandles { json.field("calling_job_handle", orNull: caller?.job) }
        json.key("root_recipe_id")
        if let root { json.number(root.recipe) } else { json.null() }
        json.field("root_job_id", orNull: root?.job)
    }

    private func reference(_ row: Int32) -> Scenario.JobReference? {
        guard row != SimulatedJobRow.none else { return nil }
        return .init(recipe: recipes[Int(jobs[Int(row)].recipe)].id, job: id(of: Int(row)))
    }

    private func writeError(_ row: Int, _ json: inout JSONWriter) {
        let job = jobs[row]
        // Seen live: an erased row has no `error` key even if the job failed.
        if isErased(job) { return }
        guard job.status == .failed else {
            json.key("error")
            json.null()
            return
        }
        let error = errors[Int(max(0, job.error))]
        let texts = ErrorTexts(error, of: job, row: row, seed: seed)
        let form = scenario.behavior.timestamps
        switch scenario.behavior.errors {
        case .plain:
            json.field("error", texts.text)
            if !error.kind.type.isEmpty { texts.writeParts("error_parts", error, job, form, &json) }
        case .json:
            var inner = JSONWriter()
            texts.writeParts(nil, error, job, form, &inner)
            json.field("error", String(decoding: inner.bytes, as: UTF8.self))
        case .textOnly: json.field("error", texts.text)
        case .partsOnly: texts.writeParts("error_parts", error, job, form, &json)
        case .emptyParts:
            json.field("error", texts.text)
            json.key("error_parts")
            json.beginObject()
            json.endObject()
        }
    }

    private func writeLines(_ row: Int, _ json: inout JSONWriter) {
        let job = jobs[row]
        json.key("lines")
        json.beginArray()
        if !isErased(job) {
            writeLine(0, "clock", "scheduled_event", error: nil, &json)
            if job.status == .failed {
                let error = errors[Int(max(0, job.error))]
                let texts = ErrorTexts(error, of: job, row: row, seed: seed)
                for step in 1..<max(1, error.kind.step) { writeLine(step, "logger", "log_message", error: nil, &json) }
                writeLine(max(1, error.kind.step), error.kind.adapter, "create_object", error: texts.text, &json)
            }
        }
        json.endArray()
    }

    private func writeLine(
        _ number: Int,
        _ adapter: String,
        _ operation: String,
        error: String?,
        _ json: inout JSONWriter
    ) {
        json.beginObject()
        json.field("recipe_line_number", number)
        json.field("adapter_name", adapter)
        json.field("adapter_operation", operation)
        for name: StaticString in ["input", "output"] {
            json.key(name)
            json.beginObject()
            json.endObject()
        }
        json.field("mask_data", false)
        if let error { json.field("error", error) }
        json.key("line_stat")
        json.beginObject()
        json.endObject()
        json.endObject()
    }
}

/// The texts of one job's error, invented anew for each job.
private struct ErrorTexts {
    var message: String
    var text: String
    var inner: String?
    var id: String

    init(_ error: PreparedError, of job: SimulatedJobRow, row: Int, seed: UInt64) {
        var random = SeededRandom(seed, 0xE44, UInt64(row))
        message = error.message.text(&random, time: job.startedAt)
        text = error.text?.text(&random, time: job.startedAt) ?? message
        inner = error.inner?.text(&random, time: job.startedAt)
        id = uuid(&random)
    }

    func writeParts(
        _ key: StaticString?,
        _ error: PreparedError,
        _ job: SimulatedJobRow,
        _ form: TimestampForm,
        _ json: inout JSONWriter
    ) {
        if let key { json.key(key) }
        json.beginObject()
        if !error.kind.type.isEmpty {
            json.field("adapter", error.kind.adapter)
            json.field("error_type", error.kind.type)
            json.field("message", message)
            json.field("error_id", id)
            json.key("error_at")
            json.time(job.completedAt, form)
            json.field("input", "<redacted>")
            json.field("inner_message", orNull: inner)
        }
        json.endObject()
    }
}
