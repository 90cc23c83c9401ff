internal import LocatedYAML

/// Keys that the language knows and this version does not: refused, so that nobody believes them to be obeyed.
enum UnsupportedKeys {
    /// Adds an error for each of the keys that the mapping has; gives those, for `finish(allowed:)`.
    static func tell(
        _ keys: [String],
        in reader: MappingReader,
        _ diagnostics: inout Diagnostics
    ) -> [String] {
        var told: [String] = []
        for entry in reader.all where keys.contains(entry.name) {
            diagnostics.error("'\(entry.name)' is not supported by this version of Redrive", at: entry.key)
            told.append(entry.name)
        }
        return told
    }
}
