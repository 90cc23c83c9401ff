package import WorkatoJobs

/// Reads a state file line by line: checks each line, puts the plan together, and folds the records.
///
/// Lines are whole; what stands behind the last newline of a file was cut short and is not for the reader.
package struct JournalReader: Sendable {
    /// What the first line says; nil before it.
    package private(set) var header: JournalHeader?
    /// The SHA-256 of the plan, as 64 hex digits; empty before its end.
    package private(set) var planDigest = ""
    /// The fold of the records so far; nil before the first.
    package private(set) var state: RunState?

    private var decoder = JournalDecoder()
    private var plan: PlanDecoder? = PlanDecoder()

    /// A reader at the first line.
    package init() {}

    /// Behind the last line; an encoder goes on from here.
    package var position: JournalEncoder.Position { decoder.position }

    /// Takes the next line.
    ///
    /// - Parameter line: without its newline.
    /// - Returns: the record if the line holds one; `state` is the fold up to and with it.
    /// - Throws: `JournalError`; the reader is then to be thrown away.
    package mutating func consume(line: ArraySlice<UInt8>) throws(JournalError) -> (record: Record, at: Timestamp)? {
        switch try decoder.consume(line: line) {
        case .header(let header):
            self.header = header
            return nil
        case .plan(let line):
            try consume(planLine: line)
            return nil
        case .record(let record, let time):
            guard try finishPlan() else {
                throw .plan(line: position.sequence, why: "is a record, and the plan is not at its end")
            }
            do {
                try state?.apply(record, at: time)
            } catch {
                throw .cannotFollow(line: position.sequence, why: error.message)
            }
            return (record, time)
        }
    }

    /// The end of the file.
    ///
    /// - Throws: `JournalError` if the plan is not whole or there is nothing at all.
    package mutating func finish() throws(JournalError) -> (header: JournalHeader, state: RunState) {
        guard let header else { throw .planCutShort(line: 0) }
        guard try finishPlan(), let state else { throw .planCutShort(line: position.sequence) }
        return (header, state)
    }

    private mutating func consume(planLine line: ArraySlice<UInt8>) throws(JournalError) {
        do {
            try plan?.consume(line: line)
        } catch {
            throw .plan(line: position.sequence, why: error.message)
        }
    }

    /// Nothing more belongs to the plan; false if it is not whole.
    private mutating func finishPlan() throws(JournalError) -> Bool {
        guard let decoder = plan else { return true }
        guard decoder.isComplete else { return false }
        let decoded: (plan: Plan, planID: String)
        do {
            decoded = try decoder.finish()
        } catch {
            throw .plan(line: position.sequence, why: error.message)
        }
        guard decoded.planID == header?.planID else {
            throw .plan(
                line: position.sequence,
                why: "ends a plan with the id '\(decoded.planID)', which is not that of the first line"
            )
        }
        state = RunState(plan: decoded.plan, planID: decoded.planID, index: decoder.index)
        planDigest = decoder.digest
        plan = nil
        return true
    }
}
