internal import LocatedYAML
internal import RedriveCore
internal import WorkatoJobs

/// Decoding of values that only the runbook language has; each returns nil after one diagnostic.
extension Node {
    /// Text of 1 to `limit` characters on one line.
    func line(
        as name: String,
        upTo limit: Int,
        _ role: TextRole,
        _ diagnostics: inout Diagnostics
    ) -> String? {
        guard let text = text(as: name, upTo: limit, role, &diagnostics) else { return nil }
        guard !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
            diagnostics.error("'\(name)' must be text on one line without control characters; this has some", at: self)
            return nil
        }
        return text
    }

    /// Text of 1 to `limit` characters; warns if it is probably not the intended text.
    func text(
        as name: String,
        upTo limit: Int,
        _ role: TextRole,
        _ diagnostics: inout Diagnostics
    ) -> String? {
        guard let text = string(as: name, &diagnostics) else { return nil }
        let length = text.unicodeScalars.count
        guard (1...limit).contains(length) else {
            diagnostics.error("'\(name)' must be text of 1 to \(limit) characters; this has \(length)", at: self)
            return nil
        }
        warnAboutPaste(as: name, role, &diagnostics)
        return text
    }

    /// The name of a runbook: letters, digits, `.`, `_`, `-`, the first a letter or digit.
    func name(as name: String, _ diagnostics: inout Diagnostics) -> String? {
        guard let text = line(as: name, upTo: Runbook.longestName, .name, &diagnostics) else { return nil }
        guard Runbook.isName(text) else {
            mismatch(
                name,
                "letters, digits, '.', '_' and '-', beginning with a letter or digit",
                &diagnostics,
                help: Self.runbookName(from: text).map { "write \($0)" }
            )
            return nil
        }
        return text
    }

    /// A duration within bounds, both included.
    func duration(
        as name: String,
        in bounds: ClosedRange<Duration> = .zero...DurationText.maximum,
        _ diagnostics: inout Diagnostics
    ) -> Duration? {
        guard let scalar, !isInvalid, let duration = DurationText.parse(scalar.text) else {
            let bare = scalar.flatMap { $0.style == .plain ? DigitsText.parse($0.text) : nil }
            let meant = scalar.flatMap { DurationText.suggestion(for: $0.text) }
            mismatch(
                name,
                DurationText.form,
                &diagnostics,
                help: bare.map { "add the unit, as in \($0)s or \($0)m" } ?? meant.map { "write \($0)" }
            )
            return nil
        }
        guard bounds.contains(duration) else {
            let (low, high) = (DurationText.text(bounds.lowerBound), DurationText.text(bounds.upperBound))
            mismatch(name, "a duration from \(low) to \(high)", &diagnostics)
            return nil
        }
        return duration
    }

    /// A rate of requests or of jobs.
    func rate(as name: String, of unit: RateText.Unit, _ diagnostics: inout Diagnostics) -> Rate? {
        guard let scalar, !isInvalid, let rate = RateText.parse(scalar.text, of: unit) else {
            let meant = scalar.flatMap { RateText.suggestion(for: $0.text, of: unit) }
            mismatch(name, unit.form, &diagnostics, help: meant.map { "write \($0)" })
            return nil
        }
        return rate
    }

    /// `UTC` or an offset.
    func timeZone(as name: String, _ diagnostics: inout Diagnostics) -> TimeZoneText? {
        guard let scalar, !isInvalid, let zone = TimeZoneText(scalar.text) else {
            let isPlace = scalar?.text.contains("/") ?? false
            mismatch(
                name,
                TimeZoneText.form,
                &diagnostics,
                help: isPlace ? "write the offset that holds at the time: the rules of places change" : nil
            )
            return nil
        }
        return zone
    }

    /// A recipe's id: a whole number from 1, quoted or not, `_` allowed between digits.
    ///
    /// `help` is shown unless the text itself says which recipe was meant.
    func recipe(as name: String, help: String? = nil, _ diagnostics: inout Diagnostics) -> RecipeID? {
        guard let scalar, !isInvalid, let recipe = DigitsText.parseGrouped(scalar.text).flatMap({ RecipeID($0) })
        else {
            let meant = scalar.flatMap { Self.recipeHelp($0.text) }
            mismatch(name, "the id of a recipe, a whole number from 1", &diagnostics, help: meant ?? help)
            return nil
        }
        return recipe
    }

    /// The help for a text that names recipes in another way: an address, a list without brackets, `all`.
    private static func recipeHelp(_ text: String) -> String? {
        if let recipe = JobReference.recipe(inAddress: text) { return "write \(recipe)" }
        if ["all", "*", "any"].contains(text.lowercased()) {
            return "for all recipes of the workspace, write recipes: all"
        }
        let parts = text.split { ", ".contains($0) }
        if parts.count > 1, parts.allSatisfy({ DigitsText.parseGrouped($0) != nil }) {
            let list = parts.prefix(3).joined(separator: ", ") + (parts.count > 3 ? ", …" : "")
            return "write a list in brackets: [\(list)]"
        }
        let digits = text.prefix { ("0"..."9").contains($0) }
        let isNamed = text.dropFirst(digits.count).first == "-" && !digits.isEmpty && digits.count < 19
        return isNamed ? "write \(digits)" : nil
    }

    /// The name of a runbook that is closest to a text; nil if it has no letter and no digit.
    private static func runbookName(from text: String) -> String? {
        let words = text.utf8.split { !$0.isNameByte }.compactMap { String($0) }
        let name = words.joined(separator: "-").drop { "._-".contains($0) }
        return name.isEmpty ? nil : String(name)
    }

    /// A job's id, or the address of its page.
    ///
    /// - Parameter recipe: the recipe that an address has to name; nil for any.
    func job(as name: String, of recipe: RecipeID? = nil, _ diagnostics: inout Diagnostics) -> JobID? {
        guard let scalar, !scalar.isNull, !isInvalid else {
            mismatch(name, JobReference.form, &diagnostics)
            return nil
        }
        do throws(JobReference.ReferenceError) {
            return try JobReference(scalar.text).job(of: recipe)
        } catch {
            mismatch(name, error.rule, &diagnostics, help: error.help)
            return nil
        }
    }

    /// A path that this node names, relative to what the path of its own file is relative to.
    func name(ofFile path: String) -> String {
        guard !path.hasPrefix("/"), let slash = file.name.lastIndex(of: "/") else { return path }
        return file.name[...slash] + path
    }

    /// True for the word `off`.
    var isOff: Bool { scalar?.text == "off" }

    /// Its place as `file:line`, for messages without a snippet.
    var fileAndLine: String { file.hasLines ? "\(file.name):\(range.start.line)" : file.name }
}

extension UInt8 {
    /// An ASCII letter or digit.
    var isLetterOrDigit: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }

    /// A byte that a runbook's name may have.
    var isNameByte: Bool {
        isLetterOrDigit || self == UInt8(ascii: ".") || self == UInt8(ascii: "_") || self == UInt8(ascii: "-")
    }
}
