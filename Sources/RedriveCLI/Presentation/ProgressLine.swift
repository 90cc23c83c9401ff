/// One line of progress that says the most important things first, and as many of them as fit.
struct ProgressLine: Sendable, Hashable {
    /// One thing to say.
    struct Part: Sendable, Hashable {
        /// In full.
        var long: Line
        /// For a narrow terminal.
        var short: Line

        /// - Parameter short: nil for the same.
        init(_ long: Line, short: Line? = nil) {
            self.long = long
            self.short = short ?? long
        }
    }

    /// What has to be seen at any width, in this order.
    var essential: [Part]
    /// What else there is to say, the most important first.
    var more: [Part] = []
    /// How much is done, 0 to 1, for the bar that fills what is left of the line; nil for no bar.
    var done: Double?

    /// The widest bar.
    private static let widestBar = 40
    /// The narrowest bar that is worth drawing.
    private static let narrowestBar = 10
    private static let separator = "  "

    /// The line for a number of columns.
    func fitted(to columns: Int) -> Line {
        var line = essential.map(\.long).joined(by: Self.separator)
        if line.width > columns { line = essential.map(\.short).joined(by: Self.separator) }
        for part in more {
            let candidates = [part.long, part.short].map { line + Line(line.width == 0 ? "" : Self.separator) + $0 }
            guard let next = candidates.first(where: { $0.width <= columns }) else { break }
            line = next
        }
        if let done {
            let room = min(columns - line.width - Self.separator.count - 2, Self.widestBar)
            if room >= Self.narrowestBar {
                let filled = Int((Double(room) * min(max(done, 0), 1)).rounded(.down))
                let bar = String(repeating: "#", count: filled) + String(repeating: "-", count: room - filled)
                line = line + Line(Self.separator) + Line("[\(bar)]", .accent)
            }
        }
        return line.cut(to: columns)
    }

    /// Everything, for a log.
    var whole: Line { (essential + more).map(\.long).joined(by: Self.separator) }
}
