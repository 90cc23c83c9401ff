import FoundationEssentials

/// JSON as a value, for schemas and for what is checked against them.
package enum JSON: Decodable, Equatable {
    /// `null`.
    case null
    /// `true` or `false`.
    case boolean(Bool)
    /// Any number.
    case number(Double)
    /// A string.
    case text(String)
    /// An array.
    case list([JSON])
    /// An object.
    case object([String: JSON])

    /// Decodes any value.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .boolean(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .text(value)
        } else if let value = try? container.decode([JSON].self) {
            self = .list(value)
        } else {
            self = .object(try container.decode([String: JSON].self))
        }
    }

    /// The member of an object; nil for none, and for anything else.
    package subscript(key: String) -> JSON? {
        if case .object(let members) = self { members[key] } else { nil }
    }
}

/// Checks values against the part of JSON Schema that Redrive's schemas use; an unknown keyword is a failure.
package struct SchemaValidator {
    /// The whole schema, to which references lead.
    package let root: JSON

    /// Reads a schema.
    ///
    /// - Throws: if the text is not JSON.
    package init(_ text: String) throws {
        root = try JSONDecoder().decode(JSON.self, from: Data(text.utf8))
    }

    /// Where and why a value does not conform; empty where it does.
    package func problems(of value: JSON) -> [String] { problems(of: value, root, "$") }

    private func problems(of value: JSON, _ schema: JSON, _ path: String) -> [String] {
        guard case .object(let keywords) = schema else { return ["\(path): no schema"] }
        return keywords.flatMap { check(value, $0.key, $0.value, keywords, path) }
    }

    private func conforms(_ value: JSON, _ schema: JSON) -> Bool { problems(of: value, schema, "").isEmpty }

    private func check(
        _ value: JSON,
        _ keyword: String,
        _ rule: JSON,
        _ keywords: [String: JSON],
        _ path: String
    ) -> [String] {
        let failed = ["\(path): \(keyword)"]
        switch (keyword, rule) {
        // Without more, 'format' is an annotation in JSON Schema 2020-12.
        case ("$schema", _), ("$defs", _), ("title", _), ("description", _), ("default", _), ("format", _): return []
        case ("$ref", .text(let reference)):
            let name = String(reference.split(separator: "/").last ?? "")
            guard let target = root["$defs"]?[name] else { return ["\(path): \(reference) leads nowhere"] }
            return problems(of: value, target, path)
        case ("anyOf", .list(let schemas)): return schemas.contains { conforms(value, $0) } ? [] : failed
        case ("oneOf", .list(let schemas)): return schemas.count { conforms(value, $0) } == 1 ? [] : failed
        case ("not", let schema): return conforms(value, schema) ? failed : []
        case ("const", let constant): return value == constant ? [] : failed
        case ("enum", .list(let values)): return values.contains(value) ? [] : failed
        case ("type", .text(let type)): return has(value, type) ? [] : failed
        case ("type", .list(let types)):
            return types.contains { if case .text(let type) = $0 { has(value, type) } else { false } } ? [] : failed
        default: return checkContent(value, keyword, rule, keywords, path)
        }
    }

    private func has(_ value: JSON, _ type: String) -> Bool {
        switch (type, value) {
        case ("null", .null), ("string", .text), ("number", .number), ("boolean", .boolean), ("array", .list),
            ("object", .object):
            true
        case ("integer", .number(let number)): number == number.rounded()
        default: false
        }
    }

    private func checkContent(
        _ value: JSON,
        _ keyword: String,
        _ rule: JSON,
        _ keywords: [String: JSON],
        _ path: String
    ) -> [String] {
        let failed = ["\(path): \(keyword)"]
        switch (keyword, rule, value) {
        case ("minimum", .number(let bound), .number(let number)): return number >= bound ? [] : failed
        case ("maximum", .number(let bound), .number(let number)): return number <= bound ? [] : failed
        case ("minLength", .number(let bound), .text(let text)):
            return Double(text.unicodeScalars.count) >= bound ? [] : failed
        case ("maxLength", .number(let bound), .text(let text)):
            return Double(text.unicodeScalars.count) <= bound ? [] : failed
        case ("pattern", .text(let pattern), .text(let text)):
            return (try? Regex(pattern).firstMatch(in: text)) == nil ? failed : []
        case ("minItems", .number(let bound), .list(let items)): return Double(items.count) >= bound ? [] : failed
        case ("maxItems", .number(let bound), .list(let items)): return Double(items.count) <= bound ? [] : failed
        case ("items", let schema, .list(let items)):
            return items.enumerated().flatMap { problems(of: $1, schema, "\(path)[\($0)]") }
        case ("minProperties", .number(let bound), .object(let members)):
            return Double(members.count) >= bound ? [] : failed
        case ("maxProperties", .number(let bound), .object(let members)):
            return Double(members.count) <= bound ? [] : failed
        case ("required", .list(let names), .object(let members)):
            return names.allSatisfy { if case .text(let name) = $0 { members[name] != nil } else { false } }
                ? [] : failed
        case ("propertyNames", let schema, .object(let members)):
            return members.keys.allSatisfy { conforms(.text($0), schema) } ? [] : failed
        case ("properties", .object(let schemas), .object(let members)):
            return members.flatMap { name, member in
                schemas[name].map { problems(of: member, $0, "\(path).\(name)") } ?? []
            }
        case ("additionalProperties", let schema, .object(let members)):
            let known = keywords["properties"]
            return members.filter { known?[$0.key] == nil }.flatMap { name, member in
                schema == .boolean(false) ? ["\(path): '\(name)'"] : problems(of: member, schema, "\(path).\(name)")
            }
        case ("minimum", _, _), ("maximum", _, _), ("minLength", _, _), ("maxLength", _, _), ("pattern", _, _),
            ("minItems", _, _), ("maxItems", _, _), ("items", _, _), ("minProperties", _, _), ("maxProperties", _, _),
            ("required", _, _), ("propertyNames", _, _), ("properties", _, _), ("additionalProperties", _, _):
            return []
        default: return ["\(path): the validator does not know '\(keyword)'"]
        }
    }
}
