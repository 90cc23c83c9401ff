/// Reads a file line by line in bounded memory.
struct LineReader {
    /// One line.
    struct Line {
        /// Without the newline.
        var bytes: ArraySlice<UInt8>
        /// Where its first byte stands in the file.
        var offset: Int
        /// Whether a newline ends it; only the last line may have none.
        var isComplete: Bool
        /// Whether it goes on behind these bytes, longer than any line may be; nothing behind it is read.
        var isTooLong = false
    }

    /// The most bytes of a line.
    static let longestLine = 64 << 20

    private let file: any OpenFile
    private let blockSize: Int
    private var block: [UInt8] = []
    private var start = 0
    private var blockOffset = 0
    private var ended = false

    /// A reader at the first byte, or at another one where a line begins.
    init(_ file: any OpenFile, from offset: Int = 0, blockSize: Int = 1 << 20) {
        self.file = file
        self.blockSize = blockSize
        blockOffset = offset
    }

    /// The next line; nil behind the last.
    mutating func next() throws(FileError) -> Line? {
        var searched = start
        while true {
            if let newline = block[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                defer { start = newline + 1 }
                return Line(bytes: block[start..<newline], offset: blockOffset + start, isComplete: true)
            }
            guard !ended else { break }
            searched = block.count - start
            guard searched <= Self.longestLine else {
                ended = true
                defer { start = block.count }
                return Line(bytes: block[start...], offset: blockOffset + start, isComplete: false, isTooLong: true)
            }
            try refill()
        }
        guard start < block.count else { return nil }
        defer { start = block.count }
        return Line(bytes: block[start...], offset: blockOffset + start, isComplete: false)
    }

    /// Whether a whole line follows; it is not taken.
    mutating func hasWholeLine() throws(FileError) -> Bool {
        while !block[start...].contains(UInt8(ascii: "\n")) {
            guard !ended, block.count - start <= Self.longestLine else { return false }
            try refill()
        }
        return true
    }

    /// Drops what was read and appends the next block; the line under way begins at 0 afterwards.
    private mutating func refill() throws(FileError) {
        blockOffset += start
        block.removeSubrange(..<start)
        start = 0
        let more = try file.read(at: blockOffset + block.count, count: blockSize)
        ended = more.isEmpty
        block += more
    }
}
