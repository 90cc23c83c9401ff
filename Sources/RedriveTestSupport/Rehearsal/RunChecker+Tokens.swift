import RedriveCore
import WorkatoJobs
import WorkatoSimulator

/// The promises about suspended jobs; the tokens of the scenario are those of the plan's rows, in their order.
extension RunChecker {
    /// The story of the plan's tokens.
    var tokenStory: TokenStory {
        var story = TokenStory(plan)
        for entry in records { story.tell(entry.record) }
        return story
    }

    /// Never twice, never lost, nothing without its intent, and nothing again without a person's word.
    func checkTokens(finished: Bool, _ findings: inout [Finding]) {
        let story = tokenStory
        findings += story.findings
        let times = ledger.timesResumed
        for (row, fate) in story.fates.enumerated() {
            let count = times[row] ?? 0
            if count > 1 + (circumstances.mayResend ? story.releases[row] : 0) {
                findings.append(.init(promise: .twice, detail: "token \(row) has resumed its job \(count) times"))
            }
            let isWrong =
                switch fate {
                case .resumed: count == 0
                case .waiting, .refused: count > 0 && story.releases[row] == 0
                case .sent, .lost: false
                }
            if isWrong {
                findings.append(
                    .init(promise: .lost, detail: "token \(row) is \(fate), and was applied \(count) times")
                )
            }
            if finished, fate == .waiting || fate == .sent, !isSkipped(row) {
                findings.append(.init(promise: .unfinished, detail: "token \(row) is \(fate)"))
            }
        }
        for token in times.keys where !story.fates.indices.contains(token) {
            findings.append(.init(promise: .unplanned, detail: "token \(token)"))
        }
        checkTokenRequests(story, &findings)
    }

    /// Each request has an intent of its row before it; there are no more requests than intents.
    private func checkTokenRequests(_ story: TokenStory, _ findings: inout [Finding]) {
        var intents: [Int: [Int64]] = [:]
        for entry in records {
            guard case .token(let token) = entry.record, case .intent = token.event else { continue }
            intents[token.row, default: []].append(entry.at.milliseconds)
        }
        var strangers = 0
        for request in ledger.requests(.resume) {
            guard request.token != nil else {
                // The workspace does not know the token: which row it is from is not told.
                strangers += 1
                continue
            }
            guard let row = request.token, story.fates.indices.contains(row) else {
                findings.append(
                    .init(promise: .unplanned, detail: "request \(request.number) resumes what is not planned")
                )
                continue
            }
            guard let place = intents[row]?.firstIndex(where: { $0 <= request.at.milliseconds }) else {
                findings.append(.init(promise: .intent, detail: "request \(request.number) has no intent before it"))
                continue
            }
            intents[row]?.remove(at: place)
        }
        if strangers > intents.values.reduce(0, { $0 + $1.count }) {
            findings.append(
                .init(promise: .intent, detail: "\(strangers) requests with unknown tokens have no intents")
            )
        }
    }

    private func isSkipped(_ row: Int) -> Bool {
        records.contains { entry in
            guard case .commanded(let record) = entry.record, case .skip(let recipe) = record.given.command else {
                return false
            }
            return plan.tokens[row].row.recipe == recipe
        }
    }

    /// The rows of a report that are about tokens, against the story.
    func checkTokens(_ rows: [ReportRow], _ findings: inout [Finding]) {
        let story = tokenStory
        guard rows.map(\.id) == plan.tokens.map(\.row.fingerprint) else {
            findings.append(.init(promise: .report, detail: "the rows are not the tokens of the plan"))
            return
        }
        for (row, fate) in zip(rows, story.fates) {
            let told: JobClass =
                switch fate {
                case .waiting: .notSent
                case .sent, .lost: .unknown
                case .resumed: .resumed
                case .refused: .refused
                }
            guard row.jobClass != told else { continue }
            findings.append(.init(promise: .report, detail: "token \(row.id) is \(row.jobClass), and it is \(told)"))
        }
    }
}
