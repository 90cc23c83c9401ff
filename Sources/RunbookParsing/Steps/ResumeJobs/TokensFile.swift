internal import JSONText
internal import LocatedYAML
internal import RedriveCore
package import WorkatoJobs

/// A file of resume tokens: CSV with a header, or JSON Lines.
///
/// The first character that is not white space decides: `{` starts JSON Lines. Problems name a line and never show its text.
package enum TokensFile {
    /// The largest file, in bytes.
    package static let maximumBytes = 64 << 20
    /// The most errors that are reported for one file.
    static let maximumErrors = 20
    /// The longest token, in bytes.
    static let longestToken = 4096
    /// The columns of a CSV file, and the keys of a line of JSON.
    static let columns = ["token", "data", "data_file", "recipe_id", "job_id", "note"]

    /// One row, with its secrets.
    package struct Row: Sendable {
        /// The token.
        package var token: String
        /// The data; nil for none.
        package var data: Data?
        /// The recipe of the job; set if and only if `job` is.
        package var recipe: RecipeID?
        /// The job.
        package var job: JobID?
        /// What the row says for people.
        package var note: String?
        /// The line on which it begins, from 1.
        package var line: Int
    }

    /// The data of a row.
    package enum Data: Sendable {
        /// One JSON object, as it stands in the row.
        case inline([UInt8])
        /// A file, as the row names it.
        case file(String)
    }

    /// Something wrong with a file.
    package struct Problem: Sendable, Hashable {
        /// What is wrong, without the text of the line.
        package var message: String
        /// The line; nil for the file as a whole.
        package var line: Int?
        /// How to fix it.
        package var help: String?
    }

    /// The texts of a row before they are checked.
    private struct Fields {
        var texts: [String: String] = [:]
        var json: [UInt8]?
        var line: Int
    }

    /// Reads a file: its rows, and everything that is wrong with it.
    package static func read(_ bytes: [UInt8]) -> (rows: [Row], problems: [Problem]) {
        guard bytes.count <= maximumBytes else {
            return ([], [Problem(message: "a file of tokens must have at most \(maximumBytes >> 20) MiB")])
        }
        let file = SourceFile(name: "", bytes: bytes)
        if let encoding = file.foreignEncoding {
            return ([], [Problem(message: "a file of tokens must be UTF-8; this is \(encoding)")])
        }
        // Decoding would replace them, and so send another token, or other data.
        if let line = lineOfWrongBytes(bytes) {
            return ([], [Problem(message: "the line has bytes that are not UTF-8", line: line)])
        }
        let first = bytes.first { ![0xEF, 0xBB, 0xBF, 0x20, 0x09, 0x0A, 0x0D].contains($0) }
        var problems: [Problem] = []
        let fields = first == UInt8(ascii: "{") ? lines(file, &problems) : table(file, &problems)
        let rows = distinct(fields, &problems)
        if fields.isEmpty, problems.isEmpty {
            problems.append(.init(message: "a file of tokens must have at least one token; this has none"))
        }
        if fields.count > ResumeSelection.mostTokens {
            let most = "a file of tokens must have at most \(ResumeSelection.mostTokens) tokens"
            problems.append(.init(message: "\(most); this has \(fields.count)"))
        }
        return (rows, problems.sorted { ($0.line ?? 0) < ($1.line ?? 0) })
    }

    /// The first line that has bytes that are not UTF-8, from 1; nil for none.
    private static func lineOfWrongBytes(_ bytes: [UInt8]) -> Int? {
        guard String(validating: bytes, as: UTF8.self) == nil else { return nil }
        // No character of several bytes has a line feed in it.
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        return lines.firstIndex { String(validating: $0, as: UTF8.self) == nil }.map { $0 + 1 }
    }

    /// Reads the tokens of an input from the file of `--inputs`, which was checked before.
    ///
    /// - Returns: nil if the file has no such list.
    package static func read(_ bytes: [UInt8], input name: String) -> [Row]? {
        let kind = DocumentKind("a file of inputs", keys: [name])
        let (root, _) = YAMLDocument.parse(SourceFile(name: "", bytes: bytes), as: kind)
        guard let node = root?[name] else { return nil }
        let items: [Node]
        if case .sequence(let nodes) = node.kind { items = nodes } else { items = [node] }
        let (rows, problems) = read(items)
        return problems.isEmpty ? rows : nil
    }

    /// Reads tokens that have nothing beside them, and everything that is wrong with them.
    static func read(_ items: [Node]) -> (rows: [Row], problems: [Problem]) {
        var problems: [Problem] = []
        let fields = items.map { Fields(texts: ["token": $0.scalar?.text ?? ""], line: $0.range.start.line) }
        let rows = distinct(fields, &problems)
        if items.count > ResumeSelection.mostTokens {
            let most = "a list of tokens must have at most \(ResumeSelection.mostTokens)"
            problems.append(.init(message: "\(most); this has \(items.count)"))
        }
        return (rows, problems)
    }

    /// The rows of texts that are right, each token once.
    private static func distinct(_ fields: [Fields], _ problems: inout [Problem]) -> [Row] {
        var rows: [Row] = []
        var seen: [String: Int] = [:]
        for fields in fields {
            guard let row = row(fields, &problems) else { continue }
            if let first = seen[row.token] {
                problems.append(.init(message: "the token is the same as in line \(first)", line: row.line))
                continue
            }
            seen[row.token] = row.line
            rows.append(row)
        }
        return rows
    }

    // MARK: rows

    private static func row(_ fields: Fields, _ problems: inout [Problem]) -> Row? {
        let before = problems.count
        func add(_ message: String, _ help: String? = nil) {
            problems.append(Problem(message: message, line: fields.line, help: help))
        }
        let text: (String) -> String? = { name in fields.texts[name].flatMap { $0.isEmpty ? nil : $0 } }
        let token = text("token") ?? ""
        if token.isEmpty { add("the token is empty") }
        if token.utf8.count > longestToken { add("a token must have at most \(longestToken) bytes") }
        if token.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) || token.first == " "
            || token.last == " "
        {
            add("the token has a space at its ends, or a control character")
        }
        var row = Row(token: token, line: fields.line)
        let inline = fields.json ?? text("data").map { Array($0.utf8) }
        if inline != nil, text("data_file") != nil { add("a row has 'data' or 'data_file', not both") }
        if let inline {
            do throws(ResumeData.DataError) {
                row.data = .inline(try ResumeData(json: inline).json)
            } catch {
                switch error {
                case .notJSON(let reason, let offset):
                    add("'data' must be a JSON object; this is none: \(reason) (at byte \(offset + 1))")
                case .notAnObject: add("'data' must be a JSON object; this is another JSON value")
                case .tooLarge(let bytes):
                    add("'data' must have at most \(DocumentedLimits.resumeDataBytes) bytes; this has \(bytes)")
                }
            }
        } else if let path = text("data_file") {
            row.data = .file(path)
        }
        switch (text("recipe_id"), text("job_id")) {
        case (nil, nil): break
        case (let recipe?, let job?):
            row.recipe = DigitsText.parse(recipe).flatMap { RecipeID($0) }
            if row.recipe == nil { add("'recipe_id' must be a whole number from 1") }
            row.job = try? JobReference(job).job(of: row.recipe)
            if row.job == nil { add("'job_id' must be \(JobReference.form)") }
        case (_, _): add("a row has both 'recipe_id' and 'job_id', or neither")
        }
        row.note = text("note").map { String(String.UnicodeScalarView($0.unicodeScalars.prefix(TokenRow.longestNote))) }
        return problems.count == before ? row : nil
    }

    // MARK: CSV

    private static func table(_ file: SourceFile, _ problems: inout [Problem]) -> [Fields] {
        var text = CSVText(file)
        var header: [String]?
        var rows: [Fields] = []
        do throws(JobsFile.FormError) {
            try text.skipSeparatorLine()
            while !text.isAtEnd {
                var fields = try text.record()
                if fields.allSatisfy(\.text.isEmpty) { continue }
                let line = file.position(ofOffset: fields[0].range.lowerBound).line
                guard let header else {
                    header = try columnNames(fields.map(\.text), line: line, &problems)
                    if header == nil { return [] }
                    continue
                }
                while fields.count > header.count, fields.last?.text.isEmpty == true { fields.removeLast() }
                guard fields.count == header.count else {
                    let expected = "a row must have \(header.count) columns, as the header has"
                    problems.append(.init(message: "\(expected); this has \(fields.count)", line: line))
                    continue
                }
                rows.append(
                    Fields(texts: Dictionary(uniqueKeysWithValues: zip(header, fields.map(\.text))), line: line)
                )
            }
        } catch {
            problems.append(.init(message: error.message, line: error.range.start.line))
        }
        return rows
    }

    /// The names of the columns; nil after a problem.
    ///
    /// A first line without `token` may hold a token: none of it is shown.
    private static func columnNames(
        _ names: [String],
        line: Int,
        _ problems: inout [Problem]
    ) throws(JobsFile.FormError) -> [String]? {
        guard names.contains("token") else {
            let help = "begin the file with: \(columns.joined(separator: ","))"
            problems.append(.init(message: "the header has no column 'token'", line: line, help: help))
            return nil
        }
        var seen: Set<String> = []
        for name in names where !columns.contains(name) || !seen.insert(name).inserted {
            let isKnown = columns.contains(name)
            let known = columns.joined(separator: ", ")
            problems.append(
                .init(
                    message: isKnown
                        ? "the header has '\(name)' twice"
                        : "'\(name)' is not a column of a file of tokens; there are \(known)",
                    line: line
                )
            )
        }
        return seen.count == names.count ? names : nil
    }

    // MARK: JSON Lines

    private static func lines(_ file: SourceFile, _ problems: inout [Problem]) -> [Fields] {
        var rows: [Fields] = []
        for number in 1...file.lineCount {
            guard let range = file.byteRange(ofLine: number) else { continue }
            let line = file.bytes[range].drop { [0xEF, 0xBB, 0xBF].contains($0) }
            guard line.contains(where: { $0 != 0x20 && $0 != 0x09 }) else { continue }
            let read = Array(line).withUnsafeBufferPointer { object($0, line: number) }
            switch read {
            case .success(let fields): rows.append(fields)
            case .failure(let problem): problems.append(problem)
            }
        }
        return rows
    }

    private static func object(_ bytes: UnsafeBufferPointer<UInt8>, line: Int) -> Result<Fields, Problem> {
        var fields = Fields(line: line)
        do throws(JSONLineReader.LineError) {
            var reader = try JSONLineReader(bytes)
            while let key = try reader.nextKey() {
                guard columns.contains(key) else {
                    let known = columns.joined(separator: ", ")
                    return .failure(
                        .init(message: "a line of tokens has an unknown key; there are \(known)", line: line)
                    )
                }
                guard fields.texts[key] == nil, key != "data" || fields.json == nil else {
                    return .failure(.init(message: "the line has '\(key)' twice", line: line))
                }
                switch key {
                case "data": fields.json = Array(bytes[try reader.range()])
                case "recipe_id": fields.texts[key] = try reader.textOrNumber()
                default: fields.texts[key] = try reader.string()
                }
            }
            return .success(fields)
        } catch {
            switch error {
            case .notJSON(let offset):
                return .failure(.init(message: "the line is not a JSON object (at byte \(offset + 1))", line: line))
            case .wrong(let key, let expected):
                return .failure(.init(message: "'\(key)' must be \(expected)", line: line))
            case .repeated(let key): return .failure(.init(message: "the line has '\(key)' twice", line: line))
            }
        }
    }
}

extension TokensFile.Problem: Error {}
