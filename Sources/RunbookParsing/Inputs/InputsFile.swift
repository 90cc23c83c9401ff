internal import LocatedYAML

/// The file of `--inputs`: a YAML mapping from names to values.
struct InputsFile {
    /// The entries by name; empty if there is no file.
    let values: [String: Node.Entry]
    /// True if a file was given but is no mapping; then missing values get no errors of their own.
    let isInvalid: Bool

    /// Reads the file's text; a file that names none of the inputs is refused, and none of its text is shown.
    init(_ file: SourceFile?, names: [String], _ diagnostics: inout Diagnostics) {
        guard let file else {
            values = [:]
            isInvalid = false
            return
        }
        let (root, problems) = YAMLDocument.parse(file, as: DocumentKind("a file of inputs", keys: names))
        diagnostics.append(contentsOf: problems)
        let reader = root?.mapping(of: "an inputs file", &diagnostics)
        values = Dictionary((reader?.all ?? []).map { ($0.name, $0) }) { first, _ in first }
        isInvalid = reader == nil || root?.isIncomplete == true
    }
}
