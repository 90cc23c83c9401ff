/// What copying and editing do to a file of lines, as its bytes show.
///
/// Plans and state files are used byte for byte as they were written, so each of these is refused, in words.
package enum LineDamage: Sendable, Hashable, CaseIterable {
    /// The file starts with a byte order mark in UTF-8.
    case byteOrderMark
    /// The file starts with a byte order mark in UTF-16.
    case utf16
    /// The line ends with a carriage return.
    case carriageReturn
    /// A line after the first is blank.
    case blank

    /// The damage of a line; nil if there is none of these kinds.
    ///
    /// - Parameters:
    ///   - line: without its newline.
    ///   - number: its number, from 1; only the first line of a file has a byte order mark.
    init?(line: ArraySlice<UInt8>, number: Int) {
        if number == 1, line.starts(with: [0xEF, 0xBB, 0xBF]) {
            self = .byteOrderMark
        } else if number == 1, line.starts(with: [0xFF, 0xFE]) || line.starts(with: [0xFE, 0xFF]) {
            self = .utf16
        } else if line.last == UInt8(ascii: "\r") {
            self = .carriageReturn
        } else if number > 1, line.isEmpty {
            self = .blank
        } else {
            return nil
        }
    }

    /// What is wrong and how it came about; follows the name of the line.
    package var words: String {
        switch self {
        case .byteOrderMark: "begins with a byte order mark: an editor or a conversion has saved the file anew"
        case .utf16: "is UTF-16: the file was converted, and has to be UTF-8 as it was written"
        case .blank: "is blank: the file was edited"
        case .carriageReturn: "ends with a carriage return: the file was converted to Windows line ends"
        }
    }
}
