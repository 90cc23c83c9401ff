package import WorkatoJobs

/// Which suspended jobs a step resumes: the rows of a file, each with a token that stays in the file.
package struct ResumeSelection: Sendable, Hashable {
    /// Where the tokens are.
    package var source: TokensSource
    /// The rows, in the order of the file; never empty.
    package var rows: [TokenRow]

    /// The most tokens of a step.
    package static let mostTokens = 100_000

    /// A selection from its parts.
    package init(source: TokensSource, rows: [TokenRow]) {
        self.source = source
        self.rows = rows
    }
}

/// The file that holds the tokens of a step.
package struct TokensSource: Sendable, Hashable {
    /// The file: that of `tokens_file`, or that of `--inputs`.
    package var file: PinnedFile
    /// The input whose value the tokens are, if the file is that of `--inputs`; nil for a `tokens_file`.
    package var input: String?

    /// A source from its parts.
    package init(file: PinnedFile, input: String? = nil) {
        self.file = file
        self.input = input
    }
}

/// A file that has to be the same when it is read again.
package struct PinnedFile: Sendable, Hashable {
    /// Its path, absolute.
    package var path: String
    /// The SHA-256 of its bytes, as 64 hex digits in lower case.
    package var sha256: String
    /// Its size in bytes.
    package var bytes: Int

    /// A file from its parts.
    package init(path: String, sha256: String, bytes: Int) {
        self.path = path
        self.sha256 = sha256
        self.bytes = bytes
    }
}

/// One row of a step's tokens without its secrets: neither the token nor the data.
package struct TokenRow: Sendable, Hashable {
    /// What stands for the token wherever it may not be shown; see `TokenFingerprint`.
    package var fingerprint: String
    /// The line of the file on which the row begins, from 1.
    package var line: Int
    /// The recipe of the suspended job; nil if the row does not name it.
    package var recipe: RecipeID?
    /// The suspended job; set if and only if `recipe` is.
    package var job: JobID?
    /// What the row says for people; kept in the plan.
    package var note: String?
    /// What is passed back to the job; nil for nothing.
    package var data: TokenData?

    /// The longest note, in Unicode scalars.
    package static let longestNote = 500

    /// A row from its parts.
    package init(
        fingerprint: String,
        line: Int,
        recipe: RecipeID? = nil,
        job: JobID? = nil,
        note: String? = nil,
        data: TokenData? = nil
    ) {
        self.fingerprint = fingerprint
        self.line = line
        self.recipe = recipe
        self.job = job
        self.note = note
        self.data = data
    }
}

/// The data of a row, by where it is; never what it is.
package enum TokenData: Sendable, Hashable {
    /// In the row itself, with this many bytes; pinned with the file of the tokens.
    case inline(bytes: Int)
    /// In a file of its own.
    case file(PinnedFile)

    /// Its size in bytes.
    package var bytes: Int {
        switch self {
        case .inline(let bytes): bytes
        case .file(let file): file.bytes
        }
    }
}
