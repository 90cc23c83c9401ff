import Hashing
import JSONText
import TerminalText

/// What tells the file of a list from any other.
package enum ListDigest {
    /// The SHA-256 of a file, as 64 hex digits.
    package static func hex(of bytes: [UInt8]) -> String {
        var hash = SHA256()
        hash.update(data: bytes)
        return PlanDigest.hex(hash)
    }
}

/// Writes a list of jobs as a file, a piece at a time.
///
/// The pieces in order are the file: what precedes the rows, each row, what follows them.
package struct ListingEncoder: Sendable {
    private let format: SavedListing.Format
    private let columns: [ListingColumn]
    private var isEmpty = true

    /// An encoder of these columns.
    package init(_ format: SavedListing.Format, columns: [ListingColumn]) {
        self.format = format
        self.columns = columns
    }

    /// What precedes the rows; of CSV, a byte order mark, without which spreadsheet programs take it for another encoding, and the
    /// names of the columns.
    package func head() -> [UInt8] {
        switch format {
        case .csv: Array(("\u{FEFF}" + columns.map(\.rawValue).joined(separator: ",") + "\n").utf8)
        case .jsonLines: []
        case .json: [UInt8(ascii: "[")]
        }
    }

    /// Appends one row.
    package mutating func append(_ row: ListedRow, to bytes: inout [UInt8]) {
        switch format {
        case .csv:
            for (index, column) in columns.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                switch column.value(of: row) {
                case .text(let text): CSVCell.append(text, to: &bytes)
                case .integer(let number) where number < 0: CSVCell.append("\(number)", to: &bytes)
                case let value: bytes += value.text.utf8
                }
            }
        case .jsonLines: appendObject(row, to: &bytes)
        case .json:
            bytes += (isEmpty ? "\n" : ",\n").utf8
            appendObject(row, to: &bytes)
        }
        if format != .json { bytes.append(UInt8(ascii: "\n")) }
        isEmpty = false
    }

    /// What follows the rows.
    package func tail() -> [UInt8] {
        switch format {
        case .csv, .jsonLines: []
        case .json: Array((isEmpty ? "]\n" : "\n]\n").utf8)
        }
    }

    private func appendObject(_ row: ListedRow, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "{"))
        for (index, column) in columns.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            JSONString.append(column.rawValue, to: &bytes)
            bytes.append(UInt8(ascii: ":"))
            column.value(of: row).appendJSON(to: &bytes)
        }
        bytes.append(UInt8(ascii: "}"))
    }
}
