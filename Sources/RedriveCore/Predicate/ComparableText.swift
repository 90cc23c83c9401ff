/// A text as `where` compares it: in Unicode's normalization form C, by its scalars.
///
/// `é` can be written as one scalar or as `e` and an accent. A title may come either way, and so may what a runbook looks
/// for; both are brought into this one form before anything is compared (docs/decisions/0012-nfc-comparison.md).
struct ComparableText: Hashable, Sendable {
    /// The text in form C.
    let text: String

    /// The most combining marks in a row that are normalized together.
    ///
    /// The standard library sorts the marks of a run in quadratic time (measured: 2 s for 100,000 marks), and titles are
    /// hostile input. A longer run is cut into pieces, on both sides alike; Unicode's stream-safe format allows 30 marks.
    private static let longestRun = 32

    /// Normalizes a text.
    init(_ text: String) {
        self.text = Self.isInFormC(text) ? text : Self.normalized(text)
    }

    /// A quick check: true for ASCII and most of Latin script, false if it is not certain.
    ///
    /// All scalars below U+0300 stand for themselves in form C, and the UTF-8 of the others has a byte from 0xCC up.
    static func isInFormC(_ text: String) -> Bool {
        text.utf8.withContiguousStorageIfAvailable { bytes in
            // No early exit: the loop is vectorized.
            var largest: UInt8 = 0
            for byte in bytes { largest = max(largest, byte) }
            return largest < 0xCC
        } ?? false
    }

    private static func normalized(_ text: String) -> String {
        var result: [UInt8] = []
        var start = text.startIndex
        var marks = 0
        for index in text.unicodeScalars.indices {
            let isMark = text.unicodeScalars[index].properties.canonicalCombiningClass != .notReordered
            marks = isMark ? marks + 1 : 0
            guard marks > longestRun else { continue }
            result += String(text.unicodeScalars[start..<index])._nfcCodeUnits
            start = index
            marks = 1
        }
        result += String(text.unicodeScalars[start...])._nfcCodeUnits
        return String(decoding: result, as: UTF8.self)
    }

    /// Equal when the bytes are; `String` would normalize both sides again.
    static func == (left: ComparableText, right: ComparableText) -> Bool {
        left.withBytes { left in right.withBytes { right in left.elementsEqual(right) } }
    }

    func hash(into hasher: inout Hasher) {
        withBytes { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }

    /// The UTF-8 of the text.
    func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        text.utf8.withContiguousStorageIfAvailable(body) ?? Array(text.utf8).withUnsafeBufferPointer(body)
    }
}
