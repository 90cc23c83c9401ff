/// Takes CSV apart as RFC 4180 says, for tests only.
enum CSVReader {
    /// The rows, each with its cells; the byte order mark is no part of the first cell.
    static func rows(_ text: String) -> [[String]] {
        var rows: [[String]] = []
        var row: [String] = []
        var cell = String.UnicodeScalarView()
        var isQuoted = false
        var scalars = Array(text.unicodeScalars)[...]
        if scalars.first == "\u{FEFF}" { scalars.removeFirst() }
        while let scalar = scalars.popFirst() {
            switch (scalar, isQuoted) {
            case ("\"", true):
                if scalars.first == "\"" { cell.append(scalars.removeFirst()) } else { isQuoted = false }
            case ("\"", false): isQuoted = true
            case (",", false):
                row.append(String(cell))
                cell = .init()
            case ("\n", false):
                rows.append(row + [String(cell)])
                row = []
                cell = .init()
            default: cell.append(scalar)
            }
        }
        return rows
    }
}
