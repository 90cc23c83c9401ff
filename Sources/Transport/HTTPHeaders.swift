/// Header fields in the order they were written, looked up without regard to case.
public struct HTTPHeaders: Sendable, Hashable {
    /// One field.
    public struct Field: Sendable, Hashable {
        /// The name as it was written.
        public var name: String
        /// The value, without surrounding white space.
        public var value: String

        /// A field from its name and value.
        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// All fields, in order; a name may occur more than once.
    public var fields: [Field]

    /// Fields from a list; empty by default.
    public init(_ fields: [Field] = []) {
        self.fields = fields
    }

    /// The first field with this name, ASCII case ignored.
    ///
    /// Setting replaces all of that name; nil removes them.
    public subscript(name: String) -> String? {
        get { fields.first { $0.name.lowercased() == name.lowercased() }?.value }
        set {
            fields.removeAll { $0.name.lowercased() == name.lowercased() }
            if let newValue { fields.append(Field(name: name, value: newValue)) }
        }
    }
}

extension HTTPHeaders: CustomStringConvertible {
    /// The names only: a value may be a token.
    public var description: String { fields.map(\.name).joined(separator: ", ") }
}
