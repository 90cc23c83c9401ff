internal import LocatedYAML
internal import RedriveCore
internal import WorkatoJobs

/// A `jobs_file`: CSV with a header, JSON Lines, or a JSON array; `recipe_id` and `job_id` in each row.
///
/// The first character that is not white space decides: `{` and `[` start JSON. No text of a file
/// is shown if it has neither of the two names in the usual place, since the path may be that of a file of secrets.
struct JobsFile {
    private let file: SourceFile
    private let named: Node

    /// The largest file, in bytes.
    static let maximumBytes = 16 << 20
    /// The most errors that are reported for one file.
    static let maximumErrors = 20
    /// The columns that are read.
    static let columns = ["recipe_id", "job_id"]

    /// A file that was read, and the node that named it.
    init(_ file: SourceFile, namedAt named: Node) {
        self.file = file
        self.named = named
    }

    /// One row, before its values are checked.
    struct Row {
        /// The text of `recipe_id`.
        var recipe: String
        /// The text of `job_id`.
        var job: String
        /// The place of the row.
        var range: SourceRange
    }

    /// The contents of a file.
    struct Contents {
        /// Whether it looks like a jobs file, so that its text may be shown.
        var isRecognized = false
        /// The rows that could be read; of too many, the first.
        private(set) var rows: [Row] = []
        /// How many could be read.
        private(set) var rowCount = 0
        /// What is wrong with the others; of more than are reported, the first.
        private(set) var problems: [FormError] = []
        /// How many things are wrong.
        private(set) var problemCount = 0

        /// Adds a row.
        mutating func append(_ row: Row) {
            rowCount += 1
            if rowCount <= SourceReader.maximumJobs { rows.append(row) }
        }

        /// Adds what is wrong with a row.
        mutating func append(_ problem: FormError) {
            problemCount += 1
            if problemCount <= maximumErrors { problems.append(problem) }
        }

        /// Counts rows that are not read, since there are too many.
        mutating func skip(_ count: Int) { rowCount += count }
    }

    /// Something wrong with a row.
    struct FormError: Error {
        /// What is wrong.
        var message: String
        /// Where.
        var range: SourceRange
        /// How to fix it.
        var help: String?
    }

    /// The jobs in the order of the file, each once; nil after a diagnostic.
    func read(_ diagnostics: inout Diagnostics) -> [JobQuery.ListedJob]? {
        guard file.bytes.count <= Self.maximumBytes else {
            diagnostics.error(
                "a jobs file must have at most \(Self.maximumBytes >> 20) MiB; '\(file.name)' has more",
                at: named
            )
            return nil
        }
        if let encoding = file.foreignEncoding {
            diagnostics.error(
                "a jobs file must be UTF-8; '\(file.name)' is \(encoding)",
                at: named,
                help: "export it again as UTF-8"
            )
            return nil
        }
        let contents = parse()
        var errors = contents.problems
        if !contents.isRecognized, let first = errors.first {
            diagnostics.error("'\(file.name)' is not a jobs file: \(first.message)", at: named, help: first.help)
            return nil
        }
        var jobs: [JobQuery.ListedJob] = []
        var seen: [JobQuery.ListedJob: SourceRange] = [:]
        var repeated: (first: SourceRange, again: SourceRange, count: Int)?
        guard contents.rowCount <= SourceReader.maximumJobs else {
            diagnostics.error(
                "a jobs file must have at most \(SourceReader.maximumJobs) jobs; '\(file.name)' has \(contents.rowCount)",
                at: named
            )
            return nil
        }
        for row in contents.rows {
            let key: JobQuery.ListedJob
            do throws(FormError) {
                key = try Self.job(of: row)
            } catch {
                errors.append(error)
                continue
            }
            if let first = seen[key] {
                repeated = repeated.map { ($0.first, $0.again, $0.count + 1) } ?? (first, row.range, 1)
                continue
            }
            seen[key] = row.range
            jobs.append(.init(recipe: key.recipe, job: key.job, place: "\(file.name):\(row.range.start.line)"))
        }
        report(errors, unreported: contents.problemCount - contents.problems.count, &diagnostics)
        if let repeated {
            let others = repeated.count - 1
            let more = others == 0 ? "" : others == 1 ? ", as is 1 more row" : ", as are \(others) more rows"
            diagnostics.append(
                .warning(
                    "this job is listed a second time\(more)",
                    at: .file(file, repeated.again),
                    secondary: [.init("first listed here", at: .file(file, repeated.first))]
                )
            )
        }
        return errors.isEmpty && isFilled(contents.rows, &diagnostics) ? jobs : nil
    }

    private func parse() -> Contents {
        let first = file.bytes.first { ![0xEF, 0xBB, 0xBF, 0x20, 0x09, 0x0A, 0x0D].contains($0) }
        let isJSON = first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
        return isJSON ? JobsFileJSON(file).parse() : JobsFileCSV(file).parse()
    }

    /// The job of a row; its place is left empty.
    private static func job(of row: Row) throws(FormError) -> JobQuery.ListedJob {
        guard let recipe = DigitsText.parse(row.recipe).flatMap({ RecipeID($0) }) else {
            throw FormError(
                message: "'recipe_id' must be a whole number from 1; this is \(found(row.recipe))",
                range: row.range,
                help: recipeHelp(row.recipe)
            )
        }
        do throws(JobReference.ReferenceError) {
            return .init(recipe: recipe, job: try JobReference(row.job).job(of: recipe), place: "")
        } catch {
            throw FormError(
                message: "'job_id' must be \(error.rule); this is \(found(row.job))",
                range: row.range,
                help: pastedCharacterHelp(row.job) ?? error.help
            )
        }
    }

    /// A value as messages show it.
    private static func found(_ text: String) -> String {
        Node(argument: "", value: text).found
    }

    /// What a spreadsheet has made of a number: `28904.0`, `28,904`, `="28904"`, `5.13E+07`.
    private static func recipeHelp(_ text: String) -> String? {
        if let help = pastedCharacterHelp(text) { return help }
        if let recipe = JobReference.recipe(inAddress: text) { return "write \(recipe)" }
        var digits = text.filter { !",=\"' ".contains($0) }
        if digits.hasSuffix(".0") { digits.removeLast(2) }
        if DigitsText.parse(digits).map({ $0 > 0 }) ?? false { return "write \(digits)" }
        guard Double(text) != nil, text.contains(where: { $0 == "e" || $0 == "E" }) else { return nil }
        return "a spreadsheet has rounded the number: make the column text, fill it in again, and export it again"
    }

    private func isFilled(_ rows: [Row], _ diagnostics: inout Diagnostics) -> Bool {
        guard !rows.isEmpty else {
            let end = file.position(ofOffset: file.bytes.count)
            diagnostics.append(
                .error(
                    "a jobs file must list at least one job; this has none",
                    at: .file(file, SourceRange(start: end, end: end)),
                    secondary: [.init("named here", at: named.place)]
                )
            )
            return false
        }
        return true
    }

    private func report(_ problems: [FormError], unreported: Int, _ diagnostics: inout Diagnostics) {
        let sorted = problems.sorted { $0.range.start < $1.range.start }
        for problem in sorted.prefix(Self.maximumErrors) {
            diagnostics.append(.error(problem.message, at: .file(file, problem.range), help: problem.help))
        }
        let rest = max(0, sorted.count - Self.maximumErrors) + unreported
        if rest > 0 {
            diagnostics.append(.error("'\(file.name)' has \(rest) more errors", at: named.place))
        }
    }
}

extension SourceFile {
    /// The range of some of its bytes.
    func range(of bytes: Range<Int>) -> SourceRange {
        SourceRange(start: position(ofOffset: bytes.lowerBound), end: position(ofOffset: bytes.upperBound))
    }
}
