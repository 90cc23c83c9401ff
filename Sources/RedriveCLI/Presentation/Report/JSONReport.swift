import RedriveCore
import WorkatoJobs

/// A report as one JSON document: the run, its totals, errors, timeline, and an object for each job on a line of its own.
///
/// Source: docs/formats/report.md and report.schema.json.
struct JSONReport {
    /// The version of the document; a member keeps its meaning until it changes.
    static let version = 1

    private let contents: ReportContents
    private var state: RunState { contents.state }

    /// The report of a run.
    init(_ contents: ReportContents) { self.contents = contents }

    /// The lines of the document.
    var parts: some Sequence<String> {
        let jobs = contents.report.rows.enumerated().lazy.map { index, row in
            (index > 0 ? ",\n" : "") + JSONValue.object(Self.members(of: row)).text
        }
        return [AnySequence([head]), AnySequence(jobs), AnySequence(["\n]}\n"])].lazy.joined()
    }

    /// Everything before the first job.
    private var head: String {
        var text = "{"
        for member in members { text += "\(JSONValue.string(member.name).text):\(member.value.text),\n" }
        return text + "\"jobs\":[\n"
    }

    private var members: JSONObject {
        let header = state.plan.header
        let workspace = header.workspace
        let place: JSONObject = [
            member("url", .string(workspace.url)), member("name", .optional(workspace.name)),
            member("data_center", .optional(workspace.dataCenter?.rawValue)),
            member("identity", JSONValue(header.identity)),
        ]
        return [
            member("format", "redrive-report"), member("version", .int(Self.version)),
            member("name", .string(header.name)), member("plan_id", .string(state.planID)),
            member("plan_created_at", .string(header.createdAt.description)),
            member("redrive", .string(contents.version)), member("simulated", .optional(header.simulated)),
            member("workspace", .object(place)), member("reason", .optional(state.reason)),
            member("begun_at", .optional(state.sessions.first?.at.description)),
            member("last_record_at", .optional(state.lastRecordAt?.description)),
            member("ending", .optional(state.ending?.name)),
            member("exit", .optional(state.ending.map { Int(ExitStatus(of: state, $0).rawValue) })),
            member("headline", .string(contents.headline)),
            member("totals", .object(JSONObject(state))),
            member("steps", .array(JSONValue.steps(of: state))),
            member("recipes", .array(contents.report.recipes.map(recipe))),
            member("signatures", .array(SignatureOutcomes.all(of: state).map { .signature($0) })),
            member("timeline", .array(contents.report.timeline.entries.map(entry))),
            member("timeline_left_out", .int(contents.report.timeline.leftOut)),
            member("series", .object(series)),
        ]
    }

    private func member(_ name: String, _ value: JSONValue) -> JSONMember { JSONMember(name: name, value) }

    private func recipe(_ recipe: RecipeID, _ tally: JobTally) -> JSONValue {
        .object(
            [
                member("recipe_id", .int(recipe.value)),
                member("name", .optional(contents.state.plan.header.recipeNames[recipe])),
            ] + JSONObject(tally)
        )
    }

    private func entry(_ entry: RunTimeline.Entry) -> JSONValue {
        let words = TimelineWords(steps: state.plan.header.steps, tokens: state.plan.tokens)
        return .object([
            member("at", .string(entry.at.description)), member("event", .string(entry.event.name)),
            member("words", .string(words.words(entry.event))),
        ])
    }

    private var series: JSONObject {
        let series = contents.report.series
        let counts = WorkSeries.Measure.allCases.map { measure in
            member("\(measure)", .array(series.counts(measure).map(JSONValue.int)))
        }
        return [member("bucket_seconds", .int(Wording.seconds(series.width)))] + counts
    }

    /// The members of a job: those of the CSV's columns that are known, and the name of its reason.
    static func members(of row: ReportRow) -> JSONObject {
        [
            JSONMember(.step, .string(row.step)), JSONMember(.recipeID, .optional(row.recipe?.value)),
            JSONMember(.masterJobID, .string(row.id)), JSONMember(.jobClass, .string(row.jobClass.rawValue)),
            JSONMember(.classReason, .optional(row.reason?.name)),
            JSONMember(.errorTypeID, .optional(row.reason?.typeID)),
            JSONMember(.message, .optional(row.reason?.words)), JSONMember(.newJobID, .optional(row.newJob?.text)),
            JSONMember(.outcome, .optional(row.outcome?.rawValue)),
            JSONMember(.signatureBefore, .optional(row.signatureBefore)),
            JSONMember(.signatureAfter, .optional(row.signatureAfter)), JSONMember(.chunk, .optional(row.request)),
            JSONMember(.tryNumber, .optional(row.tryNumber)), JSONMember(.decidedAt, .optional(row.at?.description)),
        ]
    }
}
