@testable import RedriveCLI
import RedriveCore
import RedriveEngine

extension Bench {
    /// The plan in a file.
    func plan(_ path: String) throws -> IdentifiedPlan {
        IdentifiedPlan(try PlanFile.read(path, fileSystem: files))
    }

    /// The state of a run, from its file.
    func state(_ path: String) throws -> RunState { try JournalContents.read(path, fileSystem: files).state }

    /// What a state file makes of each record, in order.
    func recordViews(_ path: String) throws -> [RecordView] {
        var views: [RecordView] = []
        _ = try JournalContents.read(path, fileSystem: files) { record, time, state in
            views.append(RecordView(record, state, at: time))
        }
        return views
    }
}

extension View {
    /// The text without colors.
    func text(width: Int = 200) -> [String] { lines(on: Canvas(columns: width)).map { $0.rendered(color: false) } }
}

extension Event {
    /// The value of a member; nil if there is none.
    subscript(key: EventKey) -> JSONValue? { members.first { $0.name == key.rawValue }?.value }
}

extension JSONObject {
    /// The number with this name; nil if there is none.
    func number(_ name: String) -> Int? {
        guard case .int(let number)? = first(where: { $0.name == name })?.value else { return nil }
        return number
    }
}
