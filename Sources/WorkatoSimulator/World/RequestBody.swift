import FoundationEssentials
import Transport

/// The contents of a write's body; nil if it cannot be read.
enum RequestBody {
    /// The ids of `POST …/repeat_jobs`; nil if `job_ids` is not an array of strings.
    static func jobIDs(of request: HTTPRequest) -> [String]? {
        decode(Repeat.self, request)?.job_ids
    }

    /// The token of `POST /api/job/resume`; nil if it is missing, empty or not a string, or if `data` is not an object.
    static func resumeToken(of request: HTTPRequest) -> String? {
        guard let token = decode(Resume.self, request)?.token, !token.isEmpty else { return nil }
        return token
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
