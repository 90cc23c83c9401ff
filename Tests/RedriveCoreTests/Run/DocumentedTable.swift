import FoundationEssentials
import Testing

/// A Markdown table of docs/state-machines.md.
struct DocumentedTable {
    var columns: [String]
    var rows: [[String]]

    /// The first table under a heading whose first column is called `first` and that has a column called `column`.
    init(under heading: String, first: String, with column: String? = nil) throws {
        var folder = URL(filePath: #filePath).deletingLastPathComponent()
        for _ in 0..<3 { folder.deleteLastPathComponent() }
        let text = try String(contentsOf: folder.appending(path: "docs/state-machines.md"), encoding: .utf8)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let begin = try #require(lines.firstIndex { $0.hasPrefix("#") && $0.hasSuffix(" \(heading)") })
        let table = lines[begin...].drop { line in
            guard line.hasPrefix("| \(first) |") else { return true }
            return column.map { !Self.cells(line).map(Self.name).contains($0) } ?? false
        }.prefix { $0.hasPrefix("|") }
        columns = Self.cells(try #require(table.first))
        rows = table.dropFirst(2).map(Self.cells)
    }

    /// The cell of a row, named as it begins, and a column.
    func cell(_ row: String, _ column: String) throws -> String {
        let place = try #require(columns.firstIndex { Self.name($0) == column }, "no column \(column)")
        return try #require(rows.first { Self.name($0[0]) == row }, "no row \(row)")[place]
    }

    /// The cell, and where it says "the same", what the cell before it says.
    func spelledOut(_ row: String, _ column: String) throws -> String {
        let text = try cell(row, column)
        guard text.hasPrefix("the same") else { return text }
        let place = try #require(columns.firstIndex { Self.name($0) == column })
        return try spelledOut(row, Self.name(columns[place - 1])) + text.dropFirst("the same".count)
    }

    /// For each state of the first column, what its column `goes to` names in backticks.
    func transitions() throws -> [String: Set<String>] {
        var transitions: [String: Set<String>] = [:]
        for row in rows {
            let goesTo = try cell(Self.name(row[0]), "goes to")
            transitions[Self.name(row[0])] = Self.names(goesTo)
            #expect(goesTo == "nothing" || !Self.names(goesTo).isEmpty, "\(row)")
        }
        return transitions
    }

    /// `waitingOut(until)` in backticks is called waitingOut.
    static func name(_ cell: String) -> String { String(cell.filter { $0 != "`" }.prefix { $0 != "(" }) }

    /// The words in backticks of a cell, without their parentheses.
    static func names(_ cell: String) -> Set<String> {
        Set(
            cell.split(separator: "`", omittingEmptySubsequences: false).enumerated().filter { $0.offset % 2 == 1 }.map
            { name(String($0.element)) }
        )
    }

    private static func cells(_ line: String) -> [String] {
        line.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast().map { trimmed($0) }
    }

    private static func trimmed(_ text: Substring) -> String {
        String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}

/// The name of a machine's private state.
func stateName(of machine: some Any, _ label: String = "state") -> String {
    let child = Mirror(reflecting: machine).children.first { $0.label == label }
    return DocumentedTable.name(child.map { "\($0.value)" } ?? "")
}
