import Glibc
import NIOCore
import Testing
import Transport

@testable import AsyncHTTPTransport

@Suite struct BodyFileReaderTests {
    /// A file of a temporary folder, removed at the end.
    private func withFile<Value>(_ bytes: [UInt8], _ body: (String) async throws -> Value) async throws -> Value {
        var template = Array("/tmp/redrive-body-XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        try #require(descriptor >= 0)
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { _ = unlink(path) }
        try #require(Glibc.write(descriptor, bytes, bytes.count) == bytes.count)
        close(descriptor)
        return try await body(path)
    }

    /// What a reader hands over, and the size of each part.
    private func read(_ file: HTTPRequest.BodyFile) async throws -> (bytes: [UInt8], parts: [Int]) {
        var reader = BodyFileReader(file)
        var bytes: [UInt8] = []
        var parts: [Int] = []
        while let part = try await reader.next() {
            bytes += Array(part.readableBytesView)
            parts.append(part.readableBytes)
        }
        #expect(try await reader.next() == nil, "the end stays the end")
        return (bytes, parts)
    }

    private static func pattern(_ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 8) }
    }

    @Test(arguments: [0, 1, 1000, (256 << 10) - 1, 256 << 10, (256 << 10) + 1, 3 << 20])
    func `a file comes whole in parts of at most 256 kB, and then what follows it`(_ size: Int) async throws {
        let bytes = Self.pattern(size)
        let suffix = Array("}".utf8)
        try await withFile(bytes) { path in
            let result = try await read(.init(path: path, bytes: size, suffix: suffix))
            #expect(result.bytes == bytes + suffix)
            #expect(result.parts.allSatisfy { $0 <= 256 << 10 })
            #expect(result.parts.last == 1)
        }
    }

    @Test func `a file that is longer or shorter than was announced ends with an error, and without what follows it`()
        async throws
    {
        let bytes = Self.pattern(300_000)
        try await withFile(bytes) { path in
            for announced in [0, 1, 262_144, 299_999, 300_001, 600_000] {
                var reader = BodyFileReader(.init(path: path, bytes: announced, suffix: Array("the end".utf8)))
                var got = 0
                let error = await #expect(throws: BodyFileReader.ReadingError.self) {
                    while let part = try await reader.next() { got += part.readableBytes }
                }
                guard case .otherSize? = error else {
                    Issue.record("\(announced): \(String(describing: error))")
                    continue
                }
                // A server that got this much knows that the body is not whole.
                #expect(got <= announced)
            }
        }
    }

    @Test func `a file that is cut while it is read ends with an error`() async throws {
        try await withFile(Self.pattern(1 << 20)) { path in
            var reader = BodyFileReader(.init(path: path, bytes: 1 << 20))
            _ = try await reader.next()
            #expect(truncate(path, 300_000) == 0)
            let error = await #expect(throws: BodyFileReader.ReadingError.self) {
                while try await reader.next() != nil {}
            }
            guard case .otherSize? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    @Test func `a file that is replaced by another while it is read is read to its end as it was`() async throws {
        let bytes = Self.pattern(600_000)
        try await withFile(bytes) { path in
            var reader = BodyFileReader(.init(path: path, bytes: bytes.count))
            var got = Array(try #require(try await reader.next()).readableBytesView)
            try await withFile([1, 2, 3]) { other in #expect(rename(other, path) == 0) }
            while let part = try await reader.next() { got += Array(part.readableBytesView) }
            #expect(got == bytes)
        }
    }

    @Test func `a file that is not there, or is a folder, ends with the system's error`() async throws {
        for (path, code) in [("/tmp/redrive-no-such-file", ENOENT), ("/tmp", EISDIR)] {
            var reader = BodyFileReader(.init(path: path, bytes: 10))
            let error = await #expect(throws: BodyFileReader.ReadingError.self) { try await reader.next() }
            guard case .system(code)? = error else {
                Issue.record("\(path): \(String(describing: error))")
                continue
            }
        }
    }
}
