import TerminalText

internal import LocatedYAML

/// Comma-separated values by RFC 4180, with a header in any order; other columns are ignored.
struct JobsFileCSV {
    private let file: SourceFile
    private var text: CSVText

    /// A file whose text is CSV.
    init(_ file: SourceFile) {
        self.file = file
        text = CSVText(file)
    }

    private typealias Field = CSVText.Field

    /// The rows below the header, and everything that is wrong with the text.
    func parse() -> JobsFile.Contents {
        var reader = self
        return reader.readAll()
    }

    private mutating func readAll() -> JobsFile.Contents {
        var contents = JobsFile.Contents()
        var header: (columns: Int, recipe: Int, job: Int)?
        do throws(JobsFile.FormError) {
            contents.isRecognized = text.saysSeparator
            try text.skipSeparatorLine()
            while !text.isAtEnd {
                var fields = try text.record()
                // This includes rows that a spreadsheet has cleared, which contain only commas.
                if fields.allSatisfy(\.text.isEmpty) { continue }
                guard let header else {
                    contents.isRecognized = Self.isHeader(fields)
                    header = try Self.header(fields, in: file)
                    continue
                }
                while fields.count > header.columns, fields.last?.text.isEmpty == true { fields.removeLast() }
                let whole = file.range(of: fields[0].range.lowerBound..<(fields.last?.range.upperBound ?? text.offset))
                guard fields.count == header.columns else {
                    contents.append(
                        JobsFile.FormError(
                            message:
                                "a row must have \(header.columns) columns, as the header has; this has \(fields.count)",
                            range: whole
                        )
                    )
                    continue
                }
                contents.append(
                    JobsFile.Row(recipe: fields[header.recipe].text, job: fields[header.job].text, range: whole)
                )
            }
        } catch {
            // After a broken quote or without a header, no row can be trusted.
            contents.append(error)
        }
        return contents
    }

    /// Whether a line names one of the columns, possibly misspelled or not separated by commas.
    private static func isHeader(_ fields: [Field]) -> Bool {
        let names = fields.flatMap { $0.text.split { ";|\t".contains($0) } }.map { CSVText.trimmed(String($0)) }
        return JobsFile.columns.contains { closestMatch(to: $0, among: names) != nil }
    }

    private static func header(
        _ fields: [Field],
        in file: SourceFile
    ) throws(JobsFile.FormError) -> (columns: Int, recipe: Int, job: Int) {
        let names = fields.map(\.text)
        func column(_ name: String) throws(JobsFile.FormError) -> Int {
            let found = names.indices.filter { names[$0] == name }
            guard let first = found.first else {
                let range = fields[0].range.lowerBound..<fields[fields.count - 1].range.upperBound
                let separated = fields.count == 1 && names[0].contains { ";|\t".contains($0) }
                let similar =
                    closestMatch(to: name, among: names).map { "a column with a similar name is '\($0)'" }
                    ?? (name == "job_id" && names.contains("id") ? "rename 'id' to 'job_id'" : nil)
                throw .init(
                    message: "the header has no column '\(name)'",
                    range: file.range(of: range),
                    help: separated ? "separate the columns by commas" : similar
                )
            }
            guard found.count == 1 else {
                throw .init(message: "the header has '\(name)' twice", range: file.range(of: fields[found[1]].range))
            }
            return first
        }
        return (names.count, try column("recipe_id"), try column("job_id"))
    }
}
