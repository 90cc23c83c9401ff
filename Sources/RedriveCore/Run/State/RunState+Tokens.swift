import WorkatoJobs

/// The fold of records that are about suspended jobs.
extension RunState {
    /// Whether the answer to a token was lost, or is not recorded, and nothing was decided since.
    package var hasTokenInDoubt: Bool { tokens.progress.contains { $0.jobClass == .unknown } }

    /// Something happened to a suspended job.
    mutating func take(_ record: Record.Token, at time: Timestamp) throws(RecordError) {
        let row = record.row
        guard tokens.progress.indices.contains(row) else { throw RecordError("there is no token in row \(row)") }
        let step = plan.tokens[row].step
        switch record.event {
        case .intent(let number):
            guard case .notSent = tokens.progress[row] else {
                throw RecordError("token \(row) is sent although it is \(tokens.progress[row].jobClass.rawValue)")
            }
            guard number == tokens.tries[row] + 1 else {
                throw RecordError("try \(number) of token \(row) follows try \(tokens.tries[row])")
            }
            tokens.intend(row, at: time)
        case .resumed(let number):
            try checkInFlight(row, number)
            tokens.end(row, .resumed)
            steps[step].countAnswer(row)
        case .refused(let number, let status, let message):
            try checkInFlight(row, number)
            tokens.end(row, .refused(status: status, message: message))
            steps[step].countAnswer(row, isRefusal: true)
        case .lost(let number, let status, let cause, let why):
            try checkInFlight(row, number)
            tokens.end(row, .unknown(status: status, cause, why: why))
            steps[step].countUnknown(row)
        case .notApplied(let number, let reason, _, _):
            try checkInFlight(row, number)
            if reason == .throttled { throttled += 1 }
            tokens.end(row, .notSent, neverLeft: reason == .notSent || reason == .cancelled)
        case .evidence(let evidence):
            try checkUnknown(row)
            tokens.note(evidence, of: row)
        case .released:
            try checkUnknown(row)
            tokens.end(row, .notSent)
            if steps[step].stage == .finished { steps[step].stage = .running }
        }
    }

    private func checkInFlight(_ row: Int, _ number: Int) throws(RecordError) {
        guard tokens.progress[row] == .inFlight, tokens.tries[row] == number else {
            throw RecordError("try \(number) of token \(row) is answered although it is not in flight")
        }
    }

    private func checkUnknown(_ row: Int) throws(RecordError) {
        guard case .unknown = tokens.progress[row] else {
            throw RecordError("token \(row) is in doubt although it is \(tokens.progress[row].jobClass.rawValue)")
        }
    }
}
