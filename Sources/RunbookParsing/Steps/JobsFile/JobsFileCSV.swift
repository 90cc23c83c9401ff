import TerminalText

internal import LocatedYAML

/// Comma-separated values by RFC 4180, with a header in any order; other columns are ignored.
struct JobsFileCSV {
    private let file: SourceFile
    private let bytes: [UInt8]
    private var offset: Int

    /// A file whose text is CSV.
    init(_ file: SourceFile) {
        self.file = file
        bytes = file.bytes
        offset = file.bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }

    private struct Field {
        var text: String
        var range: Range<Int>
    }

    /// The rows below the header, and everything that is wrong with the text.
    func parse() -> JobsFile.Contents {
        var reader = self
        return reader.readAll()
    }

    private mutating func readAll() -> JobsFile.Contents {
        var contents = JobsFile.Contents()
        var header: (columns: Int, recipe: Int, job: Int)?
        do throws(JobsFile.FormError) {
            contents.isRecognized = saysSeparator
            try skipSeparatorLine()
            while offset < bytes.count {
                var fields = try record()
                // This includes rows that a spreadsheet has cleared, which contain only commas.
                if fields.allSatisfy(\.text.isEmpty) { continue }
                guard let header else {
                    contents.isRecognized = Self.isHeader(fields)
                    header = try Self.header(fields, in: file)
                    continue
                }
                while fields.count > header.columns, fields.last?.text.isEmpty == true { fields.removeLast() }
                let whole = file.range(of: fields[0].range.lowerBound..<(fields.last?.range.upperBound ?? offset))
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

    /// A first line `sep=,`, which some spreadsheets need to read the file.
    private mutating func skipSeparatorLine() throws(JobsFile.FormError) {
        guard saysSeparator, let range = file.byteRange(ofLine: 1) else { return }
        guard firstLine.last == UInt8(ascii: ",") else {
            throw .init(
                message: "the columns of a jobs file must be separated by commas",
                range: file.range(of: offset..<range.upperBound)
            )
        }
        offset = file.byteRange(ofLine: 2)?.lowerBound ?? bytes.count
    }

    private var saysSeparator: Bool { firstLine.count == 5 && firstLine.starts(with: Array("sep=".utf8)) }

    /// The bytes of the first line without quotes.
    private var firstLine: [UInt8] {
        guard let range = file.byteRange(ofLine: 1), range.count <= 20 else { return [] }
        return bytes[range].filter { $0 != UInt8(ascii: "\"") }
    }

    /// Whether a line names one of the columns, possibly misspelled or not separated by commas.
    private static func isHeader(_ fields: [Field]) -> Bool {
        let names = fields.flatMap { $0.text.split { ";|\t".contains($0) } }.map { trimmed(String($0)) }
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

    /// The fields up to the end of a line; a line break inside quotes belongs to its field.
    private mutating func record() throws(JobsFile.FormError) -> [Field] {
        var fields: [Field] = []
        while true {
            fields.append(try field())
            guard offset < bytes.count else { return fields }
            let separator = bytes[offset]
            offset += 1
            if separator == UInt8(ascii: ",") { continue }
            if separator == UInt8(ascii: "\r"), offset < bytes.count, bytes[offset] == UInt8(ascii: "\n") {
                offset += 1
            }
            return fields
        }
    }

    private mutating func field() throws(JobsFile.FormError) -> Field {
        let start = offset
        guard offset < bytes.count, bytes[offset] == UInt8(ascii: "\"") else {
            while offset < bytes.count, !Self.isEnd(bytes[offset]) { offset += 1 }
            let text = String(decoding: bytes[start..<offset], as: UTF8.self)
            return Field(text: Self.trimmed(text), range: start..<offset)
        }
        var text: [UInt8] = []
        offset += 1
        while offset < bytes.count {
            let byte = bytes[offset]
            offset += 1
            guard byte == UInt8(ascii: "\"") else {
                text.append(byte)
                continue
            }
            if offset < bytes.count, bytes[offset] == UInt8(ascii: "\"") {
                text.append(byte)
                offset += 1
                continue
            }
            guard offset == bytes.count || Self.isEnd(bytes[offset]) else {
                throw .init(
                    message: "a closing quote must be followed by a comma or the end of the line",
                    range: file.range(of: offset..<offset + 1)
                )
            }
            return Field(text: String(decoding: text, as: UTF8.self), range: start..<offset)
        }
        throw .init(message: "a quote is not closed", range: file.range(of: start..<start + 1))
    }

    private static func isEnd(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    }

    private static func trimmed(_ text: String) -> String {
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        return String(text.drop(while: isBlank).reversed().drop(while: isBlank).reversed())
    }
}
