/// Reads YAML texts of exactly one document.
package enum YAMLDocument {
    /// The tree of a text, and everything that is wrong with it as YAML.
    ///
    /// The root is nil if the text is not YAML, holds no document, is indented with other characters than spaces, or
    /// exceeds a limit; there is then at least one error. A single refusal (a duplicate key, an unknown alias, a tag)
    /// gives an error and a tree without it, or with a node in its place that `isInvalid`, so that all errors of a file
    /// can be shown at once.
    package static func parse(
        _ file: SourceFile,
        limits: YAMLLimits = .default
    ) -> (root: Node?, diagnostics: [Diagnostic]) {
        if let problem = checkText(of: file, limits: limits) {
            return (nil, [problem])
        }
        return file.bytes.withUnsafeBufferPointer { bytes in
            var builder = TreeBuilder(file: file, limits: limits)
            var events = EventReader(UnsafeBufferPointer(rebasing: bytes[file.markLength...]), file: file)
            do throws(Unreadable) {
                let root = try builder.readDocument(from: &events)
                return (builder.isMisindented ? nil : root, builder.diagnostics)
            } catch {
                return (nil, builder.diagnostics + [error.diagnostic])
            }
        }
    }
}

/// Ends the reading of a text, with the reason.
struct Unreadable: Error {
    /// The reason.
    var diagnostic: Diagnostic

    init(_ message: String, at range: SourceRange, in file: SourceFile, help: String? = nil) {
        diagnostic = .error(message, at: .file(file, range), help: help)
    }
}
