/// Escapes whatever could move the cursor, change colors, or reorder or hide text: the result is one line that is safe
/// to print.
///
/// Control characters (C0, DEL, C1), line and paragraph separators, and invisible format characters (bidirectional
/// overrides, zero-width space, byte-order mark, tags) become `\u{1b}`; tab, LF and CR become `\t`, `\n` and `\r`. The
/// joiners U+200C and U+200D stay, because scripts and emoji need them. A backslash stays as it is, so escaping cannot
/// be undone.
package func escapedForTerminal(_ text: String) -> String {
    var text = text
    if text.withUTF8(isShownAsItIs) { return text }
    if !text.unicodeScalars.contains(where: { escape(for: $0) != nil }) { return text }
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
        if let escape = escape(for: scalar) {
            result.append(contentsOf: escape.unicodeScalars)
        } else {
            result.append(scalar)
        }
    }
    return String(result)
}

/// Whether bytes of UTF-8 are nothing but ASCII that is visible, and the most usual Latin letters, dashes and quotes; where that is
/// false, it takes a look at each scalar.
///
/// The same ranges as those for which `escape(for:)` looks up no property.
func isShownAsItIs(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var index = 0
    while index < bytes.count {
        switch bytes[index] {
        case 0x20..<0x7F: index += 1
        case 0xC2:
            guard index + 1 < bytes.count, bytes[index + 1] > 0xA0, bytes[index + 1] != 0xAD else { return false }
            index += 2
        case 0xC3...0xC8: index += 2
        case 0xE2:
            guard index + 2 < bytes.count, bytes[index + 1] == 0x80, (0x90...0xA7).contains(bytes[index + 2]) else {
                return false
            }
            index += 3
        default: return false
        }
    }
    return true
}

/// The text that stands in for a scalar that must not reach a terminal; nil for a scalar that may.
package func escape(for scalar: Unicode.Scalar) -> String? {
    switch scalar.value {
    case 0x20..<0x7F: return nil
    case 0x09: return "\\t"
    case 0x0A: return "\\n"
    case 0x0D: return "\\r"
    // Latin letters and signs but the soft hyphen, and dashes, quotes and the ellipsis: what most text has beside ASCII.
    case 0xA1...0xAC, 0xAE...0x24F, 0x2010...0x2027: return nil
    case 0x200C, 0x200D: return nil
    default: break
    }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate:
        return "\\u{" + String(scalar.value, radix: 16) + "}"
    case .unassigned where scalar.properties.isDefaultIgnorableCodePoint:
        return "\\u{" + String(scalar.value, radix: 16) + "}"
    default:
        return nil
    }
}
