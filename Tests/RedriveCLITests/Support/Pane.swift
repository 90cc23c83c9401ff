/// What a terminal of a size shows after a text: enough of one for what Redrive writes.
///
/// Known are letters of one column, line breaks, the carriage return, and the sequences that erase a line, erase what is below, go up,
/// and color.
struct Pane {
    private let columns: Int
    private let rows: Int
    private var lines: [[Character]] = [[]]
    private var row = 0
    private var column = 0

    /// An empty screen.
    init(columns: Int, rows: Int) {
        self.columns = columns
        self.rows = rows
    }

    /// The lines that are on the screen: the last ones.
    var screen: [String] { lines.suffix(rows).map { Self.text($0) } }

    /// Everything that was shown, what has scrolled away included.
    var all: [String] { lines.map { Self.text($0) } }

    private static func text(_ line: [Character]) -> String {
        var line = line
        while line.last == " " { line.removeLast() }
        return String(line)
    }

    /// Shows a text.
    mutating func write(_ text: String) {
        var rest = Array(text.unicodeScalars)[...]
        while let scalar = rest.popFirst() {
            switch scalar {
            case "\n": newLine()
            case "\r": column = 0
            case "\u{1b}":
                _ = rest.popFirst()
                let number = rest.prefix { ("0"..."9").contains($0) || $0 == ";" }
                rest = rest.dropFirst(number.count)
                let count = Int(String(String.UnicodeScalarView(number))) ?? 0
                if let command = rest.popFirst() { obey(command, count) }
            default: put(Character(scalar))
            }
        }
    }

    private mutating func obey(_ command: Unicode.Scalar, _ count: Int) {
        switch command {
        case "K": lines[row] = Array(lines[row].prefix(column))
        case "J":
            lines[row] = Array(lines[row].prefix(column))
            lines.removeSubrange((row + 1)...)
        case "A": row = max(row - max(count, 1), max(lines.count - rows, 0))
        default: break
        }
    }

    private mutating func newLine() {
        row += 1
        column = 0
        if row == lines.count { lines.append([]) }
    }

    private mutating func put(_ character: Character) {
        if column == columns { newLine() }
        while lines[row].count <= column { lines[row].append(" ") }
        lines[row][column] = character
        column += 1
    }
}
