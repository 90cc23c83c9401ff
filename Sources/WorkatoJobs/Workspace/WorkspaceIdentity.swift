internal import JSONText
package import Transport

/// The workspace that a token belongs to, as the API names it.
///
/// Source: https://docs.workato.com/workato-api/users.html, "Get details about the authenticated user": `id` is the
/// workspace's, beside e-mail and phone, which are never kept.
package struct WorkspaceIdentity: Sendable, Hashable, Codable {
    /// The id of the workspace, from 1.
    package var id: Int
    /// Its name, on one line and safe to show; nil if it has none.
    package var name: String?

    /// The longest name that is kept, in Unicode scalars.
    package static let longestName = 100

    /// An identity from its parts, which are not changed.
    package init(id: Int, name: String? = nil) {
        self.id = id
        self.name = name
    }
}

/// The answer to a request for the token's own workspace.
package typealias IdentityAnswer = ReadAnswer<WorkspaceIdentity>

extension IdentityAnswer {
    /// Reads the answer to a request for the token's own workspace.
    package init(reading response: HTTPResponse) { self.init(response, { WorkspaceIdentity.read($0) }) }
}

extension WorkspaceIdentity {
    /// Reads the body, bare or as `result`; a fault if it has no id from 1.
    ///
    /// Source: reference, "OEM … a single recipe comes as one-element `result`".
    static func read(_ response: HTTPResponse) -> Result<WorkspaceIdentity, ReadingError> {
        let value: JSONTree
        do throws(JSONError) {
            value = try response.json(mostValues: 10_000)
        } catch {
            return .failure(ReadingError(error, in: response))
        }
        guard value.isObject else { return .failure(ReadingError("the body is \(value.kind) instead of an object")) }
        if value["success"]?.flag == false { return .failure(ReadingError("the body says 'success: false'")) }
        let found = value["result"]?.items?.first ?? value["result"] ?? value
        guard let id = found["id"]?.integer, id >= 1 else {
            return .failure(ReadingError("the body has no 'id' that is a whole number from 1"))
        }
        let name = found["name"]?.text.map { ServerMessage.shown($0, longest: longestName) } ?? ""
        return .success(WorkspaceIdentity(id: id, name: name.isEmpty ? nil : name))
    }
}
