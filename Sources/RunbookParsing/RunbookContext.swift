package import LocatedYAML
package import RedriveCore
package import WorkatoJobs

/// Everything that a runbook is read with besides its text.
package struct RunbookContext: Sendable {
    /// The instant that `now` and `6h ago` are counted from.
    package var now: Timestamp
    /// The values of `--set`, in the order given; the last one of a name wins.
    package var settings: [Setting]
    /// The file of `--inputs`, a YAML mapping; nil if there is none.
    ///
    /// `--set` wins over it.
    package var inputsFile: SourceFile?
    /// The options that override the runbook.
    package var overrides: Overrides
    /// Reads a `jobs_file` or the file of a `workspace`; the path is as written in the runbook, and relative to the runbook's folder.
    package var readFile: @Sendable (_ path: String) -> Result<[UInt8], FileError>
    /// Reads a `tokens_file` with what pins it; the path is as `readFile` takes it.
    package var readPinned: @Sendable (_ path: String) -> Result<PinnedContents, FileError>
    /// Checks a `data_file`, which must be a JSON object of at most `DocumentedLimits.resumeDataBytes`; the path is as `readFile` takes it.
    package var pinData: @Sendable (_ path: String) -> Result<PinnedFile, FileError>
    /// What pins the file of `--inputs`; nil for none, and for a stream.
    package var pinnedInputs: PinnedFile?
    /// Why a file that is read later, such as that of a token, may not be named; nil if it may.
    ///
    /// The path is as written in the runbook, and relative to the working directory.
    package var refuseFile: @Sendable (_ path: String) -> FileError?
    /// Why a file that a run writes may not be named; nil if it may.
    ///
    /// The path is as written in the runbook, and relative to the working directory.
    package var refuseOutput: @Sendable (_ path: String) -> FileError?

    /// A context from its parts; without `readFile` every `jobs_file` is an error, without `refuseFile` every file may be
    /// named.
    package init(
        now: Timestamp,
        settings: [Setting] = [],
        inputsFile: SourceFile? = nil,
        overrides: Overrides = Overrides(),
        readFile: @escaping @Sendable (_ path: String) -> Result<[UInt8], FileError> = { _ in
            .failure(FileError(message: "files are not read here"))
        },
        readPinned: @escaping @Sendable (_ path: String) -> Result<PinnedContents, FileError> = { _ in
            .failure(FileError(message: "files are not read here"))
        },
        pinData: @escaping @Sendable (_ path: String) -> Result<PinnedFile, FileError> = { _ in
            .failure(FileError(message: "files are not read here"))
        },
        pinnedInputs: PinnedFile? = nil,
        refuseFile: @escaping @Sendable (_ path: String) -> FileError? = { _ in nil },
        refuseOutput: @escaping @Sendable (_ path: String) -> FileError? = { _ in nil }
    ) {
        self.now = now
        self.settings = settings
        self.inputsFile = inputsFile
        self.overrides = overrides
        self.readFile = readFile
        self.readPinned = readPinned
        self.pinData = pinData
        self.pinnedInputs = pinnedInputs
        self.refuseFile = refuseFile
        self.refuseOutput = refuseOutput
    }

    /// One `--set name=value`.
    package struct Setting: Sendable, Hashable {
        /// How messages name it, the value left out: `--set since=…`.
        package var flag: String
        /// The input's name.
        package var name: String
        /// Its value, as text.
        package var value: String

        /// A setting from its parts.
        package init(flag: String, name: String, value: String) {
            self.flag = flag
            self.name = name
            self.value = value
        }

        /// Splits the argument of `--set` at its first `=`; nil if there is none.
        package init?(argument: String) {
            guard let equals = argument.firstIndex(of: "=") else { return nil }
            name = String(argument[..<equals])
            value = String(argument[argument.index(after: equals)...])
            flag = "--set \(name)=…"
        }
    }

    /// Options that override the runbook; nil for those that are not given.
    package struct Overrides: Sendable, Hashable {
        /// `--reason`.
        package var reason: String?
        /// `--url`, instead of `data_center` or `url`.
        package var url: String?
        /// `--token-env`, instead of `token`.
        package var tokenEnvironment: String?

        /// Overrides from their parts.
        package init(reason: String? = nil, url: String? = nil, tokenEnvironment: String? = nil) {
            self.reason = reason
            self.url = url
            self.tokenEnvironment = tokenEnvironment
        }
    }

    /// Why a file could not be read.
    package struct FileError: Error, Hashable {
        /// The cause, as the end of a sentence: `no such file`.
        package var message: String

        /// A failure with its cause.
        package init(message: String) {
            self.message = message
        }
    }
}

/// A file with what pins it.
package struct PinnedContents: Sendable {
    /// The file.
    package var file: PinnedFile
    /// Its bytes.
    package var bytes: [UInt8]

    /// Contents from their parts.
    package init(file: PinnedFile, bytes: [UInt8]) {
        self.file = file
        self.bytes = bytes
    }
}
