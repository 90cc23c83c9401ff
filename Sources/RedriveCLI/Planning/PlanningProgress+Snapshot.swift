import WorkatoJobs
import RedriveCore

extension PlanningProgress {
    /// A wait that is shorter than this is not worth a word.
    private static let shortestWaitShown: Duration = .seconds(2)

    /// The progress of reading, as a line and as an event.
    ///
    /// - Parameters:
    ///   - waitsUntil: when the pacing gate lets the next read go; nil if none waits.
    ///   - limit: how many reads may go in which time.
    func snapshot(at now: Instant, waitsUntil: Instant?, limit: Rate) -> ProgressDisplay.Snapshot {
        let wait = waitsUntil.map { $0 - now }.flatMap { $0 >= Self.shortestWaitShown ? $0 : nil }
        let expected = expectedRows.map { " of at most \(Wording.count($0))" } ?? ""
        var line = ProgressLine(essential: [
            .init(
                "\(Line("\(Wording.count(recipesDone))/\(Wording.count(recipes, "recipe"))", .bold)) read",
                short: "\(Wording.count(recipesDone))/\(Wording.count(recipes)) read"
            )
        ])
        if let wait {
            let time = Wording.time(wait)
            line.essential.append(
                .init(
                    "waiting \(time): \(limit.count) of \(limit.count) reads a \(Self.unit(limit.per)) are used",
                    short: "waiting \(time)"
                )
            )
        }
        if let left = timeLeft(limit) { line.essential.append(.init(Line("at most \(Wording.time(left)) left"))) }
        line.more = [
            .init(
                "\(list.rawValue) of recipe \(recipe): \(Wording.count(rows, "row"))\(expected) in \(Wording.count(requests, "request"))",
                short: "\(list.rawValue) of \(recipe): \(Wording.count(rows, "row"))"
            )
        ]
        let members: JSONObject = [
            JSONMember(.recipeID, .int(recipe.value)), JSONMember(.list, .string(list.rawValue)),
            JSONMember(.rows, .int(rows)), JSONMember(.expectedRows, .optional(expectedRows)),
            JSONMember(.requests, .int(requests)), JSONMember(.recipesDone, .int(recipesDone)),
            JSONMember(.recipes, .int(recipes)),
            JSONMember(.waitingSeconds, .optional(wait.map(Wording.seconds))),
        ]
        return ProgressDisplay.Snapshot(line: line, members: members)
    }

    /// How long the rest of this list and as much again for each further recipe would take at the limit; nil where the server does not
    /// say how long its lists are.
    private func timeLeft(_ limit: Rate) -> Duration? {
        guard let expectedRows, expectedRows > rows, rows > 0 else { return nil }
        let perPage = DocumentedLimits.rowsPerPage
        let pages = (expectedRows + perPage - 1) / perPage
        let left = pages - requests + max(recipes - recipesDone - 1, 0) * pages
        guard left > limit.count else { return nil }
        return limit.per * left / limit.count
    }

    private static func unit(_ duration: Duration) -> String {
        duration == .seconds(60) ? "minute" : duration == .seconds(1) ? "second" : Wording.time(duration)
    }
}
