internal import LocatedYAML

/// The file of `--inputs`: a YAML mapping from names to values.
struct InputsFile {
    /// The entries by name; empty where there is no file.
    let values: [String: Node.Entry]
    /// True where a file was given but is no mapping: its errors stand for all values that are missing.
    let isRefused: Bool

    /// Reads the file's text; one that names none of the inputs is refused, and nothing of it is shown.
    init(_ file: SourceFile?, names: [String], _ diagnostics: inout Diagnostics) {
        guard let file else {
            values = [:]
            isRefused = false
            return
        }
        let (root, problems) = YAMLDocument.parse(file, as: DocumentKind("a file of inputs", keys: names))
        diagnostics.append(contentsOf: problems)
        let reader = root?.mapping(of: "an inputs file", &diagnostics)
        values = Dictionary((reader?.all ?? []).map { ($0.name, $0) }) { first, _ in first }
        isRefused = reader == nil || root?.isIncomplete == true
    }
}
