internal import LocatedYAML
internal import RedriveCore

/// Reads the keys of a step that say how it is carried out.
struct ConductReader {
    private let keys = ConductKeys()

    /// The conduct; the defaults stand for what was refused.
    func read(_ reader: inout MappingReader, _ diagnostics: inout Diagnostics) -> StepConduct {
        var conduct = StepConduct()
        let blocks = [
            (keys.verify.name, VerifyKeys.block), (keys.stopWhen.name, GuardKeys.block),
            (keys.canary.name, CanaryKeys.block),
        ]
        for (key, block) in blocks {
            reader.indent(below: key, block.names, besides: StepKeys.block.names, &diagnostics)
        }
        if let node = keys.verify.node(in: &reader) { conduct.verifyWithin = readVerify(node, &diagnostics) }
        if let node = keys.stopWhen.node(in: &reader) { conduct.guards = GuardsReader().read(node, &diagnostics) }
        if conduct.verifyWithin == nil { warnOfIdleGuards(reader.node, &diagnostics) }
        conduct.pace = keys.pace.read(from: &reader, &diagnostics)
        if let node = keys.canary.node(in: &reader) { conduct.rollout.canary = readCanary(node, &diagnostics) }
        if let node = keys.ramp.node(in: &reader) { conduct.rollout.ramp = RampReader().read(node, &diagnostics) }
        conduct.maxPending = keys.maxPending.read(from: &reader, &diagnostics)
        if conduct.verifyWithin == nil { refuseWithoutOutcomes(reader.node, &diagnostics) }
        if let choice = keys.onFailure.read(from: &reader, &diagnostics) { conduct.onFailure = choice }
        return conduct
    }

    /// `off`, or a mapping with `within`; nil is `off` (or a value that was refused).
    private func readVerify(_ node: Node, _ diagnostics: inout Diagnostics) -> Duration? {
        if node.isOff { return nil }
        guard case .mapping = node.kind, var reader = node.mapping(of: "verify", &diagnostics) else {
            let duration = node.scalar.flatMap { DurationText.parse($0.text) }
            node.mismatch(
                "verify",
                "off, or a mapping with 'within'",
                &diagnostics,
                help: (duration.map(DurationText.text) ?? node.scalar.flatMap { DurationText.suggestion(for: $0.text) })
                    .map { "write { within: \($0) }" }
            )
            return nil
        }
        let within = VerifyKeys().within.read(from: &reader, &diagnostics)
        reader.finish(hints: .verify, &diagnostics)
        return within
    }

    /// A mapping with `jobs`; nil for one that was refused.
    private func readCanary(_ node: Node, _ diagnostics: inout Diagnostics) -> Rollout.Canary? {
        guard case .mapping = node.kind, var reader = node.mapping(of: "canary", &diagnostics) else {
            let jobs = node.scalar.flatMap { DigitsText.parse($0.text) }.flatMap { $0 > 0 ? $0 : nil }
            let help = jobs.map { "write { jobs: \($0) }" }
            node.mismatch("canary", "a mapping with 'jobs'", &diagnostics, help: help)
            return nil
        }
        let keys = CanaryKeys()
        let jobs = keys.jobs.read(from: &reader, &diagnostics)
        let per = keys.per.read(from: &reader, &diagnostics) ?? .errorSignature
        reader.finish(hints: .canary, &diagnostics)
        return jobs.map { Rollout.Canary(jobs: $0, per: per) }
    }

    /// Refuses what waits for outcomes in a step that reads none.
    private func refuseWithoutOutcomes(_ step: Node, _ diagnostics: inout Diagnostics) {
        guard let verify = step[keys.verify.name], verify.isOff, case .mapping(let entries) = step.kind else { return }
        let waiting = [keys.canary.name, keys.ramp.name, keys.maxPending.name]
        for entry in entries where waiting.contains(entry.name) {
            diagnostics.error(
                "'\(entry.name)' waits for outcomes, and this step reads none",
                at: entry.key,
                help: "leave out verify: off",
                secondary: [.init("switched off here", at: verify.place)]
            )
        }
    }

    /// Warns about guards that judge outcomes although no outcome is read.
    private func warnOfIdleGuards(_ step: Node, _ diagnostics: inout Diagnostics) {
        guard let verify = step[keys.verify.name], verify.isOff,
            case .mapping(let entries) = step[keys.stopWhen.name]?.kind
        else { return }
        let idle = [GuardKeys().failedAgain.name, GuardKeys().sameError.name]
        for entry in entries where idle.contains(entry.name) && !entry.value.isOff {
            diagnostics.warning(
                "'\(entry.name)' never stops a step whose outcomes are not read",
                at: entry.key,
                secondary: [.init("switched off here", at: verify.place)]
            )
        }
    }
}
