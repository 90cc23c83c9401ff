import FoundationEssentials
package import RedriveCore
package import WorkatoJobs

/// A plan that a user of this machine has approved; what a resume goes by.
///
/// A state file carries its plan and can be forged or altered; this stands in the machine's own directory. The digest covers the
/// whole plan, with the workspace's address and the source of the token.
package struct ApprovedPlan: Sendable, Hashable, Codable {
    /// The plan.
    package var planID: String
    /// The SHA-256 of the plan's file, as 64 hex digits.
    package var digest: String
    /// The workspace's address, for people.
    package var url: String
    /// Where the token comes from, for people: `env NAME` or `file PATH`.
    package var token: String
    /// How it was approved, as in a session's record.
    package var approval: String
    /// When.
    package var at: String

    /// An approval from its parts.
    package init(plan: Plan, planID: String, digest: String, approval: String, at time: Timestamp) {
        self.planID = planID
        self.digest = digest
        url = plan.header.workspace.url
        token =
            switch plan.header.workspace.token {
            case .environment(let name): "env \(name)"
            case .file(let path): "file \(path)"
            }
        self.approval = approval
        at = time.description
    }

    private enum CodingKeys: String, CodingKey {
        case planID = "plan_id"
        case digest = "sha256"
        case url, token, approval, at
    }
}

extension StateDirectory {
    /// Writes down that this user has approved a plan.
    ///
    /// Durable on return. Approvals are the user's own, also in a directory that is shared.
    package func approve(_ plan: ApprovedPlan) throws(FileError) {
        try fileSystem.makeDirectory(approvals, for: sharing)
        try fileSystem.makeDirectory(ownApprovals, for: .owner)
        try fileSystem.replace(approvalPath(plan.planID), with: Self.json(plan), for: .owner)
    }

    /// What this user has approved under the id; nil for nothing, or where somebody else could have written it.
    package func approval(ofPlan planID: String) throws(FileError) -> ApprovedPlan? {
        let path = approvalPath(planID)
        guard let found = try fileSystem.information(path), found.kind == .file, found.owner == machine.user,
            found.permissions & 0o022 == 0
        else { return nil }
        return try own(path).flatMap { try? JSONDecoder().decode(ApprovedPlan.self, from: Data($0)) }
    }

    private var approvals: String { FilePath.join(path, "approvals") }
    private var ownApprovals: String { FilePath.join(approvals, "\(machine.user)") }
    private func approvalPath(_ planID: String) -> String { FilePath.join(ownApprovals, "\(planID).json") }
}
