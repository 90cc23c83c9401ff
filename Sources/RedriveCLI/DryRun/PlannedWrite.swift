import RedriveCore

/// A write request that a dry run reports instead of sending it.
struct PlannedWrite: Sendable, Hashable {
    /// The name of the step.
    var step: String
    /// The request.
    var write: Write
    /// The chunk of the run that is sent again; nil for a new chunk.
    var chunk: Int?
    /// The row of a token that is sent; nil for a request that repeats jobs.
    var token: TokenRow?

    /// The requests of a plan's steps, in the order in which they would be sent.
    ///
    /// - Parameter names: the steps that take part; nil for all.
    static func all(of plan: Plan, steps names: [String]?) -> [PlannedWrite] {
        plan.header.steps.enumerated().flatMap { index, step -> [PlannedWrite] in
            guard names?.contains(step.name) ?? true else { return [] }
            return plan.batches(ofStep: index).map { PlannedWrite(step: step.name, write: plan.write($0)) }
                + resumes(plan.rows(ofStep: index), of: plan)
        }
    }

    /// The requests that resume the jobs of these rows.
    static func resumes(_ rows: some Sequence<Int>, of plan: Plan) -> [PlannedWrite] {
        rows.map { row in
            let token = plan.tokens[row]
            return PlannedWrite(step: plan.header.steps[token.step].name, write: .resumeJob(row: row), token: token.row)
        }
    }
}
