internal import LocatedYAML
internal import RedriveCore

/// Reads `steps`.
struct StepsReader {
    /// How times are read.
    var times: TimeReader
    /// Reads a `jobs_file`.
    var readFile: @Sendable (_ path: String) -> Result<[UInt8], RunbookContext.FileError>

    /// The most steps of a runbook.
    static let maximumCount = 100

    /// The steps; empty where the list is refused.
    ///
    /// Steps that were refused are left out.
    func read(_ node: Node, _ diagnostics: inout Diagnostics) -> [Step] {
        if case .sequence(let nodes) = node.kind, nodes.count > Self.maximumCount {
            diagnostics.error("'steps' is a list of at most \(Self.maximumCount) (has \(nodes.count))", at: node)
            return []
        }
        var number = 0
        var named: [String: (number: Int, node: Node?)] = [:]
        let steps = node.list(as: "steps", &diagnostics) { node, diagnostics in
            number += 1
            let own = node["name"]
            let step = read(node, number: number, &diagnostics)
            if let step { tellSameName(step.name, number, own, &named, &diagnostics) }
            return step
        }
        return steps ?? []
    }

    private func read(_ node: Node, number: Int, _ diagnostics: inout Diagnostics) -> Step? {
        guard var reader = node.mapping(of: "a step", &diagnostics) else { return nil }
        let name =
            reader.optional("name").map { $0.line(as: "name", upTo: 100, .name, &diagnostics) } ?? "step-\(number)"
        let otherKind = reader.all.contains { Self.otherKinds.contains($0.name) }
        let selectionNode = otherKind ? reader.optional("repeat_jobs") : reader.required("repeat_jobs")
        let selection = selectionNode.flatMap {
            SelectionReader(times: times, readFile: readFile).read($0, &diagnostics)
        }
        let verify = reader.optional("verify").map { readVerify($0, &diagnostics) } ?? StepConduct.defaultVerifyWithin
        let guards = reader.optional("stop_when").map { GuardsReader().read($0, &diagnostics) } ?? .default
        if verify == nil { warnOfIdleGuards(node, &diagnostics) }
        let pace = reader.optional("pace")?.rate(as: "pace", of: .jobs, &diagnostics)
        let onFailure = reader.optional("on_failure")?.oneOf(StepConduct.OnFailure.self, as: "on_failure", &diagnostics)
        let unsupported = UnsupportedKeys.tell(
            Self.otherKinds + ["canary", "ramp", "max_pending"],
            in: reader,
            &diagnostics
        )
        reader.finish(allowed: unsupported, &diagnostics)
        guard let name, let selection else { return nil }
        return Step(
            name: name,
            kind: .repeatJobs(selection),
            conduct: StepConduct(
                verifyWithin: verify,
                guards: guards,
                pace: pace,
                onFailure: onFailure ?? .stop
            )
        )
    }

    /// Kinds of steps that the language knows and this version does not.
    private static let otherKinds = ["resume_jobs", "list_jobs"]

    /// `off`, or a mapping with `within`; nil is `off` (or a value that was refused).
    private func readVerify(_ node: Node, _ diagnostics: inout Diagnostics) -> Duration? {
        if node.isOff { return nil }
        guard case .mapping = node.kind, var reader = node.mapping(of: "verify", &diagnostics) else {
            let duration = node.scalar.flatMap { DurationText.parse($0.text) }
            node.mismatch(
                "verify",
                "off, or a mapping with 'within'",
                &diagnostics,
                help: duration.map { "write { within: \(DurationText.text($0)) }" }
            )
            return nil
        }
        let within = reader.required("within")?.duration(
            as: "within",
            in: .seconds(1) ... .seconds(7 * 86_400),
            &diagnostics
        )
        reader.finish(&diagnostics)
        return within
    }

    /// What judges outcomes has nothing to judge where none are looked at.
    private func warnOfIdleGuards(_ step: Node, _ diagnostics: inout Diagnostics) {
        guard let verify = step["verify"], verify.isOff, case .mapping(let entries) = step["stop_when"]?.kind else {
            return
        }
        for entry in entries where ["failed_again", "same_error"].contains(entry.name) && !entry.value.isOff {
            diagnostics.warning(
                "'\(entry.name)' never stops a step whose outcomes are not looked at",
                at: entry.key,
                secondary: [.init("switched off here", at: verify.place)]
            )
        }
    }

    /// A name belongs to one step, also where a step has none and so is called by its number.
    private func tellSameName(
        _ name: String,
        _ number: Int,
        _ node: Node?,
        _ named: inout [String: (number: Int, node: Node?)],
        _ diagnostics: inout Diagnostics
    ) {
        guard let first = named[name] else {
            named[name] = (number, node)
            return
        }
        guard let culprit = node ?? first.node else { return }
        let other = node == nil ? nil : first.node
        diagnostics.error(
            "the name '\(name)' belongs to another step"
                + (other == nil ? ", which has no name of its own and is called by its number" : ""),
            at: culprit,
            secondary: other.map { [.init("first given here", at: $0.place)] } ?? []
        )
    }
}
