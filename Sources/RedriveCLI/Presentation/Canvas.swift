/// What a text may take of a screen or a file.
struct Canvas: Sendable, Hashable {
    /// The columns of a line.
    var columns: Int
    /// The lines that are seen at once; nil if nothing scrolls away, as in a file.
    var rows: Int?

    /// The fewest columns that texts are made for.
    static let fewestColumns = 40
    /// The columns of a terminal that does not know its size.
    static let usualColumns = 80
    /// The lines of a terminal that does not know its size.
    static let usualRows = 24

    /// A canvas from its parts.
    init(columns: Int, rows: Int? = nil) {
        self.columns = columns
        self.rows = rows
    }
}
