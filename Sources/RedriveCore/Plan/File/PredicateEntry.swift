import WorkatoJobs

/// A predicate as a plan keeps it: `{"all":[…]}`, `{"any":[…]}`, `{"not":{…}}`, or a field with one matcher, such as
/// `{"field":"error_type","is":["Timeout"]}` or `{"field":"duration","gte":"60s"}`.
///
/// See docs/formats/plan.md.
struct PredicateEntry: Codable {
    let predicate: Predicate

    private enum CodingKeys: String, CodingKey {
        case all, any, not, field, `is`, contains, glob, matches, exists, lt, lte, gt, gte
    }

    init(_ predicate: Predicate) { self.predicate = predicate }

    init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        if let parts = try members.decodeIfPresent([PredicateEntry].self, forKey: .all) {
            predicate = .all(parts.map(\.predicate))
        } else if let parts = try members.decodeIfPresent([PredicateEntry].self, forKey: .any) {
            predicate = .any(parts.map(\.predicate))
        } else if members.contains(.not) {
            predicate = .not(try members.decode(PredicateEntry.self, forKey: .not).predicate)
        } else {
            let name = try members.decode(String.self, forKey: .field)
            guard let field = Predicate.Field(rawValue: name) else {
                throw Self.wrong(.field, members, "a field of 'where'")
            }
            predicate = .field(field, try Self.matcher(of: field, members))
        }
    }

    private static func matcher(
        of field: Predicate.Field,
        _ members: KeyedDecodingContainer<CodingKeys>
    ) throws -> Predicate.Matcher {
        if members.contains(.is) {
            var list = try members.nestedUnkeyedContainer(forKey: .is)
            var values: [Predicate.Value] = []
            while !list.isAtEnd { values.append(try value(of: field.kind, from: list.superDecoder())) }
            return .anyOf(values)
        }
        if let text = try members.decodeIfPresent(String.self, forKey: .contains) { return .contains(text) }
        if let text = try members.decodeIfPresent(String.self, forKey: .glob) { return .glob(text) }
        if let flag = try members.decodeIfPresent(Bool.self, forKey: .exists) { return .exists(flag) }
        if let text = try members.decodeIfPresent(String.self, forKey: .matches) {
            do {
                return .matches(try POSIXPattern(text))
            } catch {
                throw wrong(.matches, members, "a pattern")
            }
        }
        func bound(_ key: CodingKeys) throws -> Predicate.Value? {
            members.contains(key) ? try value(of: field.kind, from: members.superDecoder(forKey: key)) : nil
        }
        let comparison = Predicate.Comparison(
            lessThan: try bound(.lt),
            atMost: try bound(.lte),
            greaterThan: try bound(.gt),
            atLeast: try bound(.gte)
        )
        guard comparison != Predicate.Comparison() else { throw wrong(.field, members, "a field with a condition") }
        return .compare(comparison)
    }

    private static func value(of kind: Predicate.Kind, from decoder: any Decoder) throws -> Predicate.Value {
        switch kind {
        case .text: .text(try String(from: decoder))
        case .integer: .integer(try Int(from: decoder))
        case .time: .time(try Timestamp(from: decoder))
        case .duration: .duration(try SecondsText(from: decoder).duration)
        }
    }

    private static func wrong(
        _ key: CodingKeys,
        _ members: KeyedDecodingContainer<CodingKeys>,
        _ expected: String
    ) -> DecodingError {
        .dataCorruptedError(forKey: key, in: members, debugDescription: expected)
    }

    func encode(to encoder: any Encoder) throws {
        var members = encoder.container(keyedBy: CodingKeys.self)
        switch predicate {
        case .all(let parts): try members.encode(parts.map(PredicateEntry.init), forKey: .all)
        case .any(let parts): try members.encode(parts.map(PredicateEntry.init), forKey: .any)
        case .not(let part): try members.encode(PredicateEntry(part), forKey: .not)
        case .field(let field, let matcher):
            try members.encode(field.rawValue, forKey: .field)
            switch matcher {
            case .anyOf(let values): try members.encode(values.map(ValueEntry.init), forKey: .is)
            case .contains(let text): try members.encode(text, forKey: .contains)
            case .glob(let text): try members.encode(text, forKey: .glob)
            case .matches(let pattern): try members.encode(pattern.text, forKey: .matches)
            case .exists(let flag): try members.encode(flag, forKey: .exists)
            case .compare(let comparison):
                try members.encodeIfPresent(comparison.lessThan.map(ValueEntry.init), forKey: .lt)
                try members.encodeIfPresent(comparison.atMost.map(ValueEntry.init), forKey: .lte)
                try members.encodeIfPresent(comparison.greaterThan.map(ValueEntry.init), forKey: .gt)
                try members.encodeIfPresent(comparison.atLeast.map(ValueEntry.init), forKey: .gte)
            }
        }
    }

    /// A value that is compared with.
    private struct ValueEntry: Encodable {
        let value: Predicate.Value

        func encode(to encoder: any Encoder) throws {
            switch value {
            case .text(let text): try text.encode(to: encoder)
            case .integer(let number): try number.encode(to: encoder)
            case .time(let time): try time.encode(to: encoder)
            case .duration(let duration): try SecondsText(duration).encode(to: encoder)
            }
        }
    }
}
