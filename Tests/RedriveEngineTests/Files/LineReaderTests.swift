import RedriveTestSupport
import Testing

@testable import RedriveEngine

@Suite struct `the line reader` {
    @Test(arguments: [1, 2, 3, 7, 1 << 20])
    func `lines come whole whatever the size of a block`(blockSize: Int) throws {
        let text = "first\n\nthird, longer than a block\nlast\n"
        let lines = try read(text, blockSize: blockSize)
        #expect(
            lines.map { String(decoding: $0.bytes, as: UTF8.self) } == [
                "first", "", "third, longer than a block", "last",
            ]
        )
        #expect(lines.map(\.offset) == [0, 6, 7, 34])
        #expect(lines.map(\.isComplete) == [true, true, true, true])
    }

    @Test(arguments: [1, 4, 1 << 20])
    func `a last line without a newline is not whole`(blockSize: Int) throws {
        let lines = try read("one\ntw", blockSize: blockSize)
        #expect(lines.map(\.isComplete) == [true, false])
        #expect(lines.last.map { String(decoding: $0.bytes, as: UTF8.self) } == "tw")
    }

    @Test func `an empty file has no lines`() throws {
        #expect(try read("", blockSize: 4).isEmpty)
    }

    private func read(_ text: String, blockSize: Int) throws -> [LineReader.Line] {
        let files = InMemoryFileSystem()
        files.put(Array(text.utf8), at: "/a")
        var reader = LineReader(try files.open("/a", for: .reading), blockSize: blockSize)
        var lines: [LineReader.Line] = []
        while let line = try reader.next() { lines.append(line) }
        return lines
    }
}
