import FoundationEssentials
import Transport

/// What a write's body says; a body that cannot be read is nil.
enum RequestBody {
    /// The ids of `POST …/repeat_jobs`; nil where there is no array of texts under `job_ids`.
    static func jobIDs(of request: HTTPRequest) -> [String]? {
        decode(Repeat.self, request)?.job_ids
    }

    /// The token of `POST /api/job/resume`; nil where it is missing, empty or no text, or `data` is no object.
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
