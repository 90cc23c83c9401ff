import RedriveCore
import WorkatoJobs

extension OutcomesProgress {
    /// A wait that is shorter than this is not worth a word.
    private static let shortestWaitShown: Duration = .seconds(2)

    /// The progress of looking again, as a line and as an event.
    ///
    /// - Parameter waitsUntil: when the pacing gate lets the next read go; nil if none waits.
    func snapshot(at now: Instant, waitsUntil: Instant?) -> ProgressDisplay.Snapshot {
        let wait = waitsUntil.map { $0 - now }.flatMap { $0 >= Self.shortestWaitShown ? $0 : nil }
        let done = "\(Wording.count(recipesDone))/\(Wording.count(recipes, "recipe"))"
        var line = ProgressLine(essential: [
            .init("\(Line(done, .bold)) read"),
            .init("\(Wording.count(ended))/\(Wording.count(open)) ended"),
        ])
        if let wait {
            line.more.append(
                .init("waiting \(Wording.time(wait)) for the limit of reads", short: "waiting \(Wording.time(wait))")
            )
        }
        if let recipe { line.more.append(.init("repeats of recipe \(recipe)")) }
        line.done = recipes == 0 ? 1 : Double(recipesDone) / Double(recipes)
        let members: JSONObject = [
            JSONMember(.recipeID, .optional(recipe.map { Int($0.value) })), JSONMember(.recipesDone, .int(recipesDone)),
            JSONMember(.recipes, .int(recipes)), JSONMember(.open, .int(open)), JSONMember(.ended, .int(ended)),
            JSONMember(.waitingSeconds, .optional(wait.map(Wording.seconds))),
        ]
        return ProgressDisplay.Snapshot(line: line, members: members)
    }
}
