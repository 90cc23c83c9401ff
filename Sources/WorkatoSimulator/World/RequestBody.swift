import FoundationEssentials
import Transport

/// The contents of a write's body; nil if it cannot be read.
enum RequestBody {
    /// The ids of `POST …/repeat_jobs`; nil if `job_ids` is not an array of strings.
    static func jobIDs(of request: HTTPRequest) -> [String]? {
        decode(Repeat.self, request)?.job_ids
    }

    /// What `POST /api/job/resume` names.
    struct ResumeContents {
        /// The token.
        var token: String
        /// How many bytes of data there are; 0 for none.
        var dataBytes = 0
        /// FNV-1a of the data's bytes as they came, of 64 bits, as 16 hex digits; nil for none.
        var dataDigest: String?
    }

    /// The contents of `POST /api/job/resume`; nil if the token is missing, empty or not a string, or if `data` is not an object.
    static func resume(of request: HTTPRequest) -> ResumeContents? {
        guard let body = decode(Resume.self, request), !body.token.isEmpty else { return nil }
        var contents = ResumeContents(token: body.token)
        if body.data != nil, let range = range(of: "data", in: request.body) {
            contents.dataBytes = range.count
            contents.dataDigest = digest(request.body[range])
        }
        return contents
    }

    private static func digest(_ bytes: ArraySlice<UInt8>) -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// The bytes of the value of a member of an object, without the white space around it.
    private static func range(of key: String, in bytes: [UInt8]) -> Range<Int>? {
        var (depth, index, start) = (0, 0, 0)
        var isInString = false
        var isWanted = false
        var name: Range<Int>?
        while index < bytes.count {
            let byte = bytes[index]
            if isInString {
                if byte == UInt8(ascii: "\\") { index += 1 }
                if byte == UInt8(ascii: "\"") {
                    isInString = false
                    if depth == 1, !isWanted { name = start + 1..<index }
                }
            } else {
                switch byte {
                case UInt8(ascii: "\""):
                    isInString = true
                    if !isWanted { start = index }
                case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
                case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
                case UInt8(ascii: ":") where depth == 1:
                    isWanted = name.map { bytes[$0].elementsEqual(key.utf8) } ?? false
                    start = index + 1
                default: break
                }
                let isEnd = byte == UInt8(ascii: ",") && depth == 1 || depth == 0
                if isWanted, isEnd {
                    let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
                    let value = bytes[start..<index].drop(while: isSpace)
                    return value.startIndex..<(value.lastIndex { !isSpace($0) } ?? value.startIndex) + 1
                }
            }
            index += 1
        }
        return nil
    }

    private static func decode<Body: Decodable>(_ type: Body.Type, _ request: HTTPRequest) -> Body? {
        guard request.headers["Content-Type"]?.lowercased().hasPrefix("application/json") ?? false else { return nil }
        return try? JSONDecoder().decode(type, from: Data(request.body))
    }

    private struct Repeat: Decodable {
        // The name is the API's.
        var job_ids: [String]
    }

    private struct Resume: Decodable {
        var token: String
        var data: AnyObject?

        struct AnyObject: Decodable {
            private struct Key: CodingKey {
                var stringValue: String
                var intValue: Int? { nil }
                init?(stringValue: String) { self.stringValue = stringValue }
                init?(intValue: Int) { nil }
            }

            init(from decoder: any Decoder) throws {
                _ = try decoder.container(keyedBy: Key.self)
            }
        }
    }
}
