/// What environment variables say of the terminal, or of the file that takes its place.
struct TerminalVariables: Sendable, Hashable {
    /// `COLUMNS`: the columns of a line; nil if it is not set to a number.
    let columns: Int?
    /// Whether texts may have letters outside of ASCII: the locale is one with UTF-8, or none is set.
    let isUnicode: Bool

    /// The most columns that are believed.
    private static let mostColumns = 10_000

    /// Reads the variables that count.
    init(_ variables: [String: String]) {
        columns = variables["COLUMNS"].flatMap { Int($0) }.flatMap { (1...Self.mostColumns).contains($0) ? $0 : nil }
        // Source: locale(7): the first of these that is set and not empty decides.
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { variables[$0] }.first { !$0.isEmpty }
        isUnicode = locale.map { $0.lowercased().replacing("-", with: "").contains("utf8") } ?? true
    }
}
