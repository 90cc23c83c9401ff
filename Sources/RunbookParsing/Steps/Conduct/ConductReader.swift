internal import LocatedYAML
internal import RedriveCore

/// Reads the keys of a step that say how it is carried out.
struct ConductReader {
    private let keys = ConductKeys()

    /// The conduct; the defaults stand for what was refused.
    func read(_ reader: inout MappingReader, _ diagnostics: inout Diagnostics) -> StepConduct {
        var conduct = StepConduct()
        for (key, block) in [(keys.verify.name, VerifyKeys.block), (keys.stopWhen.name, GuardKeys.block)] {
            reader.indent(below: key, block.names, besides: StepKeys.block.names, &diagnostics)
        }
        if let node = keys.verify.node(in: &reader) { conduct.verifyWithin = readVerify(node, &diagnostics) }
        if let node = keys.stopWhen.node(in: &reader) { conduct.guards = GuardsReader().read(node, &diagnostics) }
        if conduct.verifyWithin == nil { warnOfIdleGuards(reader.node, &diagnostics) }
        conduct.pace = keys.pace.read(from: &reader, &diagnostics)
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
