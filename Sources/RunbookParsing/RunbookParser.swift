import TerminalText

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
    /// The runbook is nil if and only if one of the diagnostics is an error. The parser reads only the text and what the
    /// context provides. A file that does not look like a runbook gives one error that shows none of its text.
    package static func parse(
        file: SourceFile,
        context: RunbookContext
    ) -> (runbook: Runbook?, diagnostics: [Diagnostic]) {
        let (root, problems) = YAMLDocument.parse(file, as: kind)
        let misread = problems.map(InputSyntax.misread)
        var diagnostics = Diagnostics(zip(problems, misread).map { $1?.error ?? $0 })
        guard let root else { return (nil, diagnostics.sorted) }

        var inputs = InputScope(root["inputs"], context: context, &diagnostics)
        let substituted = inputs.substitute(in: root, &diagnostics)
        inputs.warnAboutUnused(besides: misread.compactMap { $0?.name }, &diagnostics)

        let secrets = InputScope.secretPlaces(in: root, context)
        let before = diagnostics.all.count
        let runbook = read(substituted, context: context, &diagnostics)
        let explained = diagnostics.all.enumerated().map { index, diagnostic in
            index < before ? diagnostic : inputs.explain(diagnostic)
        }
        diagnostics = Diagnostics(explained.map { $0.withoutText(in: secrets) })
        return (diagnostics.hasErrors ? nil : runbook, diagnostics.sorted)
    }

    private static func read(
        _ root: Node,
        context: RunbookContext,
        _ diagnostics: inout Diagnostics
    ) -> Runbook? {
        guard var reader = root.mapping(of: "a runbook", &diagnostics) else { return nil }
        let keys = RunbookKeys()
        reader.indent(
            below: keys.workspace.name,
            WorkspaceKeys.block.names,
            besides: RunbookKeys.block.names,
            &diagnostics
        )
        _ = keys.redrive.read(from: &reader, &diagnostics)
        let name = keys.name.read(from: &reader, &diagnostics)
        let description = keys.description.read(from: &reader, &diagnostics)
        let reason = keys.reason.read(from: &reader, &diagnostics)
        let zone = keys.timezone.read(from: &reader, &diagnostics)
        let maxJobs = keys.maxJobs.read(from: &reader, &diagnostics)
        let onUnknown = keys.onUnknown.read(from: &reader, &diagnostics)
        let workspace = WorkspaceReader(context: context).read(keys.workspace.node(in: &reader), &diagnostics)
        _ = keys.inputs.node(in: &reader)
        // The steps below a misspelled `steps` are read as well, so that all of a runbook's errors are shown at once.
        let misspelled = reader.all.first { closestMatch(to: $0.name, among: [keys.steps.name]) != nil }?.value
        let steps = (keys.steps.node(in: &reader) ?? misspelled).map { node in
            // A zone that was refused has its error; times without an offset do not get another one.
            let times = TimeReader(now: context.now, zone: zone ?? (root[keys.timezone.name] == nil ? nil : .utc))
            let steps = StepContext(
                times: times,
                readFile: context.readFile,
                refuseOutput: context.refuseOutput,
                name: name ?? "",
                readPinned: context.readPinned,
                pinData: context.pinData,
                inputsFile: context.inputsFile.map { ($0, context.pinnedInputs) }
            )
            return StepsReader(context: steps).read(node, &diagnostics)
        }
        reader.finish(hints: .runbook, &diagnostics)
        let overriddenReason = context.overrides.reason.flatMap { text in
            keys.reason.kind.read(Node(argument: "--reason", value: text), "--reason", &diagnostics)
        }
        guard let name, let workspace, let steps else { return nil }
        return Runbook(
            name: name,
            description: description,
            reason: overriddenReason ?? reason,
            maxJobs: maxJobs,
            timeZone: zone.flatMap { UTCOffset(minutes: $0.offset / 60) },
            onUnknown: onUnknown ?? .resend,
            workspace: workspace,
            steps: steps
        )
    }
}
