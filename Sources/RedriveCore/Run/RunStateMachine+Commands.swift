import WorkatoJobs

/// What a run makes of commands.
extension RunStateMachine {
    mutating func obey(_ given: GivenCommand, answering asker: Int?, at now: Moment) {
        if let refusal = refusal(of: given.command) { return answer(asker, refusal) }
        outbox.record(.commanded(.init(given)), at: now)
        switch given.command {
        case .stop: stop(.interrupted)
        case .pause: if lane.queuedRequest != nil { outbox.want(.cancelUnsent) }
        case .skip(let recipe): if queuedRecipe == recipe { outbox.want(.cancelUnsent) }
        case .leave, .resume, .pace: break
        }
        let queued = lane.queuedRequest == nil ? 0 : 1
        answer(asker, .taken(inFlight: lane.outstanding.count - queued))
    }

    /// Why a command changes nothing; nil if it does.
    private func refusal(of command: ControlCommand) -> ControlAnswer? {
        let settings = outbox.state.settings
        switch command {
        case .pause: return settings.pause.map { .already($0) }
        case .resume: return settings.pause == nil ? .already(nil) : nil
        case .skip(let recipe):
            if !outbox.state.isPlanned(recipe) { return .noSuchRecipe(recipe) }
            return settings.skipped[recipe].map { .already($0) }
        case .pace(let step?, _): return outbox.state.steps.indices.contains(step) ? nil : .noSuchStep
        case .stop, .leave, .pace(nil, _): return nil
        }
    }

    mutating func answer(_ asker: Int?, _ answer: ControlAnswer) {
        if let asker { outbox.want(.answer(asker, answer)) }
    }

    /// The recipe of the request that waits for its turn; nil if none does.
    var queuedRecipe: RecipeID? {
        guard let number = lane.queuedRequest.flatMap({ lane.outstanding[$0] }) else { return nil }
        return resumeStep == nil ? outbox.state.chunks[number]?.recipe : outbox.state.plan.tokens[number].row.recipe
    }
}
