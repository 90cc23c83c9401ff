internal import LocatedYAML
internal import RedriveCore

/// Reads `stop_when`: `off`, or bounds; a bound that is left out keeps its default.
struct GuardsReader {
    private let keys = GuardKeys()

    /// The guards; a bound that was refused keeps its default.
    func read(_ node: Node, _ diagnostics: inout Diagnostics) -> Guards {
        var guards = Guards.default
        if node.isOff { return .off }
        guard case .mapping(let entries) = node.kind, var reader = node.mapping(of: "stop_when", &diagnostics) else {
            node.mismatch("stop_when", "off, or a mapping of bounds", &diagnostics)
            return guards
        }
        if entries.isEmpty, !node.isIncomplete {
            diagnostics.error(
                "'stop_when' must have at least one bound; this is empty",
                at: node,
                help: "for none, write stop_when: off"
            )
        }
        if let bound = keys.failedAgain.read(from: &reader, &diagnostics) { guards.failedAgain = bound }
        if let bound = keys.refused.read(from: &reader, &diagnostics) { guards.refused = bound }
        if let bound = keys.unknown.read(from: &reader, &diagnostics) { guards.unknown = bound }
        if let bound = keys.sameError.read(from: &reader, &diagnostics) { guards.sameError = bound }
        if let count = keys.minSample.read(from: &reader, &diagnostics) { guards.minSample = count }
        reader.finish(&diagnostics)
        return guards
    }
}
