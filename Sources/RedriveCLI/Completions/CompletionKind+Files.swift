import ArgumentParser

extension CompletionKind {
    /// Runbooks, scenarios, and other files in YAML.
    static var yaml: CompletionKind { .file(extensions: ["yaml", "yml"]) }

    /// Plans, by the names that Redrive gives them.
    static var plan: CompletionKind { .file(extensions: ["plan.jsonl"]) }

    /// State files, by the names that Redrive gives them.
    static var state: CompletionKind { .file(extensions: ["state.jsonl"]) }

    /// Plans and state files, whatever comes before the last dot of their names.
    static var planOrState: CompletionKind { .file(extensions: ["jsonl"]) }

    /// Runbooks and plans.
    static var runbookOrPlan: CompletionKind { .file(extensions: ["yaml", "yml", "plan.jsonl"]) }

    /// The steps of the runbook, plan or state file that the command line names.
    static var steps: CompletionKind {
        .custom { words, _, _ in NamedFile.first(of: words)?.steps ?? [] }
    }

    /// The recipes of the plan or state file that the command line names.
    static var recipes: CompletionKind {
        .custom { words, _, _ in NamedFile.first(of: words)?.recipes ?? [] }
    }

    /// Names with commas between them: what stands before the last comma stays, and names that stand there are not offered again.
    static func commaList(_ names: [String]) -> CompletionKind {
        .custom { _, _, prefix in
            let parts = prefix.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            let before = parts.dropLast()
            return names.filter { !before.contains($0) }.map { (before + [$0]).joined(separator: ",") }
        }
    }
}
