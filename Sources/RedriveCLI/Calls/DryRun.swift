import Transport
import RedriveCore
import WorkatoJobs

/// Prints every write that would be sent, and sends none.
struct DryRun {
    let console: Console

    /// One request that would be sent.
    struct Write: Sendable, Hashable {
        var step: String
        var recipe: RecipeID
        var masters: [JobID]
        /// The chunk of the run that is sent again; nil for a new one.
        var chunk: Int?
    }

    /// The writes of a plan's steps, in the order of sending; nil for all steps.
    static func writes(of plan: Plan, steps names: [String]?) -> [Write] {
        plan.header.steps.enumerated().flatMap { index, step -> [Write] in
            guard names?.contains(step.name) ?? true else { return [] }
            return plan.batches(ofStep: index).map { chunk in
                Write(step: step.name, recipe: chunk.recipe, masters: chunk.jobs.map { plan.jobs[$0].master })
            }
        }
    }

    /// Prints them: method, path and body of each.
    ///
    /// - Parameter nextChunk: the number of the first new chunk.
    func show(_ writes: [Write], nextChunk: Int = 1) {
        let api = JobsAPI()
        var next = nextChunk
        for write in writes {
            let chunk = write.chunk ?? next
            if write.chunk == nil { next += 1 }
            let request = api.repeatJobs(write.recipe, write.masters)
            let body = String(decoding: request.body, as: UTF8.self)
            console.result(["\(request.method.rawValue, .bold) \(request.target)", Line(body), .empty])
            console.event(
                "chunk",
                [
                    JSONMember("chunk", .int(chunk)), JSONMember("status", "dry_run"),
                    JSONMember("step", .string(write.step)), JSONMember("recipe_id", .int(write.recipe.value)),
                    JSONMember("master_job_ids", .array(write.masters.map { .string($0.text) })),
                    JSONMember("method", .string(request.method.rawValue)), JSONMember("path", .string(request.target)),
                    JSONMember("body", .string(body)),
                ]
            )
        }
        let jobs = writes.reduce(0) { $0 + $1.masters.count }
        console.result([
            "dry run: \(Wording.count(writes.count, "request")) with \(Wording.count(jobs, "job")) would be sent; none was"
        ])
    }
}
