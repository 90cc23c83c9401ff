package import RedriveCore

extension JournalFile {
    /// The longest first line that is read.
    private static let longestHeader = 1 << 16

    /// What the first line of a state file says; nil if it is none of a state file.
    ///
    /// Nothing else of the file is read, however long it is.
    package static func header(of path: String, fileSystem: any FileSystem) throws(FileError) -> JournalHeader? {
        let file = try fileSystem.open(path, for: .reading)
        defer { file.close() }
        let bytes = try file.read(at: 0, count: longestHeader)
        guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        var decoder = JournalDecoder()
        guard case .header(let header)? = try? decoder.consume(line: bytes[..<end]) else { return nil }
        return header
    }
}
