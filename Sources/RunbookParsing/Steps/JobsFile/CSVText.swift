internal import LocatedYAML

/// The fields of comma-separated values by RFC 4180, with their places.
struct CSVText {
    private let file: SourceFile
    private let bytes: [UInt8]
    /// How much of the text was read, in bytes.
    private(set) var offset: Int

    /// A text at its first line.
    init(_ file: SourceFile) {
        self.file = file
        bytes = file.bytes
        offset = file.bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }

    /// One field of a line.
    struct Field {
        /// Its text, without quotes.
        var text: String
        /// Its bytes in the file, quotes included.
        var range: Range<Int>
    }

    /// Whether all of it was read.
    var isAtEnd: Bool { offset >= bytes.count }

    /// A first line `sep=,`, which some spreadsheets need to read the file.
    mutating func skipSeparatorLine() throws(JobsFile.FormError) {
        guard saysSeparator, let range = file.byteRange(ofLine: 1) else { return }
        guard firstLine.last == UInt8(ascii: ",") else {
            throw .init(
                message: "the columns of a jobs file must be separated by commas",
                range: file.range(of: offset..<range.upperBound)
            )
        }
        offset = file.byteRange(ofLine: 2)?.lowerBound ?? bytes.count
    }

    /// Whether the first line names a separator.
    var saysSeparator: Bool { firstLine.count == 5 && firstLine.starts(with: Array("sep=".utf8)) }

    /// The bytes of the first line without quotes.
    private var firstLine: [UInt8] {
        guard let range = file.byteRange(ofLine: 1), range.count <= 20 else { return [] }
        return bytes[range].filter { $0 != UInt8(ascii: "\"") }
    }

    /// The fields up to the end of a line; a line break inside quotes belongs to its field.
    mutating func record() throws(JobsFile.FormError) -> [Field] {
        var fields: [Field] = []
        while true {
            fields.append(try field())
            guard offset < bytes.count else { return fields }
            let separator = bytes[offset]
            offset += 1
            if separator == UInt8(ascii: ",") { continue }
            if separator == UInt8(ascii: "\r"), offset < bytes.count, bytes[offset] == UInt8(ascii: "\n") {
                offset += 1
            }
            return fields
        }
    }

    private mutating func field() throws(JobsFile.FormError) -> Field {
        let start = offset
        guard offset < bytes.count, bytes[offset] == UInt8(ascii: "\"") else {
            while offset < bytes.count, !Self.isEnd(bytes[offset]) { offset += 1 }
            let text = String(decoding: bytes[start..<offset], as: UTF8.self)
            return Field(text: Self.trimmed(text), range: start..<offset)
        }
        var text: [UInt8] = []
        offset += 1
        while offset < bytes.count {
            let byte = bytes[offset]
            offset += 1
            guard byte == UInt8(ascii: "\"") else {
                text.append(byte)
                continue
            }
            if offset < bytes.count, bytes[offset] == UInt8(ascii: "\"") {
                text.append(byte)
                offset += 1
                continue
            }
            guard offset == bytes.count || Self.isEnd(bytes[offset]) else {
                throw .init(
                    message: "a closing quote must be followed by a comma or the end of the line",
                    range: file.range(of: offset..<offset + 1)
                )
            }
            return Field(text: String(decoding: text, as: UTF8.self), range: start..<offset)
        }
        throw .init(message: "a quote is not closed", range: file.range(of: start..<start + 1))
    }

    private static func isEnd(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    }

    /// A text without the spaces and tabs around it.
    static func trimmed(_ text: String) -> String {
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        return String(text.drop(while: isBlank).reversed().drop(while: isBlank).reversed())
    }
}
