internal import JSONText
package import Transport

extension ServerMessage {
    /// Finds the text in an answer: `message`, `error`, `errors`, else the body itself, or what kind of page it is.
    ///
    /// Source: reference, "Error bodies"; the official clients look in the same places.
    package init(reading response: HTTPResponse) {
        let value = try? response.json(skipping: JobDetail.runTimeKeys)
        let words = value.flatMap(ServerMessage.words) ?? ForeignAnswer(response)?.words ?? response.text
        let headerID = ["X-Request-Id", "X-Correlation-Id"].lazy.compactMap { response.headers[$0] }.first
        let id = (value?["id"]?.textOrNumber ?? headerID).map { ServerMessage.shown($0, longest: 128) }
        self.init(text: ServerMessage.shown(words, longest: ServerMessage.longest), id: id == "" ? nil : id)
    }

    /// The message of an answer in the documented form, JSON with a `message` that is not empty; nil for any other.
    init?(documented response: HTTPResponse) {
        guard let value = try? response.json(skipping: JobDetail.runTimeKeys),
            value["message"]?.text != nil
        else { return nil }
        self.init(reading: response)
    }

    /// Text from an answer, made safe to show.
    static func safe(_ text: String) -> String { shown(text, longest: longest) }

    private static func words(_ value: JSONTree) -> String? {
        let message = value["message"].flatMap { words(of: $0, depth: 0) }
        let error = value["error"].flatMap { words(of: $0, depth: 0) }
        let errors = value["errors"].flatMap { words(of: $0, depth: 0) }
        if let message { return errors.map { "\(message) (\($0))" } ?? message }
        return error ?? errors
    }

    /// Strings unchanged, lists joined, fields with their names.
    private static func words(of value: JSONTree, depth: Int) -> String? {
        guard depth < 4 else { return nil }
        switch value {
        case .string, .number: return value.textOrNumber
        case .array(let items):
            let parts = items.prefix(20).compactMap { words(of: $0, depth: depth + 1) }
            return parts.isEmpty ? nil : parts.joined(separator: "; ")
        case .object(let members):
            if let message = (value["message"] ?? value["title"])?.text { return message }
            let parts = members.sorted { $0.key < $1.key }.prefix(20).compactMap { member in
                words(of: member.value, depth: depth + 1).map { "\(member.key): \($0)" }
            }
            return parts.isEmpty ? nil : parts.joined(separator: "; ")
        case .bool, .null: return nil
        }
    }

    /// The text without control characters, with runs of white space as one space, cut to the limit.
    static func shown(_ text: String, longest: Int) -> String {
        var shown = String.UnicodeScalarView()
        var count = 0
        var isAfterSpace = true
        for scalar in text.unicodeScalars {
            let isSpace = scalar.properties.isWhitespace || scalar.properties.generalCategory.isInvisible
            if isSpace, isAfterSpace { continue }
            guard count < longest else {
                shown.removeLast()
                shown.append("…")
                break
            }
            shown.append(isSpace ? " " : scalar)
            count += 1
            isAfterSpace = isSpace
        }
        if shown.last == " " { shown.removeLast() }
        return String(shown)
    }
}

extension Unicode.GeneralCategory {
    /// Whether it is a control or format character (which can change the direction of a line), or not a character.
    fileprivate var isInvisible: Bool {
        switch self {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
