import LocatedYAML
import RedriveCore
import RunbookParsing
import Testing
import WorkatoJobs

@Suite struct TokensFileTests {
    private func read(_ text: String) -> (rows: [TokensFile.Row], problems: [TokensFile.Problem]) {
        TokensFile.read(Array(text.utf8))
    }

    /// Each row as `token@line recipe/job note data`.
    private func words(_ text: String) throws -> [String] {
        let (rows, problems) = read(text)
        try #require(problems.isEmpty, "\(problems)")
        return rows.map { row in
            let data: String? =
                switch row.data {
                case nil: nil
                case .inline(let json): String(decoding: json, as: UTF8.self)
                case .file(let path): "file \(path)"
                }
            let job = row.recipe.flatMap { recipe in row.job.map { "\(recipe)/\($0)" } }
            return (["\(row.token)@\(row.line)"] + [job, row.note, data].compactMap { $0 }).joined(separator: " ")
        }
    }

    @Test func `CSV has its columns in any order, quoted or not, in every kind of line end`() throws {
        #expect(try words("token\na\nb\n") == ["a@2", "b@3"])
        #expect(try words("\u{FEFF}note,token\r\nhello,a\r\n,b") == ["a@2 hello", "b@3"])
        #expect(try words("sep=,\ntoken,job_id,recipe_id\na,j-1,7\n") == ["a@3 7/j-1"])
        #expect(
            try words("token,data,data_file\n\"a,\"\"b\",\"{\"\"x\"\":\n1}\",\nc,,d.json\n\n")
                == ["a,\"b@2 {\"x\":\n1}", "c@4 file d.json"]
        )
        #expect(try words("token,,\na,,\n".replacing(",,\na", with: "\na")) == ["a@2"])
    }

    @Test func `JSON Lines have data as JSON, with empty lines between them`() throws {
        let text = """
            \u{FEFF}{"token":"a","data":{"x":[1,"é"]},"note":"n","recipe_id":7,"job_id":"j-1"}

            {"token":"b","data_file":"d/e.json","recipe_id":"8","job_id":"j-2"}
            """
        #expect(try words(text) == [#"a@1 7/j-1 n {"x":[1,"é"]}"#, "b@3 8/j-2 file d/e.json"])
    }

    private struct Wrong: Sendable, CustomTestStringConvertible {
        var text: String
        var problems: [String]
        var testDescription: String { problems.first ?? "" }
    }

    private static let secret = "s3cr3t-tok3n"
    private static let wrong = [
        Wrong(text: "", problems: ["a file of tokens must have at least one token; this has none"]),
        Wrong(text: "token\n\n", problems: ["a file of tokens must have at least one token; this has none"]),
        Wrong(text: "\(secret)\nb\n", problems: ["1: the header has no column 'token'"]),
        Wrong(text: "token,token\na,b\n", problems: ["1: the header has 'token' twice"]),
        Wrong(
            text: "token,dta\n\(secret),b\n",
            problems: [
                "1: 'dta' is not a column of a file of tokens; there are token, data, data_file, recipe_id, job_id, note"
            ]
        ),
        Wrong(
            text: "token,note\n\(secret)\n",
            problems: ["2: a row must have 2 columns, as the header has; this has 1"]
        ),
        Wrong(text: "token,note\n,x\n", problems: ["2: the token is empty"]),
        Wrong(text: "token\n\(secret)\nb\n\(secret)\n", problems: ["4: the token is the same as in line 2"]),
        Wrong(
            text: "token\n\"\(secret) \"\n",
            problems: ["2: the token has a space at its ends, or a control character"]
        ),
        Wrong(
            text: "token\n\"a\u{1}\(secret)\"\n",
            problems: ["2: the token has a space at its ends, or a control character"]
        ),
        Wrong(text: "token,data,data_file\na,{},d\n", problems: ["2: a row has 'data' or 'data_file', not both"]),
        Wrong(text: "token,data\na,[1]\n", problems: ["2: 'data' must be a JSON object; this is another JSON value"]),
        Wrong(
            text: "token,data\na,\(secret)\n",
            problems: ["2: 'data' must be a JSON object; this is none: not a JSON value (at byte 1)"]
        ),
        Wrong(
            text: "token,data\na,\"{\"\"x\"\":1,\"\"x\"\":2}\"\n",
            problems: ["2: 'data' must be a JSON object; this is none: a key occurs twice (at byte 8)"]
        ),
        Wrong(
            text: "token,data\na,\"{\"\"x\"\":\"\"\\ud800\"\"}\"\n",
            problems: ["2: 'data' must be a JSON object; this is none: half a surrogate pair (at byte 13)"]
        ),
        Wrong(text: "token,recipe_id\na,7\n", problems: ["2: a row has both 'recipe_id' and 'job_id', or neither"]),
        Wrong(
            text: "token,recipe_id,job_id\na,0,j-1\n",
            problems: ["2: 'recipe_id' must be a whole number from 1"]
        ),
        Wrong(
            text: "{\"token\":\"a\"}\n{\"tokn\":\"\(secret)\"}\n",
            problems: [
                "2: a line of tokens has an unknown key; there are token, data, data_file, recipe_id, job_id, note"
            ]
        ),
        Wrong(text: "{\"token\":\"a\",\"token\":\"b\"}", problems: ["1: the line has 'token' twice"]),
        Wrong(text: "{\"token\":\"a\",\"data\":{},\"data\":{}}", problems: ["1: the line has 'data' twice"]),
        Wrong(text: "{\"token\":\"\(secret)\"", problems: ["1: the line is not a JSON object (at byte 24)"]),
    ]

    @Test(arguments: wrong) private func `an error names its line and never shows what the line says`(
        _ wrong: Wrong
    ) {
        let (_, problems) = read(wrong.text)
        #expect(problems.map { ($0.line.map { "\($0): " } ?? "") + $0.message } == wrong.problems)
        #expect(!problems.contains { "\($0)".contains(Self.secret) })
    }

    @Test func `bytes that are not UTF-8, other encodings and files that are too large are refused`() {
        let bytes = Array("token,data\na,\"{\"\"x\"\":\"\"".utf8) + [0xC3, 0x28] + Array("\"\"}\"\n".utf8)
        let problem = TokensFile.read(bytes).problems.first
        #expect(problem?.message == "the line has bytes that are not UTF-8" && problem?.line == 2)
        let inToken = Array("token\nok\n".utf8) + [0xE9] + Array("t\u{E9}\n".utf8)
        #expect(TokensFile.read(inToken).problems.map(\.line) == [3])
        let line = Array("{\"token\":\"a\",\"data\":{\"x\":\"".utf8) + [0xFF] + Array("\"}}\n".utf8)
        #expect(!TokensFile.read(line).problems.isEmpty)
        #expect(TokensFile.read([0xFF, 0xFE, 0x74, 0x00]).problems.first?.message.contains("must be UTF-8") == true)
        let large = TokensFile.read([UInt8](repeating: 0x20, count: TokensFile.maximumBytes + 1))
        #expect(large.problems.map(\.message) == ["a file of tokens must have at most 64 MiB"])
    }

    @Test func `a token and the number of tokens have bounds`() {
        let long = String(repeating: "t", count: 4096)
        #expect(read("token\n\(long)\n").problems.isEmpty)
        #expect(read("token\n\(long)t\n").problems.map(\.message) == ["a token must have at most 4096 bytes"])
        let most = ResumeSelection.mostTokens
        let many = (0..<most).map { "t\($0)" }.joined(separator: "\n")
        #expect(read("token\n\(many)\n").rows.count == most)
        let problems = read("token\n\(many)\nx\n").problems.map(\.message)
        #expect(problems == ["a file of tokens must have at most 100000 tokens; this has 100001"])
    }

    // MARK: in a runbook

    private static let resume = """
        redrive: 1
        name: test
        steps:
          - resume_jobs: { tokens_file: waiting.csv }

        """

    private func context(_ files: [String: String], inputs: String? = nil) -> RunbookContext {
        @Sendable func pinned(_ path: String) -> PinnedFile {
            PinnedFile(path: "/\(path)", sha256: String(repeating: "a", count: 64), bytes: 1)
        }
        return RunbookContext(
            now: now,
            inputsFile: inputs.map { SourceFile(name: "inputs.yaml", bytes: Array($0.utf8)) },
            readPinned: { path in
                files[path].map { .success(PinnedContents(file: pinned(path), bytes: Array($0.utf8))) }
                    ?? .failure(.init(message: "no such file"))
            },
            pinnedInputs: pinned("inputs.yaml")
        )
    }

    private func rows(_ text: String, _ context: RunbookContext) throws -> [TokenRow] {
        try RunbookParsingTests.read(text, context).steps.flatMap { step -> [TokenRow] in
            if case .resumeJobs(let selection) = step.kind { selection.rows } else { [] }
        }
    }

    @Test func `a runbook keeps fingerprints and lines, and no token`() throws {
        let rows = try rows(Self.resume, context(["waiting.csv": "token,note\n\(Self.secret),n\n"]))
        #expect(rows == [TokenRow(fingerprint: TokenFingerprint.of(Self.secret, runbook: "test"), line: 2, note: "n")])
        #expect(!"\(rows)".contains(Self.secret))
    }

    @Test func `a token of an earlier step is refused, whatever file it is in`() {
        let two = Self.resume + "  - resume_jobs: { tokens_file: more.csv }\n"
        let told = complaints(
            two,
            context(["waiting.csv": "token\na\n\(Self.secret)\n", "more.csv": "token\nb\n\(Self.secret)\n"])
        )
        #expect(
            told.contains("error: the token is the same as in /waiting.csv:3, which an earlier step resumes"),
            "\(told)"
        )
        #expect(told.contains("/more.csv:3"), "\(told)")
        #expect(!told.contains(Self.secret))
        #expect(told.components(separatedBy: "error:").count == 2, "\(told)")
        let many = "token\n" + (0..<50).map { "t\($0)\n" }.joined()
        let same = complaints(Self.resume + Self.resume.suffix(46), context(["waiting.csv": many]))
        #expect(same.contains("'/waiting.csv' has 30 more tokens of earlier steps"), "\(same)")
        #expect(complaints(two, context(["waiting.csv": "token\na\n", "more.csv": "token\nb\n"])) == "")
    }

    private static let withInput = """
        redrive: 1
        name: test
        inputs: { approvals: { type: list } }
        steps:
          - resume_jobs: { tokens: $approvals }

        """

    @Test func `tokens of an input come from the file of inputs, with its lines`() throws {
        let inputs = "other: 1\napprovals:\n  - \(Self.secret)\n  - \"b:c\"\n"
        let withOther = Self.withInput.replacing("{ approvals:", with: "{ other: { type: integer }, approvals:")
            .replacing("name: test", with: "name: test\nmax_jobs: $other")
        let rows = try rows(withOther, context([:], inputs: inputs))
        #expect(rows.map(\.fingerprint) == [Self.secret, "b:c"].map { TokenFingerprint.of($0, runbook: "test") })
        #expect(rows.map(\.line) == [3, 4])
        // A run reads them again from the pinned bytes.
        let again = try #require(TokensFile.read(Array(inputs.utf8), input: "approvals"))
        #expect(again.map(\.token) == [Self.secret, "b:c"] && again.map(\.line) == [3, 4])
        #expect(TokensFile.read(Array(inputs.utf8), input: "nothing") == nil)
    }

    @Test func `tokens of an input are checked like those of a file`() throws {
        let twice = complaints(Self.withInput, context([:], inputs: "approvals: [\(Self.secret), b, \(Self.secret)]\n"))
        #expect(twice.contains("error: the token is the same as in line 1"), "\(twice)")
        #expect(!twice.contains(Self.secret), "\(twice)")
        let many = "approvals: [" + (0..<20_000).map { "t\($0)" }.joined(separator: ", ") + "]\n"
        #expect(try rows(Self.withInput, context([:], inputs: many)).count == 20_000)
    }

    @Test(arguments: [
        "tokens: [\(secret)]", "tokens: \(secret)", "tokens: { \(secret): 1 }", "tokens: $none",
    ]) func `tokens are taken from nothing but an input in the file of inputs`(_ tokens: String) {
        let text = Self.withInput.replacing("tokens: $approvals", with: tokens)
        let told = complaints(text, context([:], inputs: "approvals: [a]\n"))
        #expect(told.contains("error:"))
        #expect(!told.contains(Self.secret), "\(told)")
    }

    @Test func `tokens in a default, or set on the command line, are refused and not shown`() {
        let withDefault = Self.withInput.replacing("type: list", with: "type: list, default: [\(Self.secret)]")
        var context = context([:])
        let told = complaints(withDefault, context)
        #expect(told.contains("whose value is in the file of --inputs"), "\(told)")
        #expect(!told.contains(Self.secret), "\(told)")
        context.settings = RunbookContext.Setting(argument: "approvals=\(Self.secret)").map { [$0] } ?? []
        let set = complaints(Self.withInput, context)
        #expect(set.contains("whose value is in the file of --inputs"), "\(set)")
        #expect(!set.contains(Self.secret), "\(set)")
    }
}

extension String {
    fileprivate func components(separatedBy separator: String) -> [String] {
        var parts = [""]
        var rest = self[...]
        while let found = rest.firstRange(of: separator) {
            parts[parts.count - 1] += rest[..<found.lowerBound]
            parts.append("")
            rest = rest[found.upperBound...]
        }
        parts[parts.count - 1] += rest
        return parts
    }
}
