import RedriveCore

extension TokenSource {
    /// The place of a token in words: `the variable NAME`, `the file 'PATH'`.
    var words: String {
        switch self {
        case .environment(let name): "the variable \(name)"
        case .file(let path): "the file '\(path)'"
        }
    }
}
