import RedriveCore
import WorkatoJobs

/// One job for people: what it is, its family, its steps; never what its steps have read and written.
struct JobView: ResultView {
    private static let labelWidth = 10

    private let result: JobResult
    private var row: JobRow { result.detail.row }

    /// A view of a job.
    init(_ result: JobResult) { self.result = result }

    var completion: Completion { Completion() }

    var warnings: [String] {
        var warnings: [String] = []
        if row.id != result.asked { warnings.append("the server answered with another job than \(result.asked)") }
        if let named = row.recipeID, named != result.recipe {
            warnings.append("the server says that the job belongs to recipe \(named)")
        }
        if let error = result.repeatsError {
            warnings.append(
                "its repeats cannot be listed: \(ListingError(recipe: result.recipe, error: error).message)"
            )
        } else if !result.hasAllRepeats {
            warnings.append("the list of repeats was not read to its end: there may be more")
        }
        return warnings
    }

    func lines(on canvas: Canvas) -> [Line] {
        let status = Line(row.status.rawValue, row.status.style)
        let head: Line = "\(row.id.text, .bold)  \(status)  recipe \(result.recipe)"
        let blocks = [[head], about, family, steps]
        return blocks.flatMap { $0 }.flatMap { $0.wrapped(to: canvas.columns, indent: 2 + Self.labelWidth) }
    }

    private var about: [Line] {
        let listed = ListedRow(recipe: result.recipe, row: row)
        let took = listed.duration.map { "  took \($0 < .seconds(1) ? "less than a second" : Wording.time($0))" } ?? ""
        let error = [row.adapter, row.errorType, row.errorMessage ?? row.error].compactMap(\.self)
        return [
            Self.line("title", row.title), Self.line("started", row.startedAt?.description),
            Self.line("ended", row.completedAt.map { $0.description + took }),
            error.isEmpty ? nil : Self.line("error", error.joined(separator: " · "), .bad),
            Self.line("inner", row.innerMessage), row.isTest == true ? Self.line("kind", "a test run") : nil,
            row.isPollError ? Self.line("kind", "a poll of the trigger that failed, not a run") : nil,
        ].compactMap(\.self)
    }

    private var family: [Line] {
        var lines = [Line("family", .bold)]
        let isMaster = row.isMaster
        lines.append(Self.line("master", isMaster ? "this job" : "\(row.master)") ?? .empty)
        let repeats = result.repeats.sorted { ($0.startedAt ?? .distant) < ($1.startedAt ?? .distant) }
        if repeats.isEmpty, result.repeatsError == nil { lines.append(Self.line("repeats", "none") ?? .empty) }
        for (index, other) in repeats.enumerated() {
            let mark = other.id == row.id ? "  (this job)" : ""
            let started = other.startedAt.map { "  started \($0.formatted(.seconds))" } ?? ""
            let label = index == 0 ? "repeats" : ""
            lines.append(
                Self.labelled(label)
                    + "\(other.id)  \(Line(other.status.rawValue, other.status.style))\(started)\(mark)"
            )
        }
        if let caller = Self.job(row.callingRecipeID, row.callingJobID) {
            lines.append(Self.line("caller", caller) ?? .empty)
        }
        if let root = Self.job(row.rootRecipeID, row.rootJobID) { lines.append(Self.line("root", root) ?? .empty) }
        return lines
    }

    private var steps: [Line] {
        guard !result.detail.lines.isEmpty else { return [Line("no steps were kept", .dim)] }
        let names = result.detail.lines.map { line in
            [line.adapterName, line.operation].compactMap(\.self).joined(separator: " ")
        }
        let width = min(names.map { Line($0).width }.max() ?? 0, 40)
        return [Line("steps", .bold)]
            + zip(result.detail.lines, names).map { step, name in
                let number = step.recipeLineNumber.map(String.init) ?? "?"
                let padding = String(repeating: " ", count: max(Self.labelWidth - 2 - number.count, 0))
                let time = step.seconds.map { "  \(Self.seconds($0))" } ?? ""
                let error: Line = step.hasError ? "  \("failed", .bad)  \(step.error ?? "")" : ""
                return "  \(padding)\(number)  \(Line(name).padded(to: width))\(time)" + error
            }
    }

    private static func line(_ label: String, _ text: String?, _ style: Line.Style = .plain) -> Line? {
        text.map { labelled(label) + Line($0, style) }
    }

    private static func labelled(_ label: String) -> Line {
        "  " + Line(label, .dim).padded(to: labelWidth)
    }

    /// A job of another recipe, with the arguments that show it.
    private static func job(_ recipe: RecipeID?, _ job: JobID?) -> String? {
        switch (recipe, job) {
        case (let recipe?, let job?): "\(job) of recipe \(recipe)  (redrive job \(recipe) \(Shell.quoted(job.text)))"
        case (let recipe?, nil): "recipe \(recipe)"
        case (nil, let job?): "\(job)"
        case (nil, nil): nil
        }
    }

    /// A step's time, to the millisecond.
    private static func seconds(_ seconds: Double) -> String {
        guard seconds < 1_000_000 else { return ">1,000,000 s" }
        let milliseconds = Int((seconds * 1000).rounded())
        let fraction = String(milliseconds % 1000 + 1000).dropFirst()
        return "\(milliseconds / 1000).\(fraction) s"
    }
}

extension Timestamp {
    fileprivate static let distant = Timestamp(milliseconds: .max)
}
