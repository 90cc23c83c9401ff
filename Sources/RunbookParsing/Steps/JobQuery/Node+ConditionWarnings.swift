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
        warnAboutExpression(as: field.rawValue, &diagnostics)
        warnAboutPercents(as: field.rawValue, &diagnostics)
        guard field == .jobID || field == .masterJobID else { return }
        do throws(JobReference.ReferenceError) {
            let reference = try JobReference(text)
            guard reference.job.text != text else { return }
            diagnostics.warning(
                "'\(field.rawValue)' must be an id to match a job; this is an address",
                at: self,
                help: "write \(reference.job)"
            )
        } catch {
            diagnostics.warning(
                "'\(field.rawValue)' must be \(error.rule) to match a job; this is \(found)",
                at: self,
                help: error.help
            )
        }
    }

    /// Warns if a text begins or ends with `*`, which stands for itself here; `glob` is the pattern that was meant.
    func warnAboutWildcards(as name: String, glob: String, _ diagnostics: inout Diagnostics) {
        guard let text = scalar?.text, text.hasPrefix("*") || text.hasSuffix("*"), text.contains(where: { $0 != "*" }),
            !text.isRegularExpression
        else {
            return
        }
        diagnostics.warning(
            "'*' stands for itself in '\(name)'",
            at: self,
            help: Self.patternHelp("glob", glob.replacing("**", with: "*"))
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
        diagnostics.warning(
            "the slashes are part of the text of '\(name)'",
            at: self,
            help: Self.patternHelp("matches", String(pattern)) + (flags.isEmpty ? "" : ", which has no flags")
        )
    }

    /// Warns about signs that have a meaning in regular expressions alone.
    func warnAboutExpression(as name: String, _ diagnostics: inout Diagnostics) {
        guard let text = scalar?.text, text.isRegularExpression else { return }
        let sign = text.hasPrefix("^") ? "^" : text.contains(".*") ? ".*" : ".+"
        diagnostics.warning(
            "'\(sign)' stands for itself in '\(name)'",
            at: self,
            help: Self.patternHelp("matches", text)
        )
    }

    /// Warns about a text between `%` signs, as patterns of SQL are written.
    private func warnAboutPercents(as name: String, _ diagnostics: inout Diagnostics) {
        guard let text = scalar?.text, text.hasPrefix("%"), text.hasSuffix("%"), text.utf8.count > 2 else { return }
        diagnostics.warning(
            "'%' stands for itself in '\(name)'",
            at: self,
            help: Self.patternHelp("contains", String(text.dropFirst().dropLast()))
        )
    }

    /// How the pattern that was meant is written, without a text that is long or needs an escape.
    private static func patternHelp(_ matcher: String, _ pattern: String) -> String {
        let isPlain =
            !pattern.contains("'") && pattern.utf8.count <= 40 && (matcher != "glob" || !pattern.contains("\\"))
        return "for a pattern, write { \(matcher): \(isPlain ? "'\(pattern)'" : "…") }"
    }
}

extension String {
    /// Whether this is hardly anything but a regular expression: it begins with `^`, or begins or ends with `.*` or `.+`.
    fileprivate var isRegularExpression: Bool {
        guard utf8.count > 2 else { return false }
        return hasPrefix("^") || [".*", ".+"].contains { hasPrefix($0) || hasSuffix($0) }
    }
}
