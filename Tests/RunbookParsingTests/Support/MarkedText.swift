import LocatedYAML

/// A text with `«` and `»` around the ranges that a test speaks of, so that no column has to be counted.
struct MarkedText {
    /// The text without its marks.
    let text: String
    /// The byte ranges of the marks in `text`, in the order in which they open.
    let ranges: [Range<Int>]

    /// Takes the marks out; marks may be nested.
    init(_ marked: String) {
        var bytes: [UInt8] = []
        var ranges: [Range<Int>?] = []
        var open: [Int] = []
        for scalar in marked.unicodeScalars {
            switch scalar {
            case "«":
                open.append(ranges.count)
                ranges.append(bytes.count..<bytes.count)
            case "»":
                let index = open.removeLast()
                ranges[index] = (ranges[index]?.lowerBound ?? 0)..<bytes.count
            default: bytes.append(contentsOf: UTF8.encode(scalar).map { Array($0) } ?? [])
            }
        }
        text = String(decoding: bytes, as: UTF8.self)
        self.ranges = ranges.compactMap { $0 }
    }
}
