/// Header fields in the order in which they were written; lookup ignores ASCII case.
package struct HTTPHeaders: Sendable, Hashable {
    /// One field.
    package struct Field: Sendable, Hashable {
        /// The name as it was written.
        package var name: String
        /// The value, without surrounding white space.
        package var value: String

        /// A field from its name and value.
        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// All fields, in order; a name may occur more than once.
    package var fields: [Field]

    /// Fields from a list; empty by default.
    package init(_ fields: [Field] = []) {
        self.fields = fields
    }

    /// The first field with this name, ASCII case ignored.
    ///
    /// Setting replaces all of that name; nil removes them.
    package subscript(name: String) -> String? {
        get { fields.first { $0.name.lowercased() == name.lowercased() }?.value }
        set {
            fields.removeAll { $0.name.lowercased() == name.lowercased() }
            if let newValue { fields.append(Field(name: name, value: newValue)) }
        }
    }
}

extension HTTPHeaders: CustomStringConvertible {
    /// The names only: a value may be a token.
    package var description: String { fields.map(\.name).joined(separator: ", ") }
}
