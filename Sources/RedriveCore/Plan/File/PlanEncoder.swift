import JSONText
import Hashing
import WorkatoJobs

/// Writes a plan as the lines of a file, one at a time.
///
/// A sequence of lines without their newlines: the header, then signatures, jobs, left-out jobs, listings and warnings, then
/// the footer with counts and the SHA-256 of everything above it, newlines included. The same plan gives the same bytes.
package struct PlanEncoder: Sequence, IteratorProtocol, Sendable {
    private enum Part: Sendable {
        case header, signatures, jobs, tokens, leftOut, listings, warnings, footer, done
    }

    private let plan: Plan
    private var part = Part.header
    private var position = 0
    private var hash = SHA256()

    /// The first 12 hex digits of the digest; nil before the footer was written.
    package private(set) var planID: String?
    /// The SHA-256 that the plan ends with, as 64 hex digits; nil before the footer was written.
    package private(set) var digest: String?

    /// An encoder of a plan.
    package init(_ plan: Plan) {
        self.plan = plan
    }

    /// All lines of a plan, and its id.
    package static func lines(of plan: Plan) -> (lines: [[UInt8]], planID: String) {
        var encoder = PlanEncoder(plan)
        var lines: [[UInt8]] = []
        lines.reserveCapacity(plan.jobs.count + plan.tokens.count + plan.leftOut.count + plan.signatures.count + 16)
        while let line = encoder.next() { lines.append(line) }
        return (lines, encoder.planID ?? "")
    }

    /// The next line, without its newline; nil after the footer.
    package mutating func next() -> [UInt8]? {
        while true {
            switch part {
            case .header:
                part = .signatures
                return digested(PlanHeaderLine(plan.header).encoded())
            case .signatures:
                if let signature = take(plan.signatures, then: .jobs) { return digested(line(signature)) }
            case .jobs:
                if let job = take(plan.jobs, then: .tokens) { return digested(line(job)) }
            case .tokens:
                if let token = take(plan.tokens, then: .leftOut) { return digested(line(token)) }
            case .leftOut:
                if let job = take(plan.leftOut, then: .listings) { return digested(line(job)) }
            case .listings:
                if let listing = take(plan.listings, then: .warnings) { return digested(line(listing)) }
            case .warnings:
                if let warning = take(plan.warnings, then: .footer) { return digested(line(warning)) }
            case .footer:
                part = .done
                return footer()
            case .done: return nil
            }
        }
    }

    private mutating func take<Element>(_ elements: [Element], then next: Part) -> Element? {
        guard position < elements.count else {
            position = 0
            part = next
            return nil
        }
        defer { position += 1 }
        return elements[position]
    }

    private mutating func digested(_ line: [UInt8]) -> [UInt8] {
        PlanDigest.update(&hash, line)
        return line
    }

    private func line(_ signature: ErrorSignature) -> [UInt8] {
        var writer = JSONLineWriter(type: "signature")
        writer.add("recipe_id", signature.recipe.value)
        writer.add("adapter", signature.adapter)
        writer.add("error_type", signature.errorType)
        writer.add("message", signature.message)
        return writer.finish()
    }

    private func line(_ job: PlannedJob) -> [UInt8] {
        var writer = JSONLineWriter(type: "job")
        writer.add("step", job.step)
        writer.add("recipe_id", job.recipe.value)
        writer.add("master_job_id", job.master.text)
        writer.add("newest_job_id", job.newestAttempt.text)
        writer.add("started_at", job.startedAt?.description)
        writer.add("completed_at", job.completedAt?.description)
        writer.add("signature", job.signature)
        writer.add("repeats", job.earlierRepeats)
        writer.add("title", job.title)
        return writer.finish()
    }

    private func line(_ token: PlannedToken) -> [UInt8] {
        var writer = JSONLineWriter(type: "token")
        writer.add("step", token.step)
        writer.add("fingerprint", token.row.fingerprint)
        writer.add("line", token.row.line)
        writer.add("recipe_id", token.row.recipe?.value)
        writer.add("job_id", token.row.job?.text)
        writer.add("note", token.row.note)
        writer.add("data_bytes", token.row.data?.bytes)
        if case .file(let file) = token.row.data {
            writer.add("data_file", file.path)
            writer.add("data_sha256", file.sha256)
        }
        return writer.finish()
    }

    private func line(_ job: LeftOutJob) -> [UInt8] {
        var writer = JSONLineWriter(type: "left_out")
        writer.add("step", job.step)
        writer.add("recipe_id", job.recipe.value)
        writer.add("master_job_id", job.master.text)
        writer.add("newest_job_id", job.newestAttempt.text)
        writer.add("reason", job.reason.rawValue)
        return writer.finish()
    }

    private func line(_ listing: RecipeListing) -> [UInt8] {
        var writer = JSONLineWriter(type: "listing")
        writer.add("recipe_id", listing.recipe.value)
        writer.add("list", listing.list.rawValue)
        writer.add("requests", listing.requests)
        writer.add("rows", listing.rows)
        writer.add("complete_because", listing.completeness.rawValue)
        return writer.finish()
    }

    private func line(_ warning: String) -> [UInt8] {
        var writer = JSONLineWriter(type: "warning")
        writer.add("message", warning)
        return writer.finish()
    }

    private mutating func footer() -> [UInt8] {
        let digest = PlanDigest.hex(hash)
        self.digest = digest
        planID = String(digest.prefix(PlanFormat.planIDDigits))
        var writer = JSONLineWriter(type: "end")
        writer.add("signatures", plan.signatures.count)
        writer.add("jobs", plan.jobs.count)
        // Plans of before there were tokens do not count them.
        writer.add("tokens", plan.tokens.isEmpty ? nil : plan.tokens.count)
        writer.add("left_out", plan.leftOut.count)
        writer.add("listings", plan.listings.count)
        writer.add("warnings", plan.warnings.count)
        writer.add("sha256", digest)
        return writer.finish()
    }
}

/// The digest that closes a plan.
enum PlanDigest {
    /// Takes a line and its newline in.
    static func update(_ hash: inout SHA256, _ line: some Collection<UInt8>) {
        let newline: [UInt8] = [UInt8(ascii: "\n")]
        if line.withContiguousStorageIfAvailable({ hash.update(bufferPointer: UnsafeRawBufferPointer($0)) }) == nil {
            hash.update(data: Array(line))
        }
        hash.update(data: newline)
    }

    /// 64 hex digits in lower case.
    static func hex(_ hash: SHA256) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in hash.finalize() {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
