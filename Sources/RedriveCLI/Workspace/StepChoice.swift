import TerminalText

/// Which steps of a plan or runbook take part, according to `--only` and `--from`.
enum StepChoice {
    /// The names of the steps that take part, in order; nil for all.
    ///
    /// - Throws: with exit status 64 if there is no step of a given name.
    static func names(_ options: StepOptions, among all: [String]) throws(ToolError) -> [String]? {
        for name in options.only + [options.from].compactMap({ $0 }) where !all.contains(name) {
            let meant = closestMatch(to: name, among: all).map { "a step with a similar name is '\($0)'" }
            throw ToolError(
                .usage,
                "there is no step '\(name)'",
                advice: meant ?? "the steps are \(all.map { "'\($0)'" }.joined(separator: ", "))"
            )
        }
        if let from = options.from { return Array(all.drop { $0 != from }) }
        return options.only.isEmpty ? nil : all.filter(options.only.contains)
    }
}
