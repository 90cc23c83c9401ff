internal import LocatedYAML
internal import RedriveCore
internal import WorkatoJobs

/// A `jobs_file`: CSV with a header, or JSON Lines; `recipe_id` and `job_id` in each row.
///
/// Which of the two it is, is seen from its first character that is not white space: `{` begins JSON Lines.
struct JobsFile {
    private let file: SourceFile
    private let named: Node

    /// The largest file, in bytes.
    static let maximumBytes = 16 << 20
    /// The most errors that are told of one file.
    static let maximumErrors = 20

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
        /// Where the row stands.
        var range: SourceRange
    }

    /// Something wrong with a row.
    struct Problem: Error {
        /// What is wrong.
        var message: String
        /// Where.
        var range: SourceRange
        /// How to mend it.
        var help: String?
    }

    /// The jobs in the order of the file, each once; nil after a diagnostic.
    func read(_ diagnostics: inout Diagnostics) -> [Selection.ListedJob]? {
        guard file.bytes.count <= Self.maximumBytes else {
            diagnostics.error("'\(file.name)' is larger than \(Self.maximumBytes >> 20) MiB", at: named)
            return nil
        }
        let (rows, problems) = parse()
        var errors = problems
        var jobs: [Selection.ListedJob] = []
        var seen: [Selection.ListedJob: SourceRange] = [:]
        var repeated: (first: SourceRange, again: SourceRange, count: Int)?
        for row in rows {
            guard let recipe = DigitsText.parse(row.recipe).flatMap({ RecipeID($0) }) else {
                errors.append(Problem(message: "'recipe_id' is a whole number from 1", range: row.range))
                continue
            }
            guard let job = JobID(validating: row.job) else {
                errors.append(
                    Problem(message: "'job_id' is the id of a job, such as j-AJTAt8w6-wdAgWM", range: row.range)
                )
                continue
            }
            let key = Selection.ListedJob(recipe: recipe, job: job, place: "")
            if let first = seen[key] {
                repeated = repeated.map { ($0.first, $0.again, $0.count + 1) } ?? (first, row.range, 1)
                continue
            }
            seen[key] = row.range
            jobs.append(.init(recipe: key.recipe, job: job, place: "\(file.name):\(row.range.start.line)"))
        }
        tell(errors, &diagnostics)
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
        return errors.isEmpty && isFilled(rows, &diagnostics) ? jobs : nil
    }

    private func parse() -> (rows: [Row], problems: [Problem]) {
        let first = file.bytes.first { ![0xEF, 0xBB, 0xBF, 0x20, 0x09, 0x0A, 0x0D].contains($0) }
        return first == UInt8(ascii: "{") ? JobsFileJSONLines(file).parse() : JobsFileCSV(file).parse()
    }

    private func isFilled(_ rows: [Row], _ diagnostics: inout Diagnostics) -> Bool {
        guard !rows.isEmpty else {
            let end = file.position(ofOffset: file.bytes.count)
            diagnostics.append(
                .error(
                    "the file has no jobs",
                    at: .file(file, SourceRange(start: end, end: end)),
                    secondary: [.init("named here", at: named.place)]
                )
            )
            return false
        }
        guard rows.count <= SourceReader.maximumJobs else {
            diagnostics.error(
                "'\(file.name)' lists at most \(SourceReader.maximumJobs) jobs (has \(rows.count))",
                at: named
            )
            return false
        }
        return true
    }

    private func tell(_ problems: [Problem], _ diagnostics: inout Diagnostics) {
        let sorted = problems.sorted { $0.range.start < $1.range.start }
        for problem in sorted.prefix(Self.maximumErrors) {
            diagnostics.append(.error(problem.message, at: .file(file, problem.range), help: problem.help))
        }
        if sorted.count > Self.maximumErrors {
            let rest = sorted.count - Self.maximumErrors
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
