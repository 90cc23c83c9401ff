internal import LocatedYAML
internal import TerminalText

/// A `workspace` that is the path of a YAML file with the keys of a workspace.
struct WorkspaceFile {
    /// Reads the file; the path is relative to the runbook's folder.
    var readFile: @Sendable (_ path: String) -> Result<[UInt8], RunbookContext.FileError>

    /// What such a file looks like.
    private static let kind = DocumentKind("a workspace", keys: WorkspaceKeys.block.names)

    /// The mapping with the keys: the node itself, or the root of the file that it names; nil after a diagnostic.
    ///
    /// Inputs are not filled in inside the file, which several runbooks share.
    func mapping(_ node: Node, _ diagnostics: inout Diagnostics) -> Node? {
        guard let scalar = node.scalar, !scalar.isNull, !node.isInvalid else { return node }
        guard let path = node.line(as: "workspace", upTo: 4096, .prose, &diagnostics) else { return nil }
        switch readFile(path) {
        case .failure(let failure):
            diagnostics.error(
                "the workspace file '\(path)' cannot be read: \(failure.message)",
                at: node,
                help: pastedCharacterHelp(path)
            )
            return nil
        case .success(let bytes):
            let file = SourceFile(name: node.name(ofFile: path), bytes: bytes)
            let (root, problems) = YAMLDocument.parse(file, as: Self.kind)
            for problem in problems { diagnostics.append(problem) }
            guard let root else { return nil }
            if case .mapping = root.kind { return root }
            guard !root.isInvalid else { return nil }
            diagnostics.error("a workspace file must be a mapping; this is \(root.found)", at: root)
            return nil
        }
    }
}
