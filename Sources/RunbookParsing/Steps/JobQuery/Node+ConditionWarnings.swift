internal import LocatedYAML
internal import RedriveCore
internal import WorkatoJobs

/// Warnings about conditions that can be checked and that no job is likely to satisfy.
extension Node {
    /// Warns if a text that has to be equal looks like a pattern, or like an id that no field holds.
    func warnAboutEquality(with field: Predicate.Field, _ diagnostics: inout Diagnostics) {
        guard let text = scalar?.text else { return }
        warnAboutWildcards(as: field.rawValue, glob: text, &diagnostics)
        warnAboutSlashes(as: field.rawValue, &diagnostics)
        guard field == .jobID || field == .masterJobID else { return }
        do throws(JobReference.Fault) {
            let reference = try JobReference(text)
            guard reference.job.text != text else { return }
            diagnostics.warning(
                "'\(field.rawValue)' is compared with an address, and holds an id alone",
                at: self,
                help: "write \(reference.job)"
            )
        } catch {
            diagnostics.warning("'\(field.rawValue)' is \(error.rule) (is \(found))", at: self, help: error.help)
        }
    }

    /// Warns if a text begins or ends with `*`, which stands for itself here; `glob` is the pattern that was meant.
    func warnAboutWildcards(as name: String, glob: String, _ diagnostics: inout Diagnostics) {
        guard let text = scalar?.text, text.hasPrefix("*") || text.hasSuffix("*"), text.contains(where: { $0 != "*" })
        else {
            return
        }
        let pattern = glob.replacing("**", with: "*")
        diagnostics.warning(
            "'*' stands for itself in '\(name)'",
            at: self,
            help: pattern.contains("'") || pattern.contains("\\") || pattern.utf8.count > 40
                ? "a pattern is written { glob: … }" : "a pattern is written { glob: '\(pattern)' }"
        )
    }

    /// Warns if a text is written between slashes, as patterns are in other languages.
    func warnAboutSlashes(as name: String, _ diagnostics: inout Diagnostics) {
        guard let text = scalar?.text, text.hasPrefix("/"), let end = text.dropFirst().lastIndex(of: "/") else {
            return
        }
        let pattern = text[text.index(after: text.startIndex)..<end]
        let flags = text[text.index(after: end)...]
        guard !pattern.isEmpty, !pattern.contains("/"), flags.count <= 4, flags.allSatisfy({ "gimsuxy".contains($0) })
        else { return }
        let isPlain = !pattern.contains("'") && pattern.utf8.count <= 40
        diagnostics.warning(
            "the slashes are part of the text of '\(name)'",
            at: self,
            help: isPlain
                ? "a pattern is written { matches: '\(pattern)' }" + (flags.isEmpty ? "" : ", and has no flags")
                : "a pattern is written { matches: … }, without slashes"
        )
    }
}
