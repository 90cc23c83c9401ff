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
        let tail = Line(address, .bold)
        guard let name = workspace.name else { return tail }
        let room = max(columns - tail.width - 3, 8)
        return Line(name, .bold).cut(to: room) + Line(" · ", .bold) + tail
    }

    /// The words after "in": `production, https://app.eu.workato.com`, or the simulation.
    var place: String {
        let name = header.workspace.name
        if header.simulated != nil { return "a SIMULATION" + (name.map { " of \($0)" } ?? "") }
        return (name.map { "\($0), " } ?? "") + header.workspace.url
    }

    private var address: String {
        let workspace = header.workspace
        guard let center = workspace.dataCenter else { return workspace.url }
        let assumed = workspace.isAddressAssumed ? "; no data_center was given" : ""
        return "\(workspace.url) (\(center.rawValue)\(assumed))"
    }
}
