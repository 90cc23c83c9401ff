import WorkatoJobs
import RedriveCore
import RedriveEngine

extension PlanningProgress {
    /// The progress of reading, as a line and as an event.
    ///
    /// - Parameters:
    ///   - waitsUntil: when the pacing gate lets the next read go; nil if none waits.
    ///   - limit: how many reads may go in which time.
    func snapshot(at now: Instant, waitsUntil: Instant?, limit: Rate) -> ProgressDisplay.Snapshot {
        let wait = ReadWait(until: waitsUntil, at: now, limit: limit)
        let expected = expectedRows.map { " of at most \(Wording.count($0))" } ?? ""
        var line = ProgressLine(essential: [
            .init(
                "\(Line("\(Wording.count(recipesDone))/\(Wording.count(recipes, "recipe"))", .bold)) read",
                short: "\(Wording.count(recipesDone))/\(Wording.count(recipes)) read"
            )
        ])
        if let wait { line.essential.append(wait.words) }
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
            JSONMember(.waitingSeconds, .optional(wait?.seconds)),
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
}

extension RecipeReadingProgress {
    /// The progress of finding out which recipes are meant, as a line and as an event.
    ///
    /// - Parameters:
    ///   - waitsUntil: when the pacing gate lets the next read go; nil if none waits.
    ///   - limit: how many reads may go in which time.
    func snapshot(at now: Instant, waitsUntil: Instant?, limit: Rate) -> ProgressDisplay.Snapshot {
        let wait = ReadWait(until: waitsUntil, at: now, limit: limit)
        let read =
            switch list {
            case .folders: "\(Wording.count(rows, "folder")) read"
            case .recipes: "\(Wording.count(rows, "recipe")) read"
            case .names: "\(Wording.count(rows, "name")) read"
            }
        var line = ProgressLine(essential: [
            .init("\(Line("looking for recipes", .bold)): \(read)", short: "recipes: \(read)")
        ])
        if let wait { line.essential.append(wait.words) }
        line.more = [.init("\(Wording.count(requests, "request"))")]
        let members: JSONObject = [
            JSONMember(.list, .string(list.rawValue)), JSONMember(.rows, .int(rows)),
            JSONMember(.requests, .int(requests)), JSONMember(.waitingSeconds, .optional(wait?.seconds)),
        ]
        return ProgressDisplay.Snapshot(line: line, members: members)
    }
}

/// A wait for the limit of reads that is worth a word.
private struct ReadWait {
    /// A shorter wait is not.
    private static let shortestShown: Duration = .seconds(2)

    private let time: Duration
    private let limit: Rate

    /// Nil for a wait that is too short, and for none.
    init?(until: Instant?, at now: Instant, limit: Rate) {
        guard let until, until - now >= Self.shortestShown else { return nil }
        time = until - now
        self.limit = limit
    }

    var seconds: Int { Wording.seconds(time) }

    var words: ProgressLine.Part {
        let text = Wording.time(time)
        return .init(
            "waiting \(text): \(limit.count) of \(limit.count) reads a \(Self.unit(limit.per)) are used",
            short: "waiting \(text)"
        )
    }

    private static func unit(_ duration: Duration) -> String {
        duration == .seconds(60) ? "minute" : duration == .seconds(1) ? "second" : Wording.time(duration)
    }
}
