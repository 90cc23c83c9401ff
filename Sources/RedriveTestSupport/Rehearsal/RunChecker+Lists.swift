import RedriveCore
import WorkatoJobs
package import WorkatoSimulator

/// The promises about lists: what a file says was so in the workspace while the list was read, and a list that is said to be complete has
/// all of it.
extension RunChecker {
    /// A list that the records say was made, and when it was read.
    private struct Made {
        var record: Record.Listed
        var begin: Int64
        var end: Int64
    }

    /// One attempt of a master.
    private struct Attempt {
        var id: String
        var start: Int64
        /// Its status when the world starts; nil for a repeat that was made since, which is pending until the ledger says how it ended.
        var status: Scenario.Status?
    }

    /// What is wrong with the files of lists; a list of any other kind than newest attempts is not judged.
    ///
    /// A master may be listed or not if it has changed while the list was read, or shortly before, so that lists may not show it yet.
    ///
    /// - Parameters:
    ///   - files: the files that have their names, by path; the columns must begin with the recipe, the job and the master.
    ///   - scenario: what the workspace was when it began.
    package func findings(ofLists files: [String: [UInt8]], of scenario: Scenario) -> [Finding] {
        var findings: [Finding] = []
        var made: [Int: Made] = [:]
        var finished: Set<Int> = []
        var started: [Int: Int64] = [:]
        var session: Int64 = 0
        var digests: [String: Set<String>] = [:]
        for (record, at) in records {
            switch record {
            case .session: session = at.milliseconds
            case .stepStarted(let record): started[record.step] = at.milliseconds
            case .listed(let record):
                let begin = max(session, started[record.step] ?? 0)
                made[record.step] = Made(record: record, begin: begin, end: at.milliseconds)
                if let path = record.path, let digest = record.digest { digests[path, default: []].insert(digest) }
            case .stepFinished(let record): finished.insert(record.step)
            default: break
            }
        }
        for (path, bytes) in files where digests[path]?.contains(ListDigest.hex(of: bytes)) != true {
            findings.append(.init(promise: .list, detail: "'\(path)' is a file that no record knows"))
        }
        for (number, step) in plan.header.steps.enumerated() {
            guard let listing = step.listing, listing.rows == .newestAttempts, finished.contains(number) else {
                continue
            }
            guard let made = made[number] else {
                findings.append(.init(promise: .list, detail: "step \(number) is over and has listed nothing"))
                continue
            }
            guard let path = listing.save?.path, made.record.failure == nil else { continue }
            check(files[path], listing, made, scenario, &findings)
        }
        return findings
    }

    private func check(
        _ file: [UInt8]?,
        _ listing: JobListing,
        _ made: Made,
        _ scenario: Scenario,
        _ findings: inout [Finding]
    ) {
        func find(_ detail: String) { findings.append(.init(promise: .list, detail: detail)) }
        guard let file else { return find("the file of step \(made.record.step) is not there") }
        if made.record.digest != ListDigest.hex(of: file) { find("step \(made.record.step): the file is another one") }
        let lines = String(decoding: file, as: UTF8.self).split(separator: "\n").dropFirst()
        if made.record.jobs != lines.count { find("\(made.record.jobs) jobs are said, and \(lines.count) are listed") }
        if let limit = listing.limit, lines.count > limit { find("\(lines.count) jobs, and the limit is \(limit)") }
        var listed: [String: String] = [:]
        for line in lines {
            let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            let master =
                cells[2].hasSuffix(circumstances.handleSuffix)
                ? cells[2].dropLast(circumstances.handleSuffix.count) : cells[2][...]
            if listed.updateValue(cells[1], forKey: "\(cells[0]) \(master)") != nil { find("\(line) is there twice") }
        }
        let behind = Int64(circumstances.visibleWithin / .milliseconds(1))
        for recipe in scenario.recipes where listing.recipes.contains(where: { $0.value == recipe.id }) {
            for (master, attempts) in attempts(of: recipe) {
                let row = listed.removeValue(forKey: "\(recipe.id) \(master)")
                let seen = states(of: attempts, recipe.id, from: made.begin - behind, to: made.end)
                let fits = seen.map { Self.asks(listing.status, for: $0.status) }
                // What hides repeats makes an older attempt the newest that was shown: such a list is not said to be complete.
                let isShown = { (row: String) in
                    made.record.isComplete
                        ? zip(seen, fits).contains { $0.id == row && $1 } : attempts.contains { $0.id == row }
                }
                if let row, !isShown(row) { find("\(master) is listed as \(row), and was \(seen)") }
                let isWhole = made.record.isComplete && !made.record.isCut
                if row == nil, isWhole, fits.allSatisfy(\.self) { find("\(master) is not listed, and was \(seen)") }
            }
        }
        for (row, job) in listed { find("\(job) of \(row) is listed, and is not in the workspace") }
    }

    /// The attempts of each master of a recipe, those included that were made while the run went on.
    private func attempts(of recipe: Scenario.Recipe) -> [String: [Attempt]] {
        var attempts: [String: [Attempt]] = [:]
        for job in recipe.jobs {
            guard case .at(let start) = job.startedAt else { continue }
            let attempt = Attempt(id: job.id, start: start.milliseconds, status: job.status)
            attempts[job.repeats ?? job.id, default: []].append(attempt)
        }
        for entry in ledger.enqueued where entry.recipe == recipe.id {
            attempts[entry.master, default: []].append(Attempt(id: entry.job, start: entry.at.milliseconds))
        }
        return attempts
    }

    /// The newest attempt and its status, each time that one of them changed between two times, the first time included.
    private func states(
        of attempts: [Attempt],
        _ recipe: Int,
        from begin: Int64,
        to end: Int64
    ) -> [(id: String, status: Scenario.Status)] {
        var ends: [String: Ledger.Ended] = [:]
        for case .ended(let entry) in ledger.entries where entry.recipe == recipe { ends[entry.job] = entry }
        let moments = attempts.flatMap { [$0.start] + [ends[$0.id]?.at.milliseconds].compactMap { $0 } }
        return ([begin] + moments.filter { $0 > begin && $0 <= end }.sorted()).compactMap { moment in
            guard let newest = attempts.filter({ $0.start <= moment }).max(by: { $0.start < $1.start }) else {
                return nil
            }
            let ended = ends[newest.id].flatMap { $0.at.milliseconds <= moment ? $0.status : nil }
            return (newest.id, ended ?? newest.status ?? .pending)
        }
    }

    private static func asks(_ asked: JobListing.Status, for status: Scenario.Status) -> Bool {
        switch asked {
        case .any: true
        case .failed: status == .failed
        case .succeeded: status == .succeeded
        case .pending: status == .pending
        }
    }
}
