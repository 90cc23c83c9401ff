package import LocatedYAML
package import RedriveCore

/// Reads runbooks.
package enum RunbookParser {
    /// The largest number for `max_jobs`, `limit` and their like.
    static let maximumJobs = 1_000_000

    /// What a runbook looks like.
    static let kind = DocumentKind("a runbook", keys: ["redrive", "steps", "repeat_jobs", "max_jobs", "on_unknown"])

    /// The runbook of a file, and everything that is wrong with it, by position.
    ///
    /// The runbook is nil exactly where one of the diagnostics is an error; warnings come along with a runbook. Reads
    /// nothing but the text and what the context hands out. A file that does not look like a runbook gives one error, in which
    /// none of its text is shown.
    package static func parse(
        file: SourceFile,
        context: RunbookContext
    ) -> (runbook: Runbook?, diagnostics: [Diagnostic]) {
        let (root, problems) = YAMLDocument.parse(file, as: kind)
        var diagnostics = Diagnostics(problems)
        guard let root else { return (nil, diagnostics.sorted) }

        var inputs = InputScope(root["inputs"], context: context, &diagnostics)
        let substituted = inputs.substitute(in: root, &diagnostics)
        inputs.warnAboutUnused(&diagnostics)

        let before = diagnostics.all.count
        let runbook = read(substituted, context: context, &diagnostics)
        let explained = diagnostics.all.enumerated().map { index, diagnostic in
            index < before ? diagnostic : inputs.explain(diagnostic)
        }
        diagnostics = Diagnostics(explained)
        return (diagnostics.hasErrors ? nil : runbook, diagnostics.sorted)
    }

    private static func read(
        _ root: Node,
        context: RunbookContext,
        _ diagnostics: inout Diagnostics
    ) -> Runbook? {
        guard var reader = root.mapping(of: "a runbook", &diagnostics) else { return nil }
        if let version = reader.required("redrive") {
            readVersion(version, &diagnostics)
        }
        let name = reader.required("name")?.name(as: "name", &diagnostics)
        let description = reader.optional("description")?.text(as: "description", upTo: 1000, .prose, &diagnostics)
        let reason = reader.optional("reason")?.line(as: "reason", upTo: 500, .prose, &diagnostics)
        let zone = reader.optional("timezone").flatMap { $0.timeZone(as: "timezone", &diagnostics) }
        let maxJobs = reader.optional("max_jobs")?.int(as: "max_jobs", in: 1...maximumJobs, &diagnostics)
        let onUnknown = reader.optional("on_unknown")?.oneOf(OnUnknown.self, as: "on_unknown", &diagnostics)
        let workspace = WorkspaceReader(context: context).read(reader.optional("workspace"), &diagnostics)
        _ = reader.optional("inputs")
        let steps = reader.required("steps").map { node in
            // A zone that was refused has been told; times without an offset are not complained about again.
            let times = TimeReader(now: context.now, zone: zone ?? (root["timezone"] == nil ? nil : .utc))
            return StepsReader(times: times, readFile: context.readFile).read(node, &diagnostics)
        }
        reader.finish(&diagnostics)
        let overriddenReason = context.overrides.reason.flatMap { text in
            Node(argument: "--reason", value: text).line(as: "--reason", upTo: 500, .prose, &diagnostics)
        }
        guard let name, let workspace, let steps else { return nil }
        return Runbook(
            name: name,
            description: description,
            reason: overriddenReason ?? reason,
            maxJobs: maxJobs,
            onUnknown: onUnknown ?? .resend,
            workspace: workspace,
            steps: steps
        )
    }

    private static func readVersion(_ node: Node, _ diagnostics: inout Diagnostics) {
        guard let version = node.int(as: "redrive", &diagnostics), version != 1 else { return }
        diagnostics.error("'redrive' is 1, the only version of the language that is known (is \(version))", at: node)
    }
}
