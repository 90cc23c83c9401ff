import WorkatoJobs
import RedriveCore

/// Where a plan would be carried out, as it is said first in a preview and again in the question.
struct WorkspaceWords {
    private let header: PlanHeader

    /// The words of a plan's workspace.
    init(_ header: PlanHeader) { self.header = header }

    /// A line that says whether it is real, and where it is; the address stays if the name is too long.
    func line(columns: Int) -> Line {
        let workspace = header.workspace
        if let scenario = header.simulated {
            let name = workspace.name.map { " of \($0)" } ?? ""
            return "\(Line("SIMULATION\(name)", .caution)): \(scenario); nothing real is touched"
        }
        let address = Line(address, .bold)
        guard let name = workspace.name.map({ Line($0, .bold) }) else {
            return address + tail(columns: columns - address.width)
        }
        let separator = Line(" · ", .bold)
        let rest = columns - address.width - separator.width
        let tail = tail(columns: rest - min(name.width, Self.mostNameKept))
        return name.cut(to: max(rest - tail.width, Self.shortestName)) + separator + address + tail
    }

    /// The fewest columns of a name that is cut.
    private static let shortestName = 8
    /// The columns of the runbook's name that do not give way to the API's.
    private static let mostNameKept = 24

    /// What the API calls the workspace, in at most a number of columns; the name gives way before the id.
    private func tail(columns: Int) -> Line {
        guard let identity = header.identity else { return .empty }
        let id = Line(" · workspace \(identity.id)")
        guard id.width <= columns else { return .empty }
        guard let name = identity.name, columns - id.width >= Self.shortestName + 3 else { return id }
        return id + Line(" (") + Line(name).cut(to: columns - id.width - 3) + Line(")")
    }

    /// The words after "in": `production, https://app.eu.workato.com`, or the simulation.
    var place: String {
        let name = header.workspace.name
        if header.simulated != nil { return "a SIMULATION" + (name.map { " of \($0)" } ?? "") }
        let id = header.identity.map { ", workspace \($0.id)" } ?? ""
        return (name.map { "\($0), " } ?? "") + header.workspace.url + id
    }

    private var address: String {
        let workspace = header.workspace
        guard let center = workspace.dataCenter else { return workspace.url }
        let assumed = workspace.isAddressAssumed ? "; no data_center was given" : ""
        return "\(workspace.url) (\(center.rawValue)\(assumed))"
    }
}
