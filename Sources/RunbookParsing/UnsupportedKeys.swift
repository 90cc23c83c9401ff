internal import LocatedYAML

/// Keys that the language has and this version does not support.
///
/// They are refused, so that nobody believes that they have an effect.
enum UnsupportedKeys {
    /// Adds an error for each of the keys that the mapping has; returns those, for `finish(allowed:)`.
    static func report(
        _ keys: [String],
        in reader: MappingReader,
        _ diagnostics: inout Diagnostics
    ) -> [String] {
        var found: [String] = []
        for entry in reader.all where keys.contains(entry.name) {
            diagnostics.error("'\(entry.name)' is not supported by this version of Redrive", at: entry.key)
            found.append(entry.name)
        }
        return found
    }
}
