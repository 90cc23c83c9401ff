internal import FoundationEssentials
internal import LocatedYAML

/// JSON objects: an array of them, one in each line, or one after the other over several lines, as `jq` prints them.
///
/// Other members and empty lines are ignored.
struct JobsFileJSON {
    private let file: SourceFile
    private let bytes: [UInt8]

    /// A file whose text is JSON.
    init(_ file: SourceFile) {
        self.file = file
        bytes = file.bytes
    }

    private struct Object: Decodable {
        var recipe: String?
        var job: String?
        var hasID: Bool

        private enum CodingKeys: String, CodingKey {
            case recipe = "recipe_id"
            case job = "job_id"
            case id
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            recipe = Self.text(.recipe, in: container)
            job = Self.text(.job, in: container)
            hasID = container.contains(.id)
        }

        /// The text or number of a member; nil for anything else.
        private static func text(_ key: CodingKeys, in container: KeyedDecodingContainer<CodingKeys>) -> String? {
            if let number = try? container.decode(Int.self, forKey: key) { return String(number) }
            if let number = try? container.decode(Double.self, forKey: key) { return "\(number)" }
            return try? container.decode(String.self, forKey: key)
        }
    }

    /// The rows, and everything that is wrong with the text.
    func parse() -> JobsFile.Contents {
        let (objects, problem) = objects()
        var contents = JobsFile.Contents(isRecognized: isRecognized)
        guard objects.count <= SourceReader.maximumJobs else {
            contents.skip(objects.count)
            return contents
        }
        if let problem { contents.append(problem) }
        let decoder = JSONDecoder()
        for range in objects.first {
            let object = try? decoder.decode(Object.self, from: Data(bytes[range]))
            if let recipe = object?.recipe, let job = object?.job {
                contents.append(JobsFile.Row(recipe: recipe, job: job, range: file.range(of: range)))
            } else {
                let isNamedID = object?.job == nil && object?.hasID == true
                contents.append(
                    JobsFile.FormError(
                        message: "a row must be a JSON object with 'recipe_id' and 'job_id'; this is not one",
                        range: file.range(of: range),
                        help: isNamedID ? "rename 'id' to 'job_id'" : nil
                    )
                )
            }
        }
        return contents
    }

    /// Whether one of the two members is named anywhere.
    private var isRecognized: Bool {
        bytes.withUnsafeBufferPointer { bytes in
            JobsFile.columns.contains { bytes.contains(Array("\"\($0)\"".utf8)) }
        }
    }

    // MARK: objects

    /// The places of the objects; only the first ones are kept, so that a hostile file takes neither time nor memory.
    private struct Ranges {
        private(set) var first: [Range<Int>] = []
        private(set) var count = 0

        mutating func append(_ range: Range<Int>) {
            count += 1
            if count <= SourceReader.maximumJobs { first.append(range) }
        }
    }

    private func objects() -> (ranges: Ranges, problem: JobsFile.FormError?) {
        let start = afterSpace(file.bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0)
        if bytes[start] == UInt8(ascii: "[") { return array(from: start) }
        // If the first line is an object, so is every other; then a broken line is an error of its own.
        guard isInLines(start) else { return sequence(from: start) }
        var ranges = Ranges()
        for line in file.position(ofOffset: start).line...file.lineCount {
            guard let line = file.byteRange(ofLine: line), !bytes[line].allSatisfy(Self.isSpace) else { continue }
            ranges.append(max(line.lowerBound, start)..<line.upperBound)
        }
        return (ranges, nil)
    }

    /// Whether the first object ends on its line; if it has no end, whether the next line starts another one.
    private func isInLines(_ start: Int) -> Bool {
        let line = file.byteRange(ofLine: file.position(ofOffset: start).line) ?? start..<start
        if let end = end(ofValueAt: start) { return end <= line.upperBound }
        let next = afterSpace(line.upperBound)
        return next == bytes.count || bytes[next] == UInt8(ascii: "{")
    }

    private func array(from start: Int) -> (ranges: Ranges, problem: JobsFile.FormError?) {
        var ranges = Ranges()
        var offset = afterSpace(start + 1)
        func problem(_ message: String, at offset: Int) -> (ranges: Ranges, problem: JobsFile.FormError?) {
            (ranges, .init(message: message, range: file.range(of: offset..<offset + 1)))
        }
        var isAtEnd = offset < bytes.count && bytes[offset] == UInt8(ascii: "]")
        while !isAtEnd {
            guard offset < bytes.count, let end = end(ofValueAt: offset) else {
                return problem("this array is never closed with ']'", at: start)
            }
            if [UInt8(ascii: "]"), UInt8(ascii: ",")].contains(bytes[offset]) {
                return problem("a row is expected here", at: offset)
            }
            ranges.append(offset..<end)
            offset = afterSpace(end)
            guard offset < bytes.count else { continue }
            isAtEnd = bytes[offset] == UInt8(ascii: "]")
            guard isAtEnd || bytes[offset] == UInt8(ascii: ",") else {
                return problem("',' or ']' is expected here", at: offset)
            }
            if !isAtEnd { offset = afterSpace(offset + 1) }
        }
        let rest = afterSpace(offset + 1)
        return rest < bytes.count
            ? problem("a jobs file must be a single array; it ends before this", at: rest) : (ranges, nil)
    }

    private func sequence(from start: Int) -> (ranges: Ranges, problem: JobsFile.FormError?) {
        var ranges = Ranges()
        var offset = start
        while offset < bytes.count {
            guard let end = end(ofValueAt: offset) else {
                return (
                    ranges, .init(message: "this object is never closed", range: file.range(of: offset..<offset + 1))
                )
            }
            ranges.append(offset..<end)
            offset = afterSpace(end)
        }
        return (ranges, nil)
    }

    /// The offset after a value; nil if it is not closed.
    ///
    /// Follows only brackets and strings; decoding checks whether the value is JSON.
    private func end(ofValueAt start: Int) -> Int? {
        var depth = 0
        var isInString = false
        var offset = start
        while offset < bytes.count {
            let byte = bytes[offset]
            if isInString {
                if byte == UInt8(ascii: "\\") { offset += 1 }
                if byte == UInt8(ascii: "\"") { isInString = false }
            } else {
                switch byte {
                case UInt8(ascii: "\""): isInString = true
                case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
                case UInt8(ascii: "}"), UInt8(ascii: "]"):
                    if depth == 0 { return max(offset, start + 1) }
                    depth -= 1
                    if depth == 0 { return offset + 1 }
                case UInt8(ascii: ","), 0x20, 0x09, 0x0A, 0x0D:
                    if depth == 0 { return max(offset, start + 1) }
                default: break
                }
            }
            offset += 1
        }
        return depth == 0 && !isInString ? bytes.count : nil
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }

    private func afterSpace(_ start: Int) -> Int {
        var offset = start
        while offset < bytes.count, Self.isSpace(bytes[offset]) { offset += 1 }
        return offset
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Whether these bytes contain others.
    fileprivate func contains(_ sought: [UInt8]) -> Bool {
        guard let first = sought.first, count >= sought.count else { return false }
        for start in 0...(count - sought.count) where self[start] == first {
            if self[start..<start + sought.count].elementsEqual(sought) { return true }
        }
        return false
    }
}
