internal import LocatedYAML

extension InputScope {
    /// The places in the file of `--inputs` whose text no diagnostic may show: the values of inputs that are resume tokens.
    static func secretPlaces(in root: Node, _ context: RunbookContext) -> [Node] {
        guard let file = context.inputsFile, case .sequence(let steps)? = root["steps"]?.kind else { return [] }
        let names = steps.compactMap { step -> String? in
            guard let text = step["resume_jobs"]?["tokens"]?.scalar?.text, text.hasPrefix("$") else { return nil }
            return String(text.dropFirst())
        }
        guard !names.isEmpty else { return [] }
        let (inputs, _) = YAMLDocument.parse(file, as: DocumentKind("a file of inputs", keys: names))
        return names.compactMap { inputs?[$0] }
    }
}

extension Diagnostic {
    /// The same diagnostic without the text of these nodes' lines.
    func withoutText(in nodes: [Node]) -> Diagnostic {
        guard !nodes.isEmpty else { return self }
        let hide: (Place) -> Place = { place in
            guard case .file(let file, let range) = place else { return place }
            let isSecret = nodes.contains { node in
                file.bytes == node.file.bytes && range.end.offset >= node.range.start.offset
                    && range.start.offset <= node.range.end.offset
            }
            return isSecret ? place.withoutText : place
        }
        var diagnostic = self
        diagnostic.place = place.map(hide)
        diagnostic.secondary = secondary.map { .init($0.label, at: hide($0.place)) }
        return diagnostic
    }
}
