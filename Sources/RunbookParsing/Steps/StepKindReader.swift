internal import LocatedYAML
internal import RedriveCore

/// What readers of a step need besides the node that they read.
struct StepContext: Sendable {
    /// How times are read.
    var times: TimeReader
    /// Reads a `jobs_file`; the path is as written in the runbook.
    var readFile: @Sendable (_ path: String) -> Result<[UInt8], RunbookContext.FileError>
    /// Why a file may not be written; nil if it may.
    ///
    /// The path is as written in the runbook.
    var refuseOutput: @Sendable (_ path: String) -> RunbookContext.FileError? = { _ in nil }
    /// The runbook's name; empty if it was refused.
    var name = ""
    /// Reads a `tokens_file`; the path is as written in the runbook.
    var readPinned: @Sendable (_ path: String) -> Result<PinnedContents, RunbookContext.FileError> = { _ in
        .failure(RunbookContext.FileError(message: "files are not read here"))
    }
    /// Checks a `data_file`; the path is relative to the runbook.
    var pinData: @Sendable (_ path: String) -> Result<PinnedFile, RunbookContext.FileError> = { _ in
        .failure(RunbookContext.FileError(message: "files are not read here"))
    }
    /// The file of `--inputs`; nil if there is none.
    var inputsFile: (file: SourceFile, pinned: PinnedFile?)?
}

/// How one kind of step is read and described.
///
/// Each kind is one entry of `all` and has a file of its own; the reader of steps knows no kind by name.
struct StepKindReader: Sendable {
    /// The key of a step that says what it does, such as `repeat_jobs`.
    var key: Key<Node>
    /// The mappings below the key, for the reference; the first is the value of the key.
    var blocks: [Block]
    /// What the schema defines for the key.
    var definitions: [SchemaValue.Member]
    /// Reads the value of the key; nil after a diagnostic.
    var read: @Sendable (_ node: Node, _ context: StepContext, _ diagnostics: inout Diagnostics) -> StepKind?

    /// The kinds of steps that this version supports.
    static let all = [StepKindReader.repeatJobs, .resumeJobs, .listJobs]

    /// What the schema says of a step with exactly one of these keys.
    static func rules(for keys: [String]) -> [SchemaValue.Member] {
        let required = keys.map { SchemaValue.list([.text($0)]) }
        return required.count == 1
            ? [.init("required", required[0])]
            : [.init("oneOf", .list(required.map { .object([.init("required", $0)]) }))]
    }
}
