import JSONText
import Hashing
import FoundationEssentials
import WorkatoJobs

/// Reads a plan line by line, and returns it only after its footer was checked.
package struct PlanDecoder: Sendable {
    /// No line is longer, in bytes and without its newline.
    package static let longestLine = 4 << 20

    /// The kinds of lines, in the only order that is allowed.
    private enum Section: Int, Sendable {
        case start, header, signatures, jobs, tokens, leftOut, listings, warnings, end
    }

    private var section = Section.start
    private var number = 0
    private var hash = SHA256()
    private var header: PlanHeader?
    private var recipes: [Set<RecipeID>] = []
    private var plan: Plan?
    /// The jobs of the plan so far, for who runs it.
    private(set) var index = PlanIndex()
    private var planID = ""
    /// The SHA-256 that the plan ends with, as 64 hex digits; empty before its end.
    package private(set) var digest = ""

    /// A decoder before the first line.
    package init() {}

    /// Whether the footer was read, and everything above it is unchanged.
    package var isComplete: Bool { section == .end }

    /// Takes the next line, without its newline.
    ///
    /// - Throws: `PlanFileError`; the decoder cannot be used afterwards.
    package mutating func consume(line: some Collection<UInt8>) throws(PlanFileError) {
        number += 1
        guard line.count <= Self.longestLine else { throw error(.lineTooLong) }
        guard section != .end else { throw error(.afterEnd) }
        if section == .start {
            try takeHeader(Array(line))
        } else {
            let fields = try fields(of: line)
            try take(fields)
        }
        if section != .end { PlanDigest.update(&hash, line) }
    }

    /// The plan, and its id: the first 12 hex digits of its digest.
    ///
    /// - Throws: `PlanFileError` if the footer is missing.
    package func finish() throws(PlanFileError) -> (plan: Plan, planID: String) {
        guard section == .end, let plan else {
            throw PlanFileError(line: max(1, number), fault: number == 0 ? .empty : .truncated)
        }
        return (plan, planID)
    }

    /// Reads a whole file.
    package static func decode(_ bytes: [UInt8]) throws(PlanFileError) -> (plan: Plan, planID: String) {
        var decoder = PlanDecoder()
        var rest = bytes[...]
        while let newline = rest.firstIndex(of: UInt8(ascii: "\n")) {
            try decoder.consume(line: rest[..<newline])
            rest = rest[rest.index(after: newline)...]
        }
        guard rest.isEmpty else {
            // A last line without its newline was not written to its end.
            throw PlanFileError(line: decoder.number + 1, fault: decoder.isComplete ? .afterEnd : .truncated)
        }
        return try decoder.finish()
    }

    private func error(_ fault: PlanFileError.Cause) -> PlanFileError { PlanFileError(line: number, fault: fault) }
}

// MARK: lines

extension PlanDecoder {
    private mutating func takeHeader(_ line: [UInt8]) throws(PlanFileError) {
        struct Kind: Codable {
            var type: String
            var format: Int
        }
        if let damage = LineDamage(line: line[...], number: number) { throw error(.damaged(damage)) }
        let decoder = JSONDecoder()
        guard let kind = try? decoder.decode(Kind.self, from: Data(line)), kind.type == "plan" else {
            throw error(.noHeader)
        }
        guard kind.format <= PlanFormat.version else { throw error(.newerFormat(kind.format)) }
        guard kind.format >= PlanFormat.versionWithoutRollout else {
            throw error(.wrongValue(key: "format", expected: "\(PlanFormat.versionWithoutRollout)"))
        }
        let header: PlanHeader
        do {
            header = try decoder.decode(PlanHeaderLine.self, from: Data(line)).header()
        } catch let wrong as WrongPlanValue {
            throw error(.wrongValue(key: wrong.key, expected: wrong.expected))
        } catch let wrong as DecodingError {
            throw error(Self.fault(wrong))
        } catch {
            throw self.error(.noHeader)
        }
        self.header = header
        recipes = header.steps.map { Set($0.recipes) }
        plan = Plan(header: header)
        section = .header
    }

    private static func fault(_ error: DecodingError) -> PlanFileError.Cause {
        switch error.problem {
        case .notJSON: .noHeader
        case .missing(let key): .missing(key: key)
        case .wrong(let key, let expected): .wrongValue(key: key, expected: expected)
        }
    }

    private func fields(of line: some Collection<UInt8>) throws(PlanFileError) -> PlanLineFields {
        let result: Result<PlanLineFields, JSONLineReader.LineError>? = line.withContiguousStorageIfAvailable { bytes in
            PlanLineFields.read(bytes)
        }
        let read = result ?? Array(line).withUnsafeBufferPointer { PlanLineFields.read($0) }
        switch read {
        case .success(let fields):
            return fields
        case .failure(.repeated(let key)): throw error(.repeatedKey(key))
        case .failure(.notJSON(let offset)):
            let damage = LineDamage(line: Array(line)[...], number: number)
            throw error(damage.map { .damaged($0) } ?? .notJSON(at: offset))
        case .failure(.wrong(let key, let expected)): throw error(.wrongValue(key: key, expected: expected))
        }
    }

    private mutating func take(_ fields: PlanLineFields) throws(PlanFileError) {
        switch fields.type {
        case "signature":
            try enter(.signatures, fields.type)
            let entry = try signature(fields)
            plan?.signatures.append(entry)
        case "job":
            try enter(.jobs, fields.type)
            let entry = try job(fields)
            plan?.jobs.append(entry)
        case "token":
            try enter(.tokens, fields.type)
            let entry = try token(fields)
            plan?.tokens.append(entry)
        case "left_out":
            try enter(.leftOut, fields.type)
            let entry = try leftOut(fields)
            plan?.leftOut.append(entry)
        case "listing":
            try enter(.listings, fields.type)
            let entry = try listing(fields)
            plan?.listings.append(entry)
        case "warning":
            try enter(.warnings, fields.type)
            let entry = try text(fields.message, "message")
            plan?.warnings.append(entry)
        case "end": try end(fields)
        case "plan": throw error(.outOfPlace("plan"))
        case nil: throw error(.missing(key: "type"))
        case let type?: throw error(.unknownType(type))
        }
    }

    private mutating func enter(_ next: Section, _ type: String?) throws(PlanFileError) {
        guard section.rawValue <= next.rawValue else { throw error(.outOfPlace(type ?? "")) }
        section = next
    }

    private func signature(_ fields: PlanLineFields) throws(PlanFileError) -> ErrorSignature {
        ErrorSignature(
            recipe: try recipe(fields),
            adapter: fields.adapter,
            errorType: fields.errorType,
            message: try text(fields.message, "message")
        )
    }

    private mutating func job(_ fields: PlanLineFields) throws(PlanFileError) -> PlannedJob {
        let step = try step(fields, after: plan?.jobs.last?.step ?? 0)
        let recipe = try recipe(fields, of: step)
        let master = try id(fields.master, "master_job_id")
        // Most jobs were never repeated: one string serves both ids.
        let newest = fields.newest == fields.master ? master : try id(fields.newest, "newest_job_id")
        let signatures = plan?.signatures.count ?? 0
        if let signature = fields.signature, signature >= signatures {
            throw error(.wrongValue(key: "signature", expected: "the index of one of \(signatures) signatures"))
        }
        guard let repeats = fields.repeats else { throw error(.missing(key: "repeats")) }
        let job = PlannedJob(
            step: step,
            recipe: recipe,
            master: master,
            newestAttempt: newest,
            startedAt: try time(fields.startedAt, "started_at"),
            completedAt: try time(fields.completedAt, "completed_at"),
            signature: fields.signature,
            earlierRepeats: repeats,
            title: fields.title
        )
        guard index.insert(job, at: plan?.jobs.count ?? 0) else { throw error(.duplicateMaster(recipe, master)) }
        return job
    }

    private func token(_ fields: PlanLineFields) throws(PlanFileError) -> PlannedToken {
        let step = try step(fields, after: plan?.tokens.last?.step ?? 0)
        guard case .resumeJobs = header?.steps[step].kind else {
            throw error(.wrongValue(key: "step", expected: "the index of a step that resumes jobs"))
        }
        do throws(WrongPlanValue) {
            return PlannedToken(step: step, row: try row(fields))
        } catch {
            throw self.error(.wrongValue(key: error.key, expected: error.expected))
        }
    }

    private func leftOut(_ fields: PlanLineFields) throws(PlanFileError) -> LeftOutJob {
        let step = try step(fields, after: plan?.leftOut.last?.step ?? 0)
        guard let reason = LeftOutReason(rawValue: try text(fields.reason, "reason")) else {
            throw error(.wrongValue(key: "reason", expected: "a reason for leaving a job out"))
        }
        return LeftOutJob(
            step: step,
            recipe: try recipe(fields, of: step),
            master: try id(fields.master, "master_job_id"),
            newestAttempt: try id(fields.newest, "newest_job_id"),
            reason: reason
        )
    }

    private func listing(_ fields: PlanLineFields) throws(PlanFileError) -> RecipeListing {
        guard let list = RecipeListing.List(rawValue: try text(fields.list, "list")) else {
            throw error(.wrongValue(key: "list", expected: "'jobs' or 'repeats'"))
        }
        let because = try text(fields.completeBecause, "complete_because")
        guard let completeness = RecipeListing.Completeness(rawValue: because) else {
            throw error(.wrongValue(key: "complete_because", expected: "a reason for a list to be complete"))
        }
        guard let requests = fields.requests else { throw error(.missing(key: "requests")) }
        guard let rows = fields.rows else { throw error(.missing(key: "rows")) }
        return RecipeListing(
            recipe: try recipe(fields),
            list: list,
            requests: requests,
            rows: rows,
            completeness: completeness
        )
    }

    private mutating func end(_ fields: PlanLineFields) throws(PlanFileError) {
        let counted = [
            ("signatures", fields.signatures, plan?.signatures.count), ("jobs", fields.jobs, plan?.jobs.count),
            ("left_out", fields.leftOut, plan?.leftOut.count), ("listings", fields.listings, plan?.listings.count),
            ("warnings", fields.warnings, plan?.warnings.count),
            ("tokens", fields.tokens ?? 0, plan?.tokens.count),
        ]
        let digest = PlanDigest.hex(hash)
        let said = try text(fields.sha256, "sha256")
        for (key, count, found) in counted {
            guard let count else { throw error(.missing(key: key)) }
            guard count == found else { throw error(.countsDisagree(key, said: count, found: found ?? 0)) }
        }
        guard said == digest else { throw error(.altered) }
        self.digest = digest
        if let bound = header?.maxJobs, let count = plan?.items, count > bound {
            throw error(.wrongValue(key: "max_jobs", expected: "at least \(count), the number of jobs in the plan"))
        }
        planID = String(digest.prefix(PlanFormat.planIDDigits))
        section = .end
    }
}

// MARK: values

extension PlanDecoder {
    private func text(_ value: String?, _ key: String) throws(PlanFileError) -> String {
        guard let value else { throw error(.missing(key: key)) }
        return value
    }

    private func id(_ value: String?, _ key: String) throws(PlanFileError) -> JobID {
        guard let id = JobID(validating: try text(value, key)) else {
            throw error(.wrongValue(key: key, expected: "the id of a job"))
        }
        return id
    }

    private func time(_ value: String?, _ key: String) throws(PlanFileError) -> Timestamp? {
        guard let value else { return nil }
        guard let time = Timestamp(iso8601: value) else {
            throw error(.wrongValue(key: key, expected: "an ISO 8601 time with an offset"))
        }
        return time
    }

    private func step(_ fields: PlanLineFields, after last: Int) throws(PlanFileError) -> Int {
        guard let step = fields.step else { throw error(.missing(key: "step")) }
        guard step < recipes.count, step >= last else {
            throw error(.wrongValue(key: "step", expected: "the index of a step, from \(last) to \(recipes.count - 1)"))
        }
        return step
    }

    private func recipe(_ fields: PlanLineFields, of step: Int? = nil) throws(PlanFileError) -> RecipeID {
        guard let number = fields.recipe else { throw error(.missing(key: "recipe_id")) }
        guard let recipe = RecipeID(number) else {
            throw error(.wrongValue(key: "recipe_id", expected: "a whole number from 1"))
        }
        if let step, !recipes[step].contains(recipe) {
            throw error(.wrongValue(key: "recipe_id", expected: "a recipe of its step"))
        }
        return recipe
    }
}
