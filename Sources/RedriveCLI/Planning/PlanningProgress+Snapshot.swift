import WorkatoJobs
import RedriveCore

extension PlanningProgress {
    /// The progress of reading, as a line and as an event.
    var snapshot: ProgressDisplay.Snapshot {
        let expected = expectedRows.map { " of at most \(Wording.count($0))" } ?? ""
        let line: Line =
            "reading \(list.rawValue) of recipe \(recipe): \(Wording.count(rows, "row"))\(expected) in \(Wording.count(requests, "request")); \(recipesDone) of \(Wording.count(recipes, "recipe")) done"
        let members: JSONObject = [
            JSONMember(.recipeID, .int(recipe.value)), JSONMember(.list, .string(list.rawValue)),
            JSONMember(.rows, .int(rows)), JSONMember(.expectedRows, .optional(expectedRows)),
            JSONMember(.requests, .int(requests)), JSONMember(.recipesDone, .int(recipesDone)),
            JSONMember(.recipes, .int(recipes)),
        ]
        return ProgressDisplay.Snapshot(live: line, line: line, members: members)
    }
}
