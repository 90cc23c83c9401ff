/// A character that gets into a file when text is pasted from a page or a document, and that means something else to
/// YAML than it looks like.
enum PastedCharacter {
    /// What people take it for.
    enum Kind: Equatable {
        /// A space: U+00A0 and every other Unicode space but U+0020.
        case space
        /// Nothing at all.
        case invisible
        /// A quote.
        case quote
    }

    /// What a scalar is taken for; nil for one that is what it looks like.
    ///
    /// The joiners U+200C and U+200D and the variation selectors are nil: whether they are meant depends on their
    /// neighbors, `isStray` looks at those.
    static func kind(of scalar: Unicode.Scalar) -> Kind? {
        switch scalar.value {
        case 0...0x9F: return nil
        case 0x00AB, 0x00BB, 0x2018...0x201F, 0x2039, 0x203A, 0x2E42, 0x300C...0x300F, 0x301D...0x301F, 0xFF02, 0xFF07,
            0xFF62, 0xFF63:
            return .quote
        // A blank cell in Braille has no ink.
        case 0x2800: return .space
        case 0x200C, 0x200D, 0xFE00...0xFE0F, 0xE0100...0xE01EF: return nil
        default: break
        }
        if scalar.properties.generalCategory == .spaceSeparator { return .space }
        return scalar.properties.isDefaultIgnorableCodePoint ? .invisible : nil
    }

    /// Whether a joiner or a variation selector joins and varies nothing: emoji and several scripts need them, ASCII
    /// does not.
    static func isStray(_ scalar: Unicode.Scalar, after last: Unicode.Scalar?, before next: Unicode.Scalar?) -> Bool {
        switch scalar.value {
        case 0x200C, 0x200D, 0xFE00...0xFE0F, 0xE0100...0xE01EF: last?.isASCII ?? true && next?.isASCII ?? true
        default: false
        }
    }

    /// The first of these kinds in a text.
    static func first(
        in text: some BidirectionalCollection<Unicode.Scalar>,
        _ kinds: Kind...
    ) -> (scalar: Unicode.Scalar, kind: Kind, index: Int)? {
        var last: Unicode.Scalar?
        var index = 0
        var position = text.startIndex
        while position != text.endIndex {
            let scalar = text[position]
            let after = text.index(after: position)
            if !scalar.isASCII {
                let next = after == text.endIndex ? nil : text[after]
                let kind = isStray(scalar, after: last, before: next) ? .invisible : kind(of: scalar)
                if let kind, kinds.contains(kind) { return (scalar, kind, index) }
            }
            last = scalar
            index += 1
            position = after
        }
        return nil
    }

    /// How to fix a text that is not accepted; nil if it has no such character.
    static func help(for text: String) -> String? {
        guard let (scalar, kind, _) = first(in: text.unicodeScalars, .space, .invisible, .quote) else { return nil }
        return mend(scalar, kind)
    }

    /// What to do about a character that is not meant.
    static func mend(_ scalar: Unicode.Scalar, _ kind: Kind) -> String {
        switch kind {
        case .space: "replace \(name(of: scalar)) with a plain space"
        case .invisible: "remove \(name(of: scalar))"
        case .quote: "replace \(name(of: scalar)) with a plain quote: ' or \""
        }
    }

    /// A scalar as messages name it: `U+00A0 (no-break space)`; without the name if Unicode has none.
    static func name(of scalar: Unicode.Scalar) -> String {
        code(of: scalar) + (scalar.properties.name.map { " (\($0.lowercased()))" } ?? "")
    }

    /// `U+00A0`.
    private static func code(of scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
    }

    /// How a scalar is written in double quotes: `\xa0`, `\u202f` or `\U000e0020`.
    static func escape(of scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16)
        let (letter, width) = scalar.value < 0x100 ? ("x", 2) : scalar.value < 0x10000 ? ("u", 4) : ("U", 8)
        return "\\\(letter)" + String(repeating: "0", count: width - digits.utf8.count) + digits
    }
}

/// What to do about a value that holds a character that only looks right, such as U+00A0; nil if there is none.
package func pastedCharacterHelp(_ text: String) -> String? {
    PastedCharacter.help(for: text)
}
