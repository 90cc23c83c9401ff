import RedriveCore

extension ToolError {
    /// A query for recipes that could not be resolved.
    init(_ error: RecipeLookupError, meaning: String) {
        let status: ExitStatus
        let advice: String?
        switch error {
        case .unauthorized(let resource, _):
            status = .noToken
            advice =
                "give the role of the token's API client the privilege to list \(resource.rawValue) (GET /api/\(resource.rawValue)), "
                + "or list the recipes by their ids"
        case .unreachable:
            status = .unreachable
            advice = "if the cause is temporary, try again later; nothing was changed"
        case .unproven:
            status = .unreachable
            advice = "try again later, or list the recipes by their ids"
        case .unchecked(_, let condition):
            status = .unreachable
            advice = "leave '\(condition)' out, or list the recipes by their ids"
        case .unknownFolder:
            status = .invalidData
            advice = "check the id, and whether the token's API client may see the folder's project"
        case .unknownTag(_, _, let similar):
            status = .invalidData
            advice = similar.map { "a tag with a similar name is '\($0)'" }
        case .nothingFound:
            status = .invalidData
            advice = "'redrive recipes' lists the recipes that there are"
        case .tooMany:
            status = .refused
            advice = "narrow the query, or use several runbooks"
        }
        self.init(status, error.message, meaning: meaning, advice: advice)
    }
}
